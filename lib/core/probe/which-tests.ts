import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS, type ProbeKind } from '#lib/core/probe/actions.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { saysOutOfUse } from '#lib/core/probe/state-refusals.ts';

/** A full check is due before any required test reaches the 24 hours after which "usable" ends (H9). */
export const GRID_AFTER_MS = 20 * 3_600_000;

/**
 * What a scheduled check tests: three permissions while the key works and every test is recent, otherwise all of them.
 * @param works whether every permission was in order at the last check
 * @param actions the last conclusive result of every action
 */
export function chooseProbe(works: boolean, actions: ActionResults, now: Date): Extract<ProbeKind, 'short' | 'grid'> {
  const testedRecently = REQUIRED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && now.getTime() - last.at.getTime() < GRID_AFTER_MS;
  });
  return works && testedRecently ? 'short' : 'grid';
}

/** The part of a quick check's result that decides whether a full check must follow. */
export type QuickConclusion = {
  conclusive: boolean;
  works: boolean;
  /** Whether this check found the cause of the status, or the status has none. */
  explained: boolean;
  /** Whether anything changed. */
  changed: boolean;
};

/**
 * Whether a quick check saw something that needs a full check. A key that any answer calls disabled or pending deletion
 * gets no further tests (H21).
 */
export const needsGrid = (report: ProbeReport, { conclusive, works, explained, changed }: QuickConclusion): boolean =>
  report.kind === 'short' &&
  conclusive &&
  (!works || !explained || changed) &&
  (!report.facts.seen || mayAskCrypto(report.facts.value.keyState)) &&
  !report.cells.some(saysOutOfUse);
