import { CHANNEL_WORD, TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import { dayWords } from '#lib/core/text/time-words.ts';

type Detail = Readonly<Record<string, unknown>>;

const said = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A code in words. A newer version may store one that this one doesn't know: it is shown as it is. */
function inWords(words: Readonly<Record<string, string>>, value: unknown): string | null {
  const code = said(value);
  return code === null ? null : (words[code] ?? code);
}

function dayOf(value: unknown): string | null {
  const at = new Date(said(value) ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : dayWords(at);
}

const joined = (parts: readonly (string | null)[], by: string): string | null =>
  parts.filter((part) => part !== null).join(by) || null;

function reminderWords(remind: unknown): string | null {
  const day = dayOf(remind);
  if (day !== null) return `Remind the customer on ${day}`;
  return remind === 'off' ? 'No reminders' : 'Three working days after they were last asked';
}

/** What an event of a setup's history says beside its kind: what a person wrote, or what else matters. */
export function eventDetailWords(kind: string, detail: Detail): string | null {
  const { note, reason, how, to, arn, until, dueAt } = detail;
  switch (kind) {
    case 'text_copied':
      return inWords(TEXT_TITLE, note);
    case 'told':
      return joined(
        [inWords(TEXT_TITLE, detail['kind']), said(to) && `to ${String(to)}`, inWords(CHANNEL_WORD, detail['channel'])],
        ', ',
      );
    case 'held':
      return dayOf(until) === null ? 'The hold was lifted' : joined([`Until ${dayOf(until)}`, said(reason)], ': ');
    case 'handed_over':
      return joined([said(to) && `To ${String(to)}`, said(note)], ': ');
    case 'first_backup_expected':
      return joined([dayOf(dueAt) && `On ${dayOf(dueAt)}`, said(reason)], ': ');
    case 'reminder_set':
      return reminderWords(detail['remind']);
    default:
      return said(note) ?? said(reason) ?? said(how) ?? said(arn);
  }
}
