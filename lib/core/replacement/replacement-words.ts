import { instantWords } from '#lib/core/text/time-words.ts';
import type { ApprovalEnd, BasisPart, SwitchBlock } from './gate.ts';
import type { PartTaken, ReplacementSource, ReplacementState, RollBackReason } from './replacement.ts';
import type { LineAlarm, LineNext, LineStanding, LineWaitsFor } from './standing.ts';

/** The title of a request's page, and of its tab. */
export const REPLACEMENT_TITLE = (customer: string): string => `Replacement: ${customer}`;

/** How a request began, before its time. */
export const SOURCE_WORD: Readonly<Record<ReplacementSource, string>> = {
  announced: 'Announced',
  noticed: 'Noticed by us',
};

/** A state as the list and the page name it. */
export const STATE_WORD: Readonly<Record<ReplacementState, string>> = {
  announced: 'announced',
  requested: 'new key received',
  testing: 'tests under way',
  awaiting_approval: 'waiting for approval',
  approved: 'approved',
  switched: 'switch ordered',
  acknowledged: 'switched',
  released: 'old key released',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  rolled_back: 'rolled back',
};

/** What a line waits for, after "waiting for". */
export const LINE_WAITS_FOR_WORD: Readonly<Record<LineWaitsFor, string>> = {
  us: 'us',
  approver: 'an approver',
  customer: 'the customer',
  product: 'our product',
  time: 'the next checks or reports',
  nobody: 'nobody',
};

/** What happens next in a line. */
export const LINE_NEXT_WORD: Readonly<Record<LineNext, string>> = {
  get_the_key: 'The customer has to make the new key and send its ARN. Then take it in here.',
  prove_ownership: 'The customer has to prove that the new key is theirs.',
  confirm_account: 'Confirm the other AWS account with a contact who has long been verified.',
  decide_old_key: 'The customer has to make the old key usable, or an approver has to decide to go on without it.',
  correct_new_key: 'The customer has to correct the new key.',
  reject: 'Reject the request, or take in another key: this one can’t be used here.',
  run_tests: 'Run the tests of both keys.',
  wait_for_checks: 'Wait for the second full check: it runs by itself, five minutes after the first.',
  approve: 'Somebody with the approver role who had no part in it has to compare the keys and approve.',
  wait_for_window: 'Wait until the approved window begins.',
  switch: 'Order the switch.',
  acknowledge: 'Our product has to acknowledge that it uses the new key.',
  first_backup: 'The first backup with the new key has to run.',
  get_report:
    'Get a report of what depends on the old key: the last one is too old, leaves something out, or never came. Ask the owner of the system that reports it.',
  wait_for_zero: 'Wait until nothing has depended on the old key for seven days.',
  release: 'An approver has to release the old key.',
  watch_both: 'We watch both keys: backups may exist under each.',
  none: 'Nothing more happens in this request.',
};

/** What the customer is told of a state, while nobody has recorded that they were. */
const TELL_WORD: Readonly<Partial<Record<ReplacementState, string>>> = {
  announced: 'Send the customer the instructions, and record it.',
  acknowledged: 'Tell the customer that their new key is in use, and record it.',
  released: 'Tell the customer that nothing needs their old key any more, and record it.',
  rolled_back: 'Tell the customer that their old key is in use again, and record it.',
  rejected: 'Tell the customer that this key is not taken, and record it.',
};

/** What happens next in a line: the customer is told first. */
export const lineNextWords = ({ state, next, untold }: Pick<LineStanding, 'state' | 'next' | 'untold'>): string =>
  (untold ? TELL_WORD[state] : undefined) ?? LINE_NEXT_WORD[next];

/** The same as a heading, which must not read as what happened already. */
export function lineHeadingWords(standing: Pick<LineStanding, 'state' | 'next' | 'untold'>): string {
  const words = lineNextWords(standing);
  const isStep = standing.untold || (standing.next !== 'none' && standing.next !== 'watch_both');
  return isStep ? `Next: ${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;
}

/** What somebody of us must look at now. */
export const LINE_ALARM_WORD: Readonly<Record<LineAlarm, string>> = {
  old_key_used:
    'Our product reported a backup with the old key after it had acknowledged the switch. Look at our product at once.',
  old_key_out_of_use:
    'The old key is out of use while backups may need it. Restores of these fail, and if AWS deletes the key, they are lost.',
  new_key_out_of_use: 'The new key is out of use while backups were made with it, or may have been.',
  unacknowledged: 'Our product has not acknowledged the switch for more than an hour. Nobody knows which key it uses.',
  window_missed: 'The approved window is over, and nothing was switched.',
};

/** What is missing before a line may be approved and switched. */
export const SWITCH_BLOCK_WORD: Readonly<Record<SwitchBlock, string>> = {
  key: 'The customer has not sent the new key.',
  stopped: 'A flag stops this replacement.',
  ownership: 'It is not proven that the customer holds the new key.',
  confirmation:
    'The other AWS account is not confirmed by a contact who was verified at least 14 days before the request.',
  not_usable: 'The new key is not usable.',
  checks: 'Two full checks of the new key, five minutes apart, have not passed in the last 24 hours.',
  encrypt_test: 'No encrypt/decrypt test of the new key has worked in the last 24 hours.',
  old_key: 'The old key is not usable, and no approver has decided to go on without it.',
  move_test: 'Whether data keys can be moved from the old key to the new one was not tested in the last 24 hours.',
};

/** What an approval rested on. */
const BASIS_PART_WORD: Readonly<Record<BasisPart, string>> = {
  arn: 'one of the two keys is another one',
  requester: 'somebody else asks for it',
  request: 'the request says something else',
  flags: 'the flags are different',
  old_key: 'the old key changed',
  new_key: 'the new key changed',
  old_tests: 'a test of the old key has another result',
  new_tests: 'a test of the new key has another result',
  move_test: 'the test between the two keys has another result',
  override: 'the decision about the old key is another one',
};

/** Why an approval no longer holds. */
export function approvalEndWords(end: ApprovalEnd): string {
  switch (end.why) {
    case 'window_over':
      return `The approved window ended on ${instantWords(end.until)}.`;
    case 'approver':
      return 'Whoever approved it had a part in the request since then, or is no longer an approver.';
    case 'changed':
      return `Since the approval, ${end.parts.map((part) => BASIS_PART_WORD[part]).join(', ')}.`;
    case 'blocked':
      return end.blocks.map((block) => SWITCH_BLOCK_WORD[block]).join(' ');
  }
}

/** Why a person may not approve, after "You". */
export const PART_TAKEN_WORD: Readonly<Record<PartTaken | 'overrode', string>> = {
  created: 'started this request',
  edited: 'edited this request',
  tested: 'ran its tests',
  took_over: 'took it over',
  overrode: 'decided to go on without the old key',
};

/** Why somebody can't approve, in one sentence. @param own not empty */
export const mayNotApproveWords = (own: readonly (PartTaken | 'overrode')[]): string =>
  `You ${own.map((part) => PART_TAKEN_WORD[part]).join(', ')}. Another approver must decide.`;

/** Why a switch was rolled back, as staff choose it. */
export const ROLL_BACK_REASON_WORD: Readonly<Record<RollBackReason, string>> = {
  backups_failed: 'Backups with the new key failed',
  access_lost: 'We lost access to the new key',
  customer_asked: 'The customer asked for it',
  our_fault: 'A fault on our side',
};
