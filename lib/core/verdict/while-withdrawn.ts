import type { CheckOutcome } from '#lib/core/verdict/decide.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

/**
 * What a check writes while the key's proof of ownership is withdrawn (H16): facts, tests and the next check go on, so
 * that nothing is missing when it is proven again. Status, next action and dates stay hidden as they are.
 */
export const whileWithdrawn = (outcome: CheckOutcome, record: KeyRecord): CheckOutcome => ({
  ...outcome,
  verdict: record.verdict,
  verdictSince: record.verdictSince,
  nextAction: record.nextAction,
  notUsableSince: null,
  deadlineAt: null,
  tellDigest: NOTHING_TO_TELL,
  usableUntil: null,
  span: outcome.conclusive ? 'extend' : 'none',
  events: outcome.events.filter(({ kind }) => kind !== 'verdict_changed'),
});
