import { IF_NOTHING, intended, WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { paragraph, steps, type Part, type TextStep } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';

export const DELETION_LEAD =
  'Please check now whether the deletion of this key is intended; if it is not, cancel it and then enable the key.';

/** Canceling a deletion leaves the key disabled, so enabling always follows (H4). */
export const cancelSteps = ({ subject }: TextContext<unknown>): readonly TextStep[] => [
  {
    text: `If it is not intended, cancel the deletion, as an administrator of the key: ${consolePath(subject)}, then Key actions > Cancel key deletion. Or on the command line:`,
    verbatim: kmsCommand('cancel-key-deletion', subject),
  },
  {
    text: 'Then enable the key: Key actions > Enable. A key whose deletion was canceled stays disabled until this is done. Or on the command line:',
    verbatim: kmsCommand('enable-key', subject),
  },
];

/** A deletion that waits for the key's replicas has no date yet. */
export const replicaDeletionWords = (windowDays: number | null): string =>
  `There is no date yet. The waiting period${windowDays ? ` of ${windowDays} days` : ''} begins when the last replica of the key is deleted.`;

/**
 * A deletion date for the customer: "not before", up to a day later, and never as time that is left (H8).
 * @param soonerAt an earlier possible date, because we can't see whether the deletion was rescheduled (H13), or null
 */
export function deletionDateWords(
  { deletionAt, pendingDeletionWindowDays }: { deletionAt: Date | null; pendingDeletionWindowDays: number | null },
  context: TextContext<unknown>,
  soonerAt: Date | null = null,
): string {
  if (deletionAt === null)
    return pendingDeletionWindowDays ? replicaDeletionWords(pendingDeletionWindowDays) : 'We do not know the date.';
  const date = `AWS deletes the key not before ${at(deletionAt, context)}, and may take up to 24 hours longer.`;
  if (deletionAt <= context.now) return `${date} That date has passed, so it can happen at any moment.`;
  const sooner =
    soonerAt !== null && soonerAt < deletionAt
      ? ` Because we cannot see the key now, that date may have been moved to as early as ${at(soonerAt, context)}.`
      : '';
  return `${date}${sooner} Please do not count on these dates: act as soon as you can.`;
}

/** What a scheduled deletion means, what to do, and what happens otherwise. */
export const deletionParts = (dateWords: string, context: TextContext<unknown>): readonly Part[] => [
  paragraph(
    `While a deletion is scheduled, AWS refuses every use of the key, so our service can neither protect new data with it nor read data that it protects. ${dateWords}`,
  ),
  WHAT_TO_DO,
  steps(intended('the deletion', 'ScheduleKeyDeletion', context), ...cancelSteps(context)),
  IF_NOTHING,
  paragraph(
    'AWS deletes the key, and data that only this key can decrypt can then no longer be read. Nobody can undo that: not you, not us, and not AWS.',
  ),
];
