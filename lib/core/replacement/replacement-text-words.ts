import type { ReplacementText } from './replacement.ts';
import type { RejectReason } from './text-input.ts';

/** The texts as staff choose them. */
export const REPLACEMENT_TEXT_WORDS: Readonly<Record<ReplacementText, string>> = {
  instructions: 'What to do for a new key',
  received: 'New key received',
  switched: 'Switched, both keys must stay enabled',
  both_stay: 'Why the old key must stay enabled',
  released: 'Old key released',
  rolled_back: 'Back to the old key',
  rejected: 'We don’t switch to this key',
  question_to_contact: 'Question to a verified contact',
  answer_to_asker: 'Answer to whoever asked',
};

/** Why we don't switch to a key, as staff choose it for the text. */
export const REJECT_REASON_WORD: Readonly<Record<RejectReason, string>> = {
  same_key: 'It’s the old key itself',
  other_region: 'It’s in another region',
  cannot_accept: 'We can’t accept it (the text names no reason)',
  tests_failed: 'Our tests of it failed',
  not_confirmed: 'No verified contact confirmed it',
  unverified_request: 'No verified contact asked for it',
};
