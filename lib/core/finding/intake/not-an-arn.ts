import { intakeFinding, SEND_KEY_ARN } from '#lib/core/finding/intake/intake.ts';

const COPY_IT = 'Ask the customer to copy the ARN from the key’s page in the AWS console.';

export const notAnArn = intakeFinding(
  'not_an_arn',
  'not a key ARN',
  {
    headline: 'This is not the ARN of a KMS key.',
    cause:
      'A key ARN reads arn:aws:kms:<region>:<12-digit account>:key/<key ID>. Copy it from the key’s page in the AWS console.',
  },
  { lead: SEND_KEY_ARN, why: 'What we received is not the ARN of a KMS key.' },
);

export const damagedArn = intakeFinding(
  'damaged_arn',
  'damaged key ARN',
  {
    headline: 'This reads like a key ARN, but it’s not written the way AWS shows it.',
    cause: `Don’t correct it by hand: one wrong character can name another key. ${COPY_IT}`,
  },
  {
    lead: 'Please send us the ARN of the key again, exactly as AWS shows it.',
    why: 'What we received reads like the ARN of a key, but some of its characters are missing or changed.',
  },
);

export const severalArns = intakeFinding(
  'several_arns',
  'several key ARNs',
  {
    headline: 'The text contains more than one key ARN.',
    cause: 'Ask the customer which key we should use, and paste that ARN alone. Each further key is added separately.',
  },
  {
    lead: 'Please tell us which key we should use, and send us its ARN.',
    why: 'What we received contains the ARNs of several keys.',
  },
);

export const consoleAddress = intakeFinding(
  'console_address',
  'console address instead of ARN',
  {
    headline: 'This is the address of a page in the AWS console, not an ARN.',
    cause: `An address doesn’t reliably name the account that owns the key. ${COPY_IT}`,
  },
  {
    lead: SEND_KEY_ARN,
    why: 'What we received is the address of a page in the AWS console. It does not tell us in which account the key is.',
  },
);

export const otherArn = intakeFinding(
  'other_arn',
  'ARN of something else',
  {
    headline: 'This is an ARN, but not the ARN of a KMS key.',
    cause: 'A key ARN begins with arn:aws:kms: and ends with key/ and the key ID. Ask the customer for the key’s ARN.',
  },
  { lead: SEND_KEY_ARN, why: 'What we received is the ARN of another kind of AWS resource, not of a KMS key.' },
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

export const multiRegionKeyId = intakeFinding(
  'multi_region_key_id',
  'multi-Region key ID instead of ARN',
  {
    headline: 'This is the key ID of a multi-Region key, not an ARN.',
    cause:
      'Its primary key and all replicas share this ID. Ask for the full ARN of the one in the region in which we host the customer.',
  },
  {
    lead: 'Please send us the ARN of the multi-Region key in the AWS region in which we host you.',
    why: 'What we received is the ID of a multi-Region key. The primary key and its replicas in other regions share this ID, so we need the full ARN of the one in your region.',
  },
);
