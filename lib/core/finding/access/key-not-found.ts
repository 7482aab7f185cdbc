import { denialOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { judgedLines, whoeverDenies } from '#lib/core/finding/access/denial-advice.ts';
import { evidenceParts, sideWords } from '#lib/core/finding/access/denial-text.ts';
import { CHECK_AGAIN, KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';

export const keyNotFound = defineFinding<DenialDetail>()({
  code: 'key_not_found',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const detail = denialOfKind(circumstances, 'not_found');
    const { confidence } = circumstances.denial;
    // A mistyped ARN and a client in the wrong region get the same answer, so it is at most likely.
    return detail === null ? null : conclude(confidence === 'certain' ? 'likely' : confidence, detail);
  },
  fromRecord: storedDenial,
  word: 'not found',
  advice: {
    acts: whoeverDenies,
    headline: () => 'KMS finds no such key in this region.',
    cause: () =>
      'The ARN may be mistyped, the key may be deleted, or the key may be too new for all of KMS to know it.',
    because: judgedLines,
    settles: () => 'The owner’s own describe-key.',
    steps: (_, subject) => [
      { text: 'Compare the ARN with the customer’s.', command: kmsCommand('describe-key', subject) },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is not found by AWS',
    lead: ({ subject }) =>
      `Please compare the ARN below with your key: AWS tells us that there is no such key in ${subject.region}.`,
    parts: (context) => [
      paragraph(
        `The ARN may be mistyped, the key may be in another region or account, or it may be so new that AWS does not know it everywhere. ${sideWords(context)}`.trimEnd(),
      ),
      WHAT_TO_DO,
      steps(
        {
          text: `Run this in your account ${context.subject.awsAccountId} and send us the whole output.`,
          verbatim: kmsCommand('describe-key', context.subject),
        },
        { text: 'If it shows no key, send us the ARN of the key that you mean.' },
      ),
      ...evidenceParts(context),
    ],
    also: () => 'AWS tells us that there is no such key.',
  },
});
