import { TEXT_BLOCK_WORDS } from '#lib/core/customer-text/text-input.ts';
import { GATE_BLOCK_WORDS } from './setup-words.ts';
import type { GateBlock } from './stage.ts';

const STALE =
  'Somebody else changed this setup in the meantime. What you typed is still here: review the page, then send it again.';
const SETUP = {
  not_found: 'There is no such setup.',
  stale: STALE,
} as const;
const LINE = {
  ...SETUP,
  no_such_line: 'This workspace is not part of the setup any more.',
  withdrawn: 'This setup was withdrawn. Reopen it first.',
  already_cleared: 'This workspace is cleared already.',
} as const;

/** Why a setup was not started. */
export const START_REFUSAL_WORDS = {
  no_such_customer: 'This customer does not exist any more. Choose the customer again.',
  no_workspace: 'Name at least one workspace.',
  same_workspace_twice: 'The same workspace is there twice.',
  region_not_hosted: 'We host no customers in this region.',
  workspace_in_setup: 'One of these workspaces is in a setup that is not finished. Open that one.',
  workspace_has_key: 'One of these workspaces has an active key. A new key replaces it, which is not a setup.',
  workspace_leaves: 'One of these workspaces is leaving. Withdraw its departure first.',
  not_moving: 'Only a workspace with an active key moves, to one workspace in another region.',
  moves_already: 'This workspace is moving already. Open the setup of its move.',
  unsafe_name:
    'The name of who asked, or of a workspace, can’t go into a text for the customer: it has hidden characters, an angle bracket, an ARN or an account, or begins like a formula or a command. Correct it.',
} as const satisfies Record<string, string>;

/** Why facts were not recorded. */
export const ATTEST_REFUSAL_WORDS = {
  ...LINE,
  no_fact_changed: 'Nothing was recorded: no fact was ticked or changed. Tick each fact that you know is true.',
} as const satisfies Record<string, string>;

/** Above the field whose error says what is wrong with the paste. */
export const NOT_TAKEN_IN = 'This key was not taken in.';

/** Why a key was not taken in. What is wrong with the paste itself has words of its own. */
export const RECEIVE_REFUSAL_WORDS = {
  ...LINE,
  no_provider: 'This customer has no service provider. Add it on the customer’s page.',
  key_held_by_provider:
    'The service provider of this customer holds this key. Choose the service provider as the one whose AWS account has it.',
  key_held_by_another_customer:
    'Another customer holds this key. Ask this customer for the ARN of their own key, and do not name the other customer.',
  shared_key_needs_approver:
    'Another customer of the same holder uses this key, or is to use it. An approver has to take it in.',
} as const satisfies Record<string, string>;

/** Why it was not recorded that our side uses the key. */
export const OUR_SIDE_REFUSAL_WORDS = {
  ...LINE,
  no_key: 'No key has come in for this workspace yet.',
  another_arn: 'Another key has come in since this page was shown. Check with that one.',
} as const satisfies Record<string, string>;

/** Why a line was not cleared. */
export const CLEAR_REFUSAL_WORDS = {
  ...LINE,
  workspace_has_key: 'This workspace has an active key already.',
  workspace_leaves: 'This workspace is leaving. Withdraw its departure first.',
  move_unconfirmed:
    'The new key is in another AWS account than the old one. A contact who was verified at least 14 days before the move must confirm it first.',
  workspace_has_this_key: 'This workspace has this key already, in another role. A setup can’t make it active again.',
  not_the_holder:
    'The key’s holder is neither this customer nor their service provider any more. Correct the provider on the customer’s page, or take in another key.',
  region_not_hosted: 'This region is not configured any more.',
  text_not_allowed: 'The text for the customer contains something that must not leave. Correct the names first.',
  not_checked: 'The full check could not run. Try again in a moment.',
  recorded_later:
    'Not cleared. Something that this rests on was recorded at a later time than now, because a clock was set back. Record it again, or wait until that time has passed.',
} as const satisfies Record<string, string>;

/** Why a line can't be cleared, all in one sentence each. */
export const blockedWords = (blocks: readonly GateBlock[]): string =>
  `Not cleared. ${blocks.map((block) => GATE_BLOCK_WORDS[block]).join(' ')}`;

/** Why a one-time code was not made or extended. */
export const CODE_REFUSAL_WORDS = {
  setup_not_open: 'This setup was withdrawn. Reopen it first.',
  no_unused_code: 'No code is left to extend. Make a new one.',
} as const satisfies Record<string, string>;

/** Why a text was not made. */
export const FREEZE_REFUSAL_WORDS = {
  ...SETUP,
  withdrawn: 'This setup was withdrawn. Reopen it first.',
  no_workspace: 'This setup has no workspace.',
  no_code: 'There is no one-time code that the customer can still use. Make one first.',
  tests_not_passed: 'The tests of no workspace have passed yet.',
  region_not_configured:
    'Our account in one of the regions is not configured. Add the region with its account to HOSTING_REGIONS.',
  malformed_code: 'The one-time code is not valid. Make a new one.',
  malformed_account: 'The AWS account of a key is not 12 digits. Correct it first.',
  malformed_instant: 'The end of the one-time code is no date. Make a new one.',
  nothing_missing: 'The customer has sent everything.',
  unsafe_text:
    'A name in the text must not leave as it is. Correct the names of the customer and the workspaces first.',
} as const satisfies Record<string, string>;

/** Why it was not recorded that a customer was told. */
export const TOLD_REFUSAL_WORDS = {
  ...SETUP,
  no_such_text: 'This was recorded already.',
  before_the_text: 'The text was made later than that. Correct the time.',
  in_the_future: 'This time lies in the future.',
  ownership_withdrawn:
    'The proof of ownership was withdrawn before that. Do not tell the customer to start. Prove it again first.',
  expected_too_early: 'The first backup can’t be expected before the customer was told.',
} as const satisfies Record<string, string>;

/** Why a first backup, or when it is expected, was not recorded. */
export const BACKUP_REFUSAL_WORDS = {
  ...SETUP,
  no_such_line: LINE.no_such_line,
  not_told: 'Record first that the customer was told.',
  already_recorded: 'The first backup was recorded already.',
  no_key_arn:
    'This is no key ARN. Enter the one of the key that the backup used, as the customer or our product shows it.',
  in_the_future: 'This time lies in the future.',
  before_clearing:
    'This workspace was not cleared at that time. Correct the time. If a backup did run before, find out which key it used, and record the first one that ran after the customer was told.',
  date_passed: 'This date has passed.',
} as const satisfies Record<string, string>;

/** Why a text with what the tests found was not made. */
export const FINDINGS_REFUSAL_WORDS = {
  ...LINE,
  ...TEXT_BLOCK_WORDS,
  no_key: 'No key has come in for this workspace yet.',
  nothing_found:
    'The tests found nothing to correct. Send “Tests passed, don’t start yet” when all of them have passed.',
} as const satisfies Record<string, string>;

/** Why a setup was not put on hold, handed over, withdrawn or reopened, or its reminder not changed. */
export const SETUP_REFUSAL_WORDS = {
  ...SETUP,
  withdrawn: 'This setup was withdrawn.',
  not_withdrawn: 'This setup is open.',
  no_such_person: 'This person can’t sign in any more, or may not run setups. Choose somebody else.',
  date_passed: 'This date has passed.',
  workspace_in_setup: 'One of its workspaces is in another setup now.',
  workspace_has_key: 'One of its workspaces has an active key now. Start a new setup for the others.',
  shared_key_needs_approver:
    'Another customer of the same holder uses one of its keys now. An approver has to reopen it.',
} as const satisfies Record<string, string>;
