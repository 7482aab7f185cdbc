import { paragraph, steps, type Part } from '#lib/core/customer-text/layout.ts';
import { regionWords } from '#lib/core/customer-text/text-context.ts';
import type { TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { TextRule } from '#lib/core/customer-text/text-rule.ts';

const whereTheArnStands: Part = steps(
  { text: 'In the AWS console, open KMS > Customer managed keys, in the region in which we host you.' },
  {
    text: 'Open the key and copy the value "ARN" under General configuration. It ends with key/ and the id of the key.',
  },
);

const intake = (lead: string, why: string): TextRule => ({
  kind: 'intake',
  subject: 'we need its ARN',
  lead: () => lead,
  parts: () => [paragraph(why), whereTheArnStands],
  also: null,
});

const SEND_KEY_ARN = 'Please send us the ARN of the key itself.';

/** What was sent is no key that we can use. The text repeats nothing of it: it was pasted (H6). */
export const INTAKE_TEXTS = {
  not_an_arn: intake(SEND_KEY_ARN, 'What we received is not the ARN of a KMS key.'),
  bare_key_id: intake(
    SEND_KEY_ARN,
    'What we received is a key id. AWS looks such an id up in the account that asks, so we need the whole ARN.',
  ),
  alias_arn: intake(
    SEND_KEY_ARN,
    'What we received is an alias. An alias can be pointed at another key at any time, so we register the key.',
  ),
  wrong_partition: intake(
    'Please send us the ARN of a key in the commercial AWS regions.',
    'What we received is a key in another part of AWS (such as China or GovCloud), which our accounts cannot reach.',
  ),
  region_not_hosted: intake(
    'Please create the key in the AWS region in which we host you, and send us its ARN.',
    'What we received is a key in a region in which we host nobody. If you are not sure which region is yours, ask us.',
  ),
  region_mismatch: intake(
    'Please send us the ARN of a key in the AWS region in which we host you.',
    'What we received is a key in another region. A multi-Region key needs a replica in the region in which we host you.',
  ),
  vendor_account_key: intake(
    'Please send us the ARN of the key in your own AWS account.',
    'What we received is a key in an account of ours.',
  ),
} as const satisfies Record<string, TextRule>;

const ourSide = (lead: string, more: string): TextRule => ({
  kind: 'hold',
  asked: 'dry_runs',
  subject: 'is being looked at by us',
  lead: () => lead,
  parts: ({ subject }) => [
    paragraph(
      `${more} Please leave the key and its policy in ${regionWords(subject)} as they are. We write again when this is settled.`,
    ),
  ],
  also: null,
  caution: 'For a customer who has asked. This is no news to send to others: there is nothing for them to do.',
});

const blocked = (reason: TextBlock): TextRule => ({ kind: 'blocked', reason });

/** What is ours, what told nothing, and notes: a calm word where that helps, else nothing to send. */
export const OUR_TEXTS = {
  vendor_permission_fault: ourSide(
    'You need not do anything: we are looking into a cause on our side.',
    'Our service has trouble using this key at present, and it looks like a setting of ours.',
  ),
  region_incident: ourSide(
    'You need not do anything: we are checking our own side and AWS in this region first.',
    'Our service has trouble using this key at present, and we look for the cause on our side and at AWS first.',
  ),
  vendor_credentials_fault: blocked('our_side'),
  control_broken: blocked('our_side'),
  key_held_by_another_customer: blocked('held_by_another_customer'),
  ownership_unproven: blocked('ownership_unproven'),
  throttled: blocked('could_not_check'),
  timed_out: blocked('could_not_check'),
  unreachable: blocked('could_not_check'),
  kms_fault: blocked('could_not_check'),
  malformed_answer: blocked('could_not_check'),
  never_checked: blocked('not_checked'),
  permission_tests_overdue: blocked('not_checked'),
  rotation_not_visible: blocked('nothing_to_say'),
  more_access_than_needed: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'allows our account more than it needs',
    lead: () => 'You need not do anything: the policy of this key allows our account more than our service needs.',
    parts: ({ detail }) => [
      paragraph(
        `${excessWords(detail.moreThanNeeded ?? [])} You may narrow it; please tell us before, so that we can check the key after.`,
      ),
    ],
    also: ({ detail }) =>
      `The policy of the key allows our account more than it needs. ${excessWords(detail.moreThanNeeded ?? [])}`,
  },
} as const satisfies Record<string, TextRule>;

/** Such actions come from a policy that was pasted: only AWS's own form of a name is repeated (H6). */
function excessWords(actions: readonly string[]): string {
  const known = actions.filter((action) => /^kms:[A-Za-z]{0,40}\*?$/.test(action));
  return known.length === 0
    ? 'Our service needs the actions for encryption and decryption, and DescribeKey.'
    : `It does not need ${known.join(', ')}.`;
}
