import { ONLY_IF, threeAnswers } from '#lib/core/finding/three-answers.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { enableStep } from '#lib/core/finding/key/key-state.ts';
import { paragraph, steps, type Part, type TextStep } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

export const DELETION_LEAD =
  'Please check now whether the deletion of this key is intended, and follow one of the three answers below today.';

/** For a key whose state we can't see: the owner looks first. */
export const ONLY_IF_PENDING =
  'Only if it shows PendingDeletion, and that was a mistake or another key replaces this one:';

/** Canceling a deletion leaves the key disabled, so enabling always follows (H4). */
export const cancelSteps = ({ subject }: TextContext<unknown>, when = ONLY_IF): readonly TextStep[] => [
  {
    text: `${when} cancel the deletion, as an administrator of the key: ${consolePath(subject)}, then Key actions > Cancel key deletion. Or on the command line:`,
    verbatim: kmsCommand('cancel-key-deletion', subject),
  },
  enableStep(subject, 'A key whose deletion was canceled stays disabled, so then'),
];

/** The date of page and list (H27), or the finding's own where the page counts down to key material, or to nothing. */
export const shownDeletionAt = ({ situation }: TextContext<unknown>, own: Date | null): Date | null =>
  situation.materialExpiresAt === null ? (situation.deadlineAt ?? own) : own;

/** Ends a subject line: what matters, with the date. */
export const deletionSubject = (deadlineAt: Date | null, now: Date): string =>
  deadlineAt !== null && deadlineAt > now
    ? `is scheduled for deletion, not before ${instantWords(deadlineAt)}`
    : 'is scheduled for deletion';

/** Until when a deletion can be undone. */
export function untilDeleted(deletionAt: Date | null, context: TextContext<unknown>): string {
  if (deletionAt === null) return 'until AWS deletes the key';
  return deletionAt <= context.now
    ? 'only until AWS deletes the key, which can happen at any moment'
    : `until AWS deletes the key, not before ${at(deletionAt, context)} (AWS may take up to 24 hours longer)`;
}

/** A deletion that waits for the key's replicas has no date yet. */
export const replicaDeletionWords = (windowDays: number | null): string =>
  `AWS sets the deletion date when the last replica of the key is deleted: the waiting period${windowDays ? ` of ${windowDays} days` : ''} begins then.`;

/** A deletion date for the customer: "not before", up to a day later, and never as time that is left (H8). */
export function deletionDateWords(deletionAt: Date | null, context: TextContext<unknown>): string {
  if (deletionAt === null) return 'We do not know the date.';
  const date = `AWS deletes the key not before ${at(deletionAt, context)}, and may take up to 24 hours longer.`;
  return deletionAt <= context.now
    ? `${date} That time has passed, so it can happen at any moment.`
    : `${date} Please do not count on this date: act as soon as you can.`;
}

/** For a key that may be deleted already. */
export const AS_LONG_AS_IT_EXISTS = 'as long as the key still exists';
export const ASK_SUPPORT: TextStep = {
  text: 'If AWS shows you no key either, ask AWS Support about it before anything else is changed or deleted.',
};

export const AFTER_DELETION =
  'it can no longer be read once AWS has deleted the key. Can it be undone: no, by nobody: not by you, not by us, and not by AWS.';

/** The three answers for a scheduled deletion. */
export const deletionAnswers = (
  deletionAt: Date | null,
  context: TextContext<unknown>,
  mistake: readonly TextStep[] = cancelSteps(context),
): readonly Part[] =>
  threeAnswers(context, {
    what: 'the deletion',
    find: { event: 'ScheduleKeyDeletion' },
    stopped: 'all',
    mistake: [steps(...mistake)],
    until: untilDeleted(deletionAt, context),
    data: AFTER_DELETION,
    purpose: 'final',
  });

/** What a scheduled deletion means, since when, and what to do. */
export const deletionParts = (
  seen: string,
  dateWords: string,
  deletionAt: Date | null,
  context: TextContext<unknown>,
): readonly Part[] => [
  paragraph(`${seen} While a deletion is scheduled, AWS refuses every use of the key. ${dateWords}`),
  ...affectedPart(context),
  ...deletionAnswers(deletionAt, context),
];
