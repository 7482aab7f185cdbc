import { CHANNEL_WORD, TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { REPLACEMENT_TEXT_WORDS } from '#lib/core/replacement/replacement-text-words.ts';
import { ROLL_BACK_REASON_WORD } from '#lib/core/replacement/replacement-words.ts';
import { REPLACEMENT_TEXTS, ROLL_BACK_REASONS } from '#lib/core/replacement/replacement.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type Detail = Readonly<Record<string, unknown>>;
type Words = { words: string; detail: string | null };

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const timeOf = (value: unknown): string => instantWords(new Date(typeof value === 'string' ? value : 0));
const known = <T extends string>(list: readonly T[], value: unknown): T | undefined =>
  list.find((one) => one === value);

/** What happened in a request, by the kind of its event. */
const EVENTS: Readonly<Record<string, (detail: Detail) => Words>> = {
  started: ({ reason, source }) => ({
    words: source === 'noticed' ? 'Started: we noticed it' : 'Started: the customer announced it',
    detail: textOf(reason),
  }),
  changed: ({ reason, askedByName, askedByContactId }) => ({
    words: 'Facts changed',
    detail:
      `Asked by ${textOf(askedByName) ?? 'somebody'} (${askedByContactId === null ? 'not a contact' : 'a contact'}). ${textOf(reason) ?? ''}`.trim(),
  }),
  taken_over: ({ from }) => ({ words: `Taken over from ${textOf(from) ?? 'somebody'}`, detail: null }),
  handed_over: ({ from, to, note }) => ({
    words: `Handed over from ${textOf(from) ?? 'somebody'} to ${textOf(to) ?? 'the team'}`,
    detail: textOf(note),
  }),
  key_received: ({ arn }) => ({ words: 'New key taken in', detail: textOf(arn) }),
  tested: ({ move }) => ({
    words: 'Tests run',
    detail: typeof move === 'string' ? `Move from the old key to the new one: ${move.replaceAll('_', ' ')}` : null,
  }),
  test_started: () => ({ words: 'The first check of the new key answered', detail: null }),
  tests_passed: () => ({ words: 'All tests passed: it waits for approval', detail: null }),
  test_failed: () => ({ words: 'A test no longer passes', detail: null }),
  account_confirmed: ({ how }) => ({ words: 'A contact confirmed the other AWS account', detail: textOf(how) }),
  account_excepted: ({ how }) => ({ words: 'Other AWS account accepted without a contact', detail: textOf(how) }),
  overridden: ({ reason }) => ({ words: 'Goes on without the old key', detail: textOf(reason) }),
  approval_asked: () => ({ words: 'Approval asked for', detail: null }),
  approved: ({ from, until }) => ({ words: 'Approved', detail: `From ${timeOf(from)} until ${timeOf(until)}` }),
  approval_void: ({ why }) => ({ words: 'The approval became void', detail: textOf(why) }),
  switched: ({ arn }) => ({ words: 'Switch ordered', detail: textOf(arn) }),
  acknowledged: ({ how }) => ({ words: 'Our product uses the new key', detail: textOf(how) }),
  first_backup: ({ at }) => ({ words: 'First backup with the new key', detail: timeOf(at) }),
  released: () => ({ words: 'The old key was released', detail: null }),
  rejected: ({ reason }) => ({ words: 'Rejected', detail: textOf(reason) }),
  withdrawn: ({ reason }) => ({ words: 'Withdrawn', detail: textOf(reason) }),
  reopened: ({ reason }) => ({ words: 'Reopened', detail: textOf(reason) }),
  rolled_back: ({ why, reason }) => {
    const because = known(ROLL_BACK_REASONS, why);
    return {
      words: because === undefined ? 'Rolled back' : `Rolled back: ${ROLL_BACK_REASON_WORD[because]}`,
      detail: textOf(reason),
    };
  },
  text_copied: ({ text }) => {
    const kind = known(REPLACEMENT_TEXTS, text);
    return { words: `Text copied${kind === undefined ? '' : `: ${REPLACEMENT_TEXT_WORDS[kind]}`}`, detail: null };
  },
  told: ({ text, to, channel }) => {
    const how = known(TOLD_CHANNELS, channel);
    return {
      words: `${text === 'answer_to_asker' ? 'Whoever asked was answered' : 'Customer told'}: ${textOf(to) ?? 'somebody'}${how === undefined ? '' : ` (${CHANNEL_WORD[how]})`}`,
      detail: null,
    };
  },
};

/** An event in words, whatever version wrote it. @param place the workspace that it is about; null for the whole request */
export function replacementEventWords(kind: string, detail: Detail, place: string | null): Words {
  const made = EVENTS[kind]?.(detail) ?? {
    words: `Something of a kind that this version doesn’t know: ${kind}`,
    detail: null,
  };
  return place === null ? made : { ...made, words: `${made.words} (${place})` };
}
