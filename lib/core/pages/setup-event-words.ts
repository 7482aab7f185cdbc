import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import { FACT_WORD } from '#lib/core/setup/fact-words.ts';
import { SETUP_EVENT_WORDS, STEP_TITLE, TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
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

/** Facts by their codes: "plan, no jobs". */
function factsIn(value: unknown): string | null {
  const facts = Array.isArray(value) ? value.map((fact: unknown) => inWords(FACT_WORD, fact)) : [];
  return joined(facts, ', ');
}

/** Which facts somebody recorded or took back, and what was decided on the data that exists. */
function attestedWords({ recorded, takenBack, existingData, ...before }: Detail): string | null {
  // An older version stored each fact by its name.
  const facts = recorded ?? Object.keys(FACT_WORD).filter((fact) => before[fact] === true);
  const [back, decision] = [factsIn(takenBack), said(existingData)];
  return joined(
    [factsIn(facts), back && `taken back: ${back}`, decision && `decision on existing data: ${decision}`],
    '; ',
  );
}

/**
 * The title of an event in a setup's history: "Facts recorded for dispatch".
 * @param workspace the workspace that it is about; null where it is about the whole setup
 */
export function eventTitleWords(kind: string, detail: Detail, workspace: string | null): string {
  const words = kind === 'told' ? toldWords(detail['kind']) : (SETUP_EVENT_WORDS[kind] ?? kind);
  return workspace === null ? words : `${words} for ${workspace}`;
}

const toldWords = (text: unknown): string =>
  text === 'instructions'
    ? STEP_TITLE.instructions
    : text === 'cleared'
      ? STEP_TITLE.told
      : (SETUP_EVENT_WORDS['told'] ?? 'told');

/** Which permissions a policy lacks. */
function lacksWords(actions: unknown): string | null {
  const names = Array.isArray(actions) ? actions.flatMap((action) => said(action) ?? []) : [];
  return names.length === 0 ? null : `lacks ${names.map((name) => `kms:${name}`).join(', ')}`;
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
    case 'attested':
      return attestedWords(detail);
    case 'held':
      return dayOf(until) === null ? 'The hold was lifted' : joined([`Until ${dayOf(until)}`, said(reason)], ': ');
    case 'handed_over':
      return joined([said(to) && `To ${String(to)}`, said(note)], ': ');
    case 'first_backup_expected':
      return joined([dayOf(dueAt) && `On ${dayOf(dueAt)}`, said(reason)], ': ');
    case 'policy_saved':
      return joined([said(arn), lacksWords(detail['missingActions'])], ', ');
    case 'reminder_set':
      return reminderWords(detail['remind']);
    default:
      return said(note) ?? said(reason) ?? said(how) ?? said(arn);
  }
}
