import type { SetupText } from './setup.ts';
import type { GateBlock, SetupStep, WaitsFor } from './stage.ts';
import type { Attention } from './standing.ts';

/** The name of a step, as the page numbers it. */
export const STEP_TITLE: Readonly<Record<SetupStep, string>> = {
  customer: 'Customer',
  instructions: 'Instructions sent',
  key: 'Key received',
  ownership: 'Ownership',
  tests: 'Tests',
  our_side: 'Our side',
  clear: 'Clear to start',
  told: 'Customer told',
  first_backup: 'First backup',
};

/** The title of a setup's page, and of its tab. */
export const setupTitle = (customer: string): string => `Setup: ${customer}`;

/** The stage of a line in a list. */
export const STAGE_WORD: Readonly<Record<SetupStep, string>> = {
  customer: 'facts missing',
  instructions: 'instructions not sent',
  key: 'waiting for the key',
  ownership: 'ownership not proven',
  tests: 'tests under way',
  our_side: 'tests passed, don’t start yet',
  clear: 'ready to clear',
  told: 'cleared, customer not told',
  first_backup: 'told, waiting for the first backup',
};
export const FINISHED_WORD = 'finished';

/** What a setup waits for, after "waiting for". */
export const WAITS_FOR_WORD: Readonly<Record<WaitsFor, string>> = {
  us: 'us',
  account_executive: 'the account executive',
  customer: 'the customer',
  time: 'the next checks',
};

/** What the one that a step waits for does next; `tests` depends on who that is. */
const NEXT_WORD: Readonly<Record<Exclude<SetupStep, 'tests'>, string>> = {
  customer: 'record the missing facts',
  instructions: 'send the instructions',
  key: 'send the ARN of the key',
  ownership: 'show that the key is theirs',
  our_side: 'record that our product uses the key',
  clear: 'clear it to start',
  told: 'tell the customer',
  first_backup: 'run the first backup',
};
const NEXT_TEST_WORD: Readonly<Record<WaitsFor, string>> = {
  us: 'run the encrypt/decrypt test',
  account_executive: 'correct the key',
  customer: 'correct the key',
  time: 'no action needed, they run by themselves',
};

/** What comes next at a step, said of the one it waits for: "send the instructions". */
export const nextWords = (step: SetupStep, waitsFor: WaitsFor): string =>
  step === 'tests'
    ? NEXT_TEST_WORD[waitsFor]
    : waitsFor === 'account_executive'
      ? 'confirm that the plan allows it'
      : NEXT_WORD[step];

/** Why a setup needs us, in a list. */
export const ATTENTION_WORD: Readonly<Record<Attention, string>> = {
  other_key: 'first backup used another key',
  ownership_withdrawn: 'proof of ownership withdrawn',
  no_first_backup: 'first backup did not come',
  our_status: 'our side has to correct something',
  status_unclear: 'find out whether the customer or our side must act, as the key’s page describes',
  result_untold: 'tell the customer what the tests found',
  hold_over: 'the hold ended',
  remind: 'remind the customer',
};

/** What happened and what to do, on the page of a setup. */
export const ATTENTION_WORDS = {
  other_key: {
    title: 'The first backup used another key.',
    todo: 'The customer’s data is not protected by this key. Ask the customer which key the backup job uses, and have them choose the right one: the text to copy names it. When a backup has run with it, record that here.',
  },
  no_first_backup: {
    title: 'The expected first backup did not come.',
    todo: 'Ask the customer whether the backup job exists and whether it has run. Then record the backup, or when it is expected now.',
  },
  hold_over: {
    title: 'The hold has ended.',
    todo: 'Find out whether what it waited for has happened. Then go on, or put the setup on hold again.',
  },
  remind: {
    title: 'Remind the customer.',
    todo: 'They have not answered since they were last asked. Copy one of the texts, send it, and record it as told: the next reminder then moves on.',
  },
} as const satisfies Partial<Record<Attention, { title: string; todo: string }>>;

