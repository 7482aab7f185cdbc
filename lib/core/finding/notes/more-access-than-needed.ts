import { CROSS_ACCOUNT } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { paragraph } from '#lib/core/text/blocks.ts';

/** Actions beyond what we need that the customer's policy grants our account. */
type Detail = { moreThanNeeded: readonly string[] };

/** The actions come from a pasted policy, so only AWS's own names are repeated (H6). */
function excessWords({ moreThanNeeded }: Detail): string {
  const known = moreThanNeeded.filter((action) => /^kms:[A-Za-z]{0,40}\*?$/.test(action));
  return known.length === 0
    ? 'Our service needs the actions for encryption and decryption, and DescribeKey.'
    : `It does not need ${known.join(', ')}.`;
}

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
      `${moreThanNeeded.length > 0 ? `It allows our account ${moreThanNeeded.join(', ')}. ` : ''}We use none of it, and do not ask for it.`,
    settles: () => 'A newer copy of the policy.',
    steps: () => [{ text: 'Suggest that the customer limit the statement to the five actions that backups need.' }],
    reference: CROSS_ACCOUNT,
  },
  text: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'allows our account more than it needs',
    lead: () =>
      'You do not need to do anything: the policy of this key allows our account more than our service needs.',
    parts: ({ detail }) => [
      paragraph(
        `${excessWords(detail)} You may remove the rest from the policy. Please tell us first, so that we can check the key afterwards.`,
      ),
    ],
    also: ({ detail }) => `The policy of the key allows our account more than it needs. ${excessWords(detail)}`,
  },
});
