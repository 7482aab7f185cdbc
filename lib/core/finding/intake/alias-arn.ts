import { intakeFinding, SEND_KEY_ARN } from '#lib/core/finding/intake/intake.ts';

export const aliasArn = intakeFinding(
  'alias_arn',
  'alias instead of key',
  {
    headline: 'This is an alias, not a key.',
    cause: 'The customer can point an alias at another key at any time. Ask for the ARN of the key itself.',
  },
  {
    lead: SEND_KEY_ARN,
    why: 'What we received is an alias. An alias can be pointed at another key at any time, so we register the key.',
  },
);
