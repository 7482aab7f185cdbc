/** Why an edited reply can't be copied: what is wrong with the word, and what to do. */
export const EDIT_RULE_WORDS = {
  age_line_missing: {
    why: 'says how old the last answer is, and the edited text left it out',
    instead: 'Keep it as the first line, or check the key again.',
  },
  age_line_outdated: {
    why: 'is out of date: the key was checked since',
    instead: 'Remove this line.',
  },
  confirming_missing: {
    why: 'is what we know so far, and the edited text left it out',
    instead: 'Keep the sentence: the denial is not confirmed yet.',
  },
  asks_too_early: {
    why: 'asks the customer for a change before we know that the cause is on their side',
    instead: 'Remove it, or wait until the finding is confirmed.',
  },
  accuses: {
    why: 'says that the customer caused it, and that is not confirmed',
    instead: 'Say what AWS answers, or ask whether it was intended.',
  },
  nothing_to_do: {
    why: 'contradicts the text, which asks the customer for something',
    instead: 'Remove it.',
  },
  other_date: {
    why: 'is a date or deadline that Keydesk doesn’t know of this key',
    instead: 'Remove it, or use a date of the text. A text has one deadline.',
  },
  policy_overwrite: {
    why: 'would overwrite a key policy that we have not seen',
    instead: 'Remove it. The text has the statement to add and how to add it.',
  },
  skips_lockout_check: {
    why: 'turns off the check that keeps the customer from locking themselves out of the key',
    instead: 'Remove it.',
  },
  allows_deletion: {
    why: 'allows the customer to delete a key',
    instead: 'Remove it. Keys are released on their own page, and a text never says that one may be deleted.',
  },
  calls_it_lost: {
    why: 'calls data lost before the owner’s own describe-key shows that the key is gone',
    instead: 'Remove it, or ask for the output of describe-key.',
  },
  denied_call_in_cloudtrail: {
    why: 'sends the customer to a denied call that is not in their CloudTrail: AWS records it only in our account',
    instead: 'Point to their own events: PutKeyPolicy, DisableKey and ScheduleKeyDeletion.',
  },
  says_works: {
    why: 'says that the key works, and the tests only show that our account is permitted to use it',
    instead: 'Say “is permitted to use the key”, or run an encrypt/decrypt test first.',
  },
  look_alike: {
    why: 'has letters of another script that look like Latin ones',
    instead: 'Type the word instead of pasting it.',
  },
  other_id: {
    why: 'is the id of a key or a request that is neither in the text nor this key’s',
    instead: 'Remove it.',
  },
  foreign_account: {
    why: 'reads as an AWS account that is not this customer’s',
    instead: 'Remove it.',
  },
  command: {
    why: 'is a command that the text does not have',
    instead: 'Remove it. The text has the commands that are safe for this key.',
  },
  formula: {
    why: 'begins like a formula, which a spreadsheet would run',
    instead: 'Begin the line with a word.',
  },
  address: {
    why: 'is an address that the text does not have',
    instead: 'Remove it. The customer answers in the ticket.',
  },
  other_customer: {
    why: 'reads as a name that is not this customer’s',
    instead: 'Remove it: a reply names nobody but its customer.',
  },
  empty: { why: 'is all that is left', instead: 'Write the reply, or discard your edit.' },
} as const satisfies Record<string, { why: string; instead: string }>;

/** What an edited reply must not do. */
export type EditRule = keyof typeof EDIT_RULE_WORDS;

/** Why an edited reply with what looks like a secret can't be copied. It isn't repeated. */
export const SECRET_IN_EDIT =
  'The edited reply contains what looks like a secret: a secret access key, a private key or a token. Remove it, and tell its owner to replace it.';
