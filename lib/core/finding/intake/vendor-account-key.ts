import { intakeFinding } from '#lib/core/finding/intake/intake.ts';

export const vendorAccountKey = intakeFinding(
  'vendor_account_key',
  'key in our own account',
  {
    headline: 'This key is in one of our own accounts.',
    cause: 'The account in the ARN is a vendor account. Ask the customer for the ARN of the key in their account.',
  },
  {
    lead: 'Please send us the ARN of the key in your own AWS account.',
    why: 'What we received is the ARN of a key in one of our own accounts.',
  },
);
