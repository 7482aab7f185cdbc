import type { CheckOutcome } from '#lib/core/verdict/decide.ts';
import { actsWhileNeededAgain } from '#lib/core/verdict/next-action.ts';
import { NOTHING_TO_TELL, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';

/**
 * What a check of a released key writes. Its owner may disable or delete it, so nobody has to act and there is no date to
 * act by; its loss never counts beside other customers' losses (H25). What the check saw is kept as of any key.
 */
export const whileReleased = (outcome: CheckOutcome): CheckOutcome => ({
  ...outcome,
  nextAction: outcome.verdict.status === 'usable' ? null : 'nobody',
  deadlineAt: null,
  tellDigest: NOTHING_TO_TELL,
  events: outcome.events.map((event) =>
    event.kind === 'key_state_changed' || event.kind === 'deletion_date_changed' ? { ...event, expected: true } : event,
  ),
  check: { ...outcome.check, lostAt: null, lostAfter: null },
});

/** What a check of a key writes that was released and is needed again: as of any key, and somebody of ours has to look. */
export const whileNeededAgain = (outcome: CheckOutcome): CheckOutcome => ({
  ...outcome,
  nextAction: actsWhileNeededAgain(outcome.nextAction),
  tellDigest: withNeededAgain(outcome.tellDigest),
});
