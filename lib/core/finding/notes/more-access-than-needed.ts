import { CROSS_ACCOUNT } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

/** Actions beyond what we need that the customer's policy grants our account. */
type Detail = { moreThanNeeded: readonly string[] };

/**
 * What we need, without naming what to take away: `kms:*` may stand in the statement of the customer's own
 * administrators, and without that one they are locked out.
 */
const needWords = ({ awsAccountId, vendorAccountId }: TextKey): string =>
  `Our account ${vendorAccountId} needs only kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey* and kms:DescribeKey, and the grants for AWS services. If you want to limit the statement for our account, please write to us before you do. Please never change or remove the statement for your own account ${awsAccountId}, even if it allows kms:*: without it, nobody could change the policy of this key anymore.`;

export const moreAccessThanNeeded = defineFinding<Detail>()({
  code: 'more_access_than_needed',
  family: 'notes',
  status: null,
  traits: { note: true },
  confidenceIfNotKept: 'certain',
  rule: ({ evidence: { keyPolicy } }) =>
    keyPolicy !== null && keyPolicy.content.moreThanNeeded.length > 0
      ? conclude('likely', { moreThanNeeded: keyPolicy.content.moreThanNeeded })
      : null,
  fromRecord: () => ({ moreThanNeeded: [] }),
  word: 'more access than needed',
  advice: {
    acts: 'customer',
    headline: () => 'The policy that the customer sent gives us more access than we need.',
    cause: ({ moreThanNeeded }) =>
      `${moreThanNeeded.length > 0 ? `It allows our account ${moreThanNeeded.join(', ')}. ` : ''}We use none of it, and do not ask for it. The same statement may also be the customer’s own administrators’ access.`,
    settles: () => 'A newer copy of the policy.',
    steps: () => [
      {
        text: 'Suggest that the customer limit the statement for our account to the five actions that backups need. They must not change the statement for their own account: without it they are locked out of the key.',
      },
    ],
    reference: CROSS_ACCOUNT,
  },
  text: {
    kind: 'hold',
    subject: () => 'allows our account more than it needs',
    needs: () => 'nothing',
    because: () => 'the policy of this key that you sent us allows our account more than our service needs',
    parts: ({ subject }) => [paragraph(needWords(subject))],
    also: ({ subject }) =>
      `The policy of the key that you sent us allows our account more than it needs. ${needWords(subject)}`,
  },
});