/** Why a line can't be cleared yet, one sentence each. */
export const GATE_BLOCK_WORDS: Readonly<Record<GateBlock, string>> = {
  external_id: 'The customer has no external ID. Add it on the customer’s page.',
  plan: 'Nobody has recorded that the plan allows keys of the customer’s own.',
  workspace: 'Nobody has recorded that the workspace exists in this region.',
  jobs: 'Nobody has recorded that there is no backup or archive job yet.',
  key: 'The customer has not sent the key’s ARN.',
  ownership: 'It isn’t proven that the key is this customer’s.',
  ownership_withdrawn: 'The proof of ownership was withdrawn. Prove it again.',
  not_usable: 'The last check did not find the key usable.',
  checks: 'Two full checks at least five minutes apart must pass within 24 hours.',
  encrypt_test: 'No encrypt/decrypt test has worked within 24 hours.',
  our_side: 'Nobody has recorded that our product uses this key.',
};

/** What to do at a step whose work is done below, under the texts. */
export const TEXT_STEP_WORDS: Readonly<Partial<Record<SetupStep, string>>> = {
  instructions: 'Copy the instructions below, under Texts. Send them, and record there whom you told.',
  told: 'Send the text “You may start”, which is below. Then record there whom you told.',
};

/** What every page and text of a line says before it is cleared. */
export const DONT_START = 'The customer must not create a backup or archive job yet.';

/** When the customer is reminded: before and after the instant. */
export const REMINDER_WORDS = {
  planned: 'Next reminder to the customer:',
  due: 'Reminder to the customer: due',
  usual: ', three working days after they were last asked.',
  chosen: ', a date that somebody chose.',
  off: 'Reminders to the customer are off.',
} as const;

/** Said when a first backup was recorded. */
export const BACKUP_DONE_WORDS = {
  finished: 'Recorded. This workspace is finished.',
  other_key: 'Recorded. The backup used another key, so this workspace needs us.',
} as const;

/** What happened in a setup, as its history says it. What was told is named by its text. */
export const SETUP_EVENT_WORDS: Readonly<Record<string, string>> = {
  started: 'Setup started',
  attested: 'Facts recorded',
  key_received: 'Key received',
  policy_saved: 'Policy read',
  our_side_recorded: 'Our side recorded',
  cleared: 'Cleared to start',
  text_copied: 'Text copied',
  told: 'Text sent',
  first_backup: 'First backup recorded',
  first_backup_expected: 'First backup expected later',
  other_key: 'First backup used another key',
  reminder_set: 'Reminder changed',
  held: 'Hold changed',
  handed_over: 'Handed over',
  withdrawn: 'Setup withdrawn',
  reopened: 'Setup reopened',
};

/** Whether the policy has the statement for grants, which no test can show. */
export const GRANTS_WORDS = {
  present: 'The pasted policy has the statement',
  absent: 'The pasted policy lacks the statement',
  unknown: 'Not checked: paste the key’s policy to check it',
} as const;
export const grantsKey = (grantStatement: boolean | null): keyof typeof GRANTS_WORDS =>
  grantStatement === null ? 'unknown' : grantStatement ? 'present' : 'absent';

/** While it isn't proven whose key it is: what we do, and what to ask for once the code was not seen. */
export const LOOKING_FOR_CODE = {
  now: 'We are looking for the one-time code in the key’s description now. Don’t ask the customer for it yet.',
  notSeen: 'We last looked for the one-time code',
  ask: 'Ask the customer to show the code in the key’s description, or to encrypt it.',
} as const;

/** The name of a text of a setup. */
export const TEXT_TITLE: Readonly<Record<SetupText, string>> = {
  instructions: 'Instructions',
  follow_up: 'What is missing',
  findings: 'What the tests found',
  tests_passed: 'Tests passed, don’t start yet',
  cleared: 'You may start',
};

/** Instead of a text that says what tests found, while it isn't proven whose key it is (H16). */
export const HIDDEN_TEXT = {
  subject: 'Hidden',
  body: 'This text is hidden, because it isn’t proven any more whose key this is. Do not send it.',
} as const;
