import type { Words } from './words.ts';

const intakeWords = (headline: string, cause: string): Words => ({
  acts: 'customer',
  headline: () => headline,
  cause: () => cause,
});

/** What is wrong with an identifier that somebody gave us, before anything is asked of AWS. */
export const INTAKE_WORDS = {
  not_an_arn: intakeWords(
    'This is not the ARN of a KMS key.',
    'A key ARN reads arn:aws:kms:<region>:<12-digit account>:key/<key id>. Copy it from the key’s page in the AWS console.',
  ),
  bare_key_id: intakeWords(
    'This is a key id, not an ARN.',
    'A key id alone would be looked up in our own account. Ask for the whole ARN, which names the region and the account.',
  ),
  alias_arn: intakeWords(
    'This is an alias, not a key.',
    'The customer can point an alias at another key at any time. Ask for the ARN of the key itself.',
  ),
  wrong_partition: intakeWords(
    'This key is outside the commercial AWS partition.',
    'Only keys whose ARN begins with arn:aws: can be used from our accounts (not aws-cn, aws-us-gov and the like).',
  ),
  region_not_hosted: intakeWords(
    'We host nobody in the region of this key.',
    'The key must be in the region in which the customer is hosted.',
  ),
  region_mismatch: intakeWords(
    'The key is in another region than the customer.',
    'The key must be in the region in which the customer is hosted. A multi-Region key needs its replica there.',
  ),
  vendor_account_key: intakeWords(
    'This key is in one of our own accounts.',
    'The account in the ARN is a vendor account. Ask the customer for the ARN of the key in their account.',
  ),
  key_held_by_another_customer: intakeWords(
    'This key is registered for another customer.',
    'One key has one owner. Do not tell either customer about the other; find out who owns the AWS account.',
  ),
  ownership_unproven: {
    acts: 'vendor',
    headline: () => 'The key’s AWS account is not proven to be the customer’s.',
    cause: () => 'Every customer’s key trusts our account, so a probe that passes does not say whose key it is.',
    settles: () => 'A proof of ownership of the AWS account, recorded with the customer.',
  },
} as const satisfies Record<string, Words>;
