import type { AwsError, Cell } from '#lib/core/probe/report.ts';
import type { ProbeAction, RequiredAction } from '#lib/core/probe/actions.ts';
import { awsErrorOf, classify, requestIdOf } from './classify.ts';

type Clock = () => Date;

/** How one call ended: AWS's request ID, or the error. */
export type Answer = { at: Date; durationMs: number; real: boolean } & (
  { ok: true; requestId: string | null } | { ok: false; error: unknown }
);

/** Makes one call and records how it ended. It throws for nothing that the call does. */
export async function answerOf(clock: Clock, real: boolean, call: () => Promise<string | null>): Promise<Answer> {
  const begun = performance.now();
  const told = () => ({ at: clock(), durationMs: Math.round(performance.now() - begun), real });
  try {
    const requestId = await call();
    return { ...told(), ok: true, requestId };
  } catch (error) {
    return { ...told(), ok: false, error };
  }
}

/** What is kept of a call as evidence: how long it took, AWS's request ID and AWS's own words. */
export const wireEvidenceOf = (answer: Answer): Pick<Cell, 'durationMs' | 'requestId' | 'error'> => ({
  durationMs: answer.durationMs,
  requestId: answer.ok ? answer.requestId : requestIdOf(answer.error),
  error: answer.ok ? null : awsErrorOf(answer.error),
});

const evidenceOf = (action: ProbeAction, answer: Answer) => ({
  action,
  at: answer.at,
  ...wireEvidenceOf(answer),
  ...(answer.real && { real: true as const }),
});

/** The result of one permission test, from the call that made it. */
export const cellFrom = (action: ProbeAction, answer: Answer): Cell => ({
  ...evidenceOf(action, answer),
  ...(answer.ok ? { result: 'allowed' as const } : classify(answer.error)),
});

const RE_ENCRYPT_ACTIONS = ['ReEncryptFrom', 'ReEncryptTo'] as const satisfies readonly RequiredAction[];

/** Which of the two permissions of ReEncrypt AWS's message names; null where it names neither. */
export const reEncryptActionIn = (message: string) =>
  RE_ENCRYPT_ACTIONS.find((action) => message.includes(`kms:${action}`)) ?? null;

/**
 * The two permissions of one ReEncrypt. AWS checks the source first and names the first one that it denies: that test
 * is denied, the other is not known. A denial that names neither says nothing about either.
 */
export function reEncryptCells(answer: Answer): Cell[] {
  const cells = RE_ENCRYPT_ACTIONS.map((action) => cellFrom(action, answer));
  if (answer.ok || cells[0]?.result !== 'denied' || cells[0].denial === 'not_found') return cells;
  const named = reEncryptActionIn(cells[0].error?.message ?? '');
  return cells.map((cell) =>
    cell.action === named
      ? cell
      : {
          ...evidenceOf(cell.action, answer),
          result: 'could_not_tell',
          fault: named === null ? 'unrecognised' : 'hidden_by_denial',
        },
  );
}

const silent = (action: ProbeAction, at: Date) => ({ action, at, durationMs: 0, requestId: null, error: null });

/** A test that was not run: the key's state forbids it, or the call before it failed. */
export const notRun = (action: ProbeAction, at: Date): Cell => ({ ...silent(action, at), result: 'not_run' });

/** In place of AWS's words where our own limit for a key store left no time for a call (H24). */
export const HELD_BACK: AwsError = {
  name: 'HeldBack',
  message: 'This custom key store was called within the last seconds. It gets at most one call per second.',
};

/** A test that was not run because of our own limit for the key store (H24). */
export const heldBack = (action: ProbeAction, at: Date): Cell => ({
  ...silent(action, at),
  error: HELD_BACK,
  result: 'could_not_tell',
  fault: 'held_back',
});

/** The test of CreateGrant. A correct policy denies a direct call, so none is made. */
export const grantRow = (at: Date): Cell => ({
  ...silent('CreateGrant', at),
  result: 'not_testable',
  reason: 'grants_only_through_aws_services',
});

/** In place of AWS's words in a region that is not configured: there is no role to call AWS with. */
export const regionNotConfigured = (region: string): AwsError => ({
  name: 'RegionNotConfigured',
  message: `HOSTING_REGIONS has no region ${region}.`,
});

/** In a region that is not configured, no test can run. */
export const notConfigured = (action: ProbeAction, region: string, at: Date): Cell => ({
  ...silent(action, at),
  error: regionNotConfigured(region),
  result: 'could_not_tell',
  fault: 'own_configuration',
});
