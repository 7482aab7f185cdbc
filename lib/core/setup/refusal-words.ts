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
} as const satisfies Record<string, string>;

/** Why facts were not attested. */
export const ATTEST_REFUSAL_WORDS = LINE;

/** Why a key was not taken in. What is wrong with the paste itself has words of its own. */
export const RECEIVE_REFUSAL_WORDS = {
  ...LINE,
  no_provider: 'This customer has no service provider. Add it on the customer’s page.',
  key_held_by_another_customer:
    'Another customer holds this key. Ask this customer for the ARN of their own key, and do not name the other customer.',
  shared_key_needs_approver: 'This key protects another customer of the same holder. An approver has to take it in.',
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
  region_not_hosted: 'This region is not configured any more.',
  text_not_allowed: 'The text for the customer contains something that must not leave. Correct the names first.',
  not_checked: 'The full check could not run. Try again in a moment.',
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
} as const satisfies Record<string, string>;

/** Why a first backup was not recorded. */
export const BACKUP_REFUSAL_WORDS = {
  ...SETUP,
  no_such_line: LINE.no_such_line,
  not_told: 'Record first that the customer was told.',
  another_arn:
    'That backup used another key than the one that was cleared. This needs us: find out which key the job uses.',
  in_the_future: 'This time lies in the future.',
} as const satisfies Record<string, string>;

/** Why a setup was not put on hold, handed over, withdrawn or reopened. */
export const SETUP_REFUSAL_WORDS = {
  ...SETUP,
  withdrawn: 'This setup was withdrawn.',
  not_withdrawn: 'This setup is open.',
  no_such_person: 'This person can’t sign in any more. Choose somebody else.',
  date_passed: 'This date has passed.',
  workspace_in_setup: 'One of its workspaces is in another setup now.',
} as const satisfies Record<string, string>;
