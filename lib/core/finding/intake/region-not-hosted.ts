import { intakeFinding } from '#lib/core/finding/intake/intake.ts';

export const wrongPartition = intakeFinding(
  'wrong_partition',
  'other AWS partition',
  {
    headline: 'This key is outside the commercial AWS partition.',
    cause: 'Our accounts can use only keys whose ARN begins with arn:aws: (not aws-cn, aws-us-gov and others).',
  },
  {
    lead: 'Please send us the ARN of a key in the commercial AWS regions.',
    why: 'What we received is a key in another part of AWS (such as China or GovCloud), which our accounts cannot reach.',
  },
);

export const regionNotHosted = intakeFinding(
  'region_not_hosted',
  'region not hosted',
  {
    headline: 'We host no customers in the region of this key.',
    cause: 'The key must be in the region in which the customer is hosted.',
  },
  {
    lead: 'Please create the key in the AWS region in which we host you, and send us its ARN.',
    why: 'What we received is a key in a region in which we host no customers. If you are not sure which region is yours, ask us.',
  },
);

export const regionMismatch = intakeFinding(
  'region_mismatch',
  'other region',
  {
    headline: 'The key is not in the customer’s region.',
    cause: 'The key must be in the region in which the customer is hosted. A multi-Region key needs its replica there.',
  },
  {
    lead: 'Please send us the ARN of a key in the AWS region in which we host you.',
    why: 'What we received is a key in another region. A multi-Region key needs a replica in the region in which we host you.',
  },
);
