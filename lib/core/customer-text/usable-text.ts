import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { at, type TextWords } from '#lib/core/finding/text-rule.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';

/** Says which tests were dry runs, which only prove the permission, and which were real calls (H2). */
const testWords = (reallyMade: readonly RequiredAction[]): string =>
  reallyMade.length === 0
    ? 'These tests are dry runs: they prove the permission and change nothing.'
    : `${actionWords(reallyMade)} ${reallyMade.length === 1 ? 'was a real call' : 'were real calls'} with a value of our own; the other tests are dry runs, which prove the permission and change nothing.`;

/** The confirmation for a usable key. It says "works" only after a real encrypt/decrypt test (H2). */
export const usableWords = ({ lastProofAt, reallyMade }: CustomerTextInput): TextWords<unknown> => ({
  subject: 'gives our account access',
  lead: () => 'You do not need to do anything: our account is permitted to use this key.',
  parts: (context) => [
    paragraph(
      `AWS reports the key as enabled and allows our account ${actionWords(REQUIRED_ACTIONS)}. ${testWords(reallyMade)}`,
    ),
    ...(lastProofAt === null
      ? []
      : [
          paragraph(
            `We also encrypted a test value with the key and decrypted it again. This worked on ${at(lastProofAt, context)}.`,
          ),
        ]),
    heading('Please tell us before you'),
    list(
      'disable the key or schedule its deletion: our service cannot use it from that moment',
      'remove our account from the key policy, or set conditions on it',
      'move to a new key. Its ARN is different, and we have to switch at the same time',
    ),
    paragraph('You do not need to tell us about automatic rotation of this key: its ARN stays the same.'),
  ],
  also: null,
});
