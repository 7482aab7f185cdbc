import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { CHECK_TIMEOUT_MS, mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { PROBE_ACTIONS, SHORT_ACTIONS } from '#lib/core/probe/actions.ts';
import type { Cell, KeyFacts, ProbeReport, RotationStatus } from '#lib/core/probe/report.ts';
import type { ProbeAction, ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeKey, ProbeTarget } from '#lib/core/probe/probe-key.ts';
import type { Observed } from '#lib/core/result.ts';
import { answerOf, cellFrom, grantRow, heldBack, notConfigured, notRun, reEncryptCells } from './cells.ts';
import {
  aRoundTrip,
  makeDataKeyWithoutPlaintext,
  ROWS_OF_CALL,
  sendDryRun,
  withDeadline,
  type CryptoCall,
} from './crypto-calls.ts';
import { readKeyFacts } from './read-key-facts.ts';
import { readRotationStatus } from './read-rotation-status.ts';
import type { createRegionalClients, RegionalClient } from './regional-clients.ts';

/** The time limit of DescribeKey, so that time is left for the other calls when it gets no answer. */
const DESCRIBE_TIMEOUT_MS = 3_000;
/** The time between two calls to one custom key store, which is the customer's own HSM or proxy (H24). */
const STORE_PACE_MS = 1_000;
/** The time that the last call to a custom key store gets for its answer. */
const LAST_ANSWER_MS = 500;

const SHORT_CALLS: readonly CryptoCall[] = ['GenerateDataKey', 'Decrypt'];
const GRID_CALLS = Object.keys(ROWS_OF_CALL) as CryptoCall[];

export type ProbeKeyDeps = {
  clientOf: ReturnType<typeof createRegionalClients>;
  clock: () => Date;
  /**
   * Books the next calls to a custom key store, one per second in all processes together.
   * @returns milliseconds until the first call; null when that is not within the given time
   */
  reserveStoreCalls: (customKeyStoreId: string, calls: number, withinMs: number) => Promise<number | null>;
};

/** A running probe: the client, the key and the deadline. */
type Probe = { regional: RegionalClient; arn: string; end: AbortSignal; endsAt: number; deps: ProbeKeyDeps };

/**
 * The gateway to KMS. It calls DescribeKey first, then everything else in parallel if the key's state allows it (H21).
 * Every outcome is a cell of the report; nothing is thrown for what KMS or the network did.
 */
export function createProbeKey(deps: ProbeKeyDeps): ProbeKey {
  return async (target, kind) => {
    const startedAt = deps.clock();
    const regional = deps.clientOf(target.region);
    const header = { kind, arn: target.arn, region: target.region, startedAt };
    if (regional === null)
      return {
        ...header,
        vendorAccountId: null,
        principalArn: null,
        finishedAt: startedAt,
        facts: { seen: false },
        rotation: { seen: false },
        cells: rowsOf(kind).map((action) => notConfigured(action, target.region, startedAt)),
      };
    const seen = await probe(beginProbe(regional, target.arn, CHECK_TIMEOUT_MS, deps), target, kind);
    return {
      ...header,
      vendorAccountId: regional.region.vendorAccountId,
      principalArn: regional.principalArn,
      finishedAt: deps.clock(),
      ...seen,
    };
  };
}

/** Starts a probe that ends after a time limit. */
export const beginProbe = (regional: RegionalClient, arn: string, timeoutMs: number, deps: ProbeKeyDeps): Probe => ({
  regional,
  arn,
  deps,
  end: AbortSignal.timeout(Math.ceil(timeoutMs)),
  endsAt: performance.now() + timeoutMs,
});

const rowsOf = (kind: ProbeKind): readonly ProbeAction[] =>
  kind === 'short'
    ? SHORT_ACTIONS
    : kind === 'proof'
      ? ['DescribeKey', 'Encrypt', 'Decrypt']
      : PROBE_ACTIONS.filter((action) => action !== 'CreateGrant');

/** Probes one key. */
export async function probe(
  asked: Probe,
  target: Pick<ProbeTarget, 'lastKeyState' | 'lastKeyStoreId'>,
  kind: ProbeKind,
): Promise<Pick<ProbeReport, 'facts' | 'rotation' | 'cells'>> {
  const { cell: describe, facts } = await describeKey(asked);
  const { clock } = asked.deps;
  const state = facts.seen ? facts.value.keyState : target.lastKeyState;
  const storeId = facts.seen ? facts.value.customKeyStoreId : target.lastKeyStoreId;
  const rest = rowsOf(kind).filter((action) => action !== 'DescribeKey');

  if (!mayAskCrypto(state) || (kind === 'proof' && state !== 'Enabled')) {
    const cells = rest.map((action) => notRun(action, clock()));
    return { facts, rotation: { seen: false }, cells: [describe, ...cells, ...grantRows(kind, clock())] };
  }
  if (kind === 'proof') {
    return { facts, rotation: { seen: false }, cells: [describe, ...(await prove(asked, storeId))] };
  }
  const calls = kind === 'short' ? SHORT_CALLS : GRID_CALLS;
  const [crypto, rotation] = await Promise.all([
    askPermissions(asked, calls, storeId),
    kind === 'grid' ? rotationStatus(asked) : { cells: [], rotation: { seen: false } as const },
  ]);
  return {
    facts,
    rotation: rotation.rotation,
    cells: [describe, ...inGridOrder([...crypto, ...rotation.cells]), ...grantRows(kind, clock())],
  };
}

const grantRows = (kind: ProbeKind, at: Date): Cell[] => (kind === 'grid' ? [grantRow(at)] : []);

const inGridOrder = (cells: readonly Cell[]): Cell[] =>
  cells.toSorted((a, b) => PROBE_ACTIONS.indexOf(a.action) - PROBE_ACTIONS.indexOf(b.action));

async function describeKey({ regional, arn, end, deps }: Probe): Promise<{ cell: Cell; facts: Observed<KeyFacts> }> {
  let facts: Observed<KeyFacts> = { seen: false };
  const signal = AbortSignal.any([end, AbortSignal.timeout(DESCRIBE_TIMEOUT_MS)]);
  const answer = await answerOf(deps.clock, false, async () => {
    const sent = regional.client.send(new DescribeKeyCommand({ KeyId: arn }), { abortSignal: signal });
    const { KeyMetadata: metadata, $metadata } = await withDeadline(sent, signal);
    facts = { seen: true, value: readKeyFacts(metadata, arn) };
    return $metadata.requestId ?? null;
  });
  return { cell: cellFrom('DescribeKey', answer), facts };
}

async function rotationStatus({
  regional,
  arn,
  end,
  deps,
}: Probe): Promise<{ cells: Cell[]; rotation: Observed<RotationStatus> }> {
  let rotation: Observed<RotationStatus> = { seen: false };
  const answer = await answerOf(deps.clock, false, async () => {
    const sent = regional.client.send(new GetKeyRotationStatusCommand({ KeyId: arn }), { abortSignal: end });
    const status = await withDeadline(sent, end);
    rotation = { seen: true, value: readRotationStatus(status, arn) };
    return status.$metadata.requestId ?? null;
  });
  const cell = cellFrom('GetKeyRotationStatus', answer);
  if (cell.error?.name !== 'UnsupportedOperationException') return { cells: [cell], rotation };
  const { action, at, durationMs, requestId, error } = cell;
  return {
    cells: [{ action, at, durationMs, requestId, error, result: 'not_testable', reason: 'not_supported_for_this_key' }],
    rotation,
  };
}

async function askPermissions(asked: Probe, calls: readonly CryptoCall[], storeId: string | null): Promise<Cell[]> {
  const { clock } = asked.deps;
  const regional = onceOnly(asked.regional, storeId);
  const turns = await turnsOf(asked, calls.length, storeId);
  const cells = calls.map(async (call, index): Promise<Cell[]> => {
    const turn = turns[index] ?? null;
    if (turn === null) return ROWS_OF_CALL[call].map((action) => heldBack(action, clock()));
    await turn();
    const real = storeId !== null && call === 'GenerateDataKeyWithoutPlaintext';
    const answer = await answerOf(clock, real, () =>
      real
        ? makeDataKeyWithoutPlaintext(regional, asked.arn, asked.end)
        : sendDryRun(call, regional, asked.arn, asked.end),
    );
    return call === 'ReEncrypt' ? reEncryptCells(answer) : ROWS_OF_CALL[call].map((action) => cellFrom(action, answer));
  });
  return (await Promise.all(cells)).flat();
}

/**
 * Encrypts a random value for real, decrypts it and compares, one call after the other. Only this may be called
 * "works". In a custom key store it also makes a data key.
 */
async function prove(asked: Probe, storeId: string | null): Promise<Cell[]> {
  const { arn, end, deps } = asked;
  const regional = onceOnly(asked.regional, storeId);
  const [first, second, third] = await turnsOf(asked, storeId === null ? 2 : 3, storeId);
  const trip = aRoundTrip(regional, arn, end);
  const step = async (action: ProbeAction, turn: Turn | undefined, call: () => Promise<string | null>) => {
    if (turn === undefined || turn === null) return heldBack(action, deps.clock());
    await turn();
    return cellFrom(action, await answerOf(deps.clock, true, call));
  };
  try {
    const encrypted = await step('Encrypt', first, () => trip.encrypt());
    const decrypted = trip.hasCiphertext()
      ? await step('Decrypt', second, () => trip.decrypt())
      : notRun('Decrypt', deps.clock());
    const made =
      storeId === null
        ? []
        : [await step('GenerateDataKeyWithoutPlaintext', third, () => makeDataKeyWithoutPlaintext(regional, arn, end))];
    return [encrypted, decrypted, ...made];
  } finally {
    trip.forget();
  }
}

/** A retry would be an extra call to a custom key store. */
const onceOnly = (regional: RegionalClient, storeId: string | null): RegionalClient =>
  storeId === null ? regional : { ...regional, client: regional.storeClient };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a call may be made; null when that is not within the check's time limit. */
type Turn = (() => Promise<void>) | null;

/**
 * Books all calls of a check or none: a call that comes too late would take the place of another key of the same store.
 */
async function turnsOf({ deps, endsAt }: Probe, calls: number, storeId: string | null): Promise<Turn[]> {
  if (storeId === null) return Array.from({ length: calls }, () => () => Promise.resolve());
  const withinMs = endsAt - performance.now() - (calls - 1) * STORE_PACE_MS - LAST_ANSWER_MS;
  const firstInMs = await deps.reserveStoreCalls(storeId, calls, withinMs);
  if (firstInMs === null) return Array.from({ length: calls }, () => null);
  const begun = performance.now();
  return Array.from({ length: calls }, (_, index) => {
    const at = begun + firstInMs + index * STORE_PACE_MS;
    return () => sleep(Math.max(0, at - performance.now()));
  });
}
