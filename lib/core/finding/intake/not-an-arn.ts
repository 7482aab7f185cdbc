import { intakeFinding, SEND_KEY_ARN } from '#lib/core/finding/intake/intake.ts';

export const notAnArn = intakeFinding(
  'not_an_arn',
  'not a key ARN',
  {
    headline: 'This is not the ARN of a KMS key.',
    cause:
      'A key ARN reads arn:aws:kms:<region>:<12-digit account>:key/<key id>. Copy it from the key’s page in the AWS console.',
  },
  { lead: SEND_KEY_ARN, why: 'What we received is not the ARN of a KMS key.' },
);

export const bareKeyId = intakeFinding(
  'bare_key_id',
  'key ID instead of ARN',
  {
    headline: 'This is a key ID, not an ARN.',
    cause:
      'AWS would look for a key ID in our own account. Ask for the full ARN, which names the region and the account.',
  },
  {
    lead: SEND_KEY_ARN,
    why: 'What we received is a key ID. AWS looks for a key ID in the account that makes the call, so we need the full ARN.',
  },
);
