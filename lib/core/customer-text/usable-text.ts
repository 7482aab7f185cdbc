import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { at, type TextWords } from '#lib/core/finding/text-rule.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';

/** A dry run proves permission; a real call is not called a dry run (H2). */
const testWords = (reallyMade: readonly RequiredAction[]): string =>
  reallyMade.length === 0
    ? 'These tests are dry runs: they prove the permission and carry nothing out.'
    : `${actionWords(reallyMade)} ${reallyMade.length === 1 ? 'was' : 'were'} really carried out, with a value of our own; the other tests are dry runs, which prove the permission and carry nothing out.`;

/** The confirmation for a usable key: permitted, and "works" only after a real encrypt/decrypt test (H2). */
export const usableWords = ({ lastProofAt, reallyMade }: CustomerTextInput): TextWords<unknown> => ({
  subject: 'may be used by our account',
  lead: () => 'You need not do anything: our account is permitted to use this key.',
  parts: (context) => [
    paragraph(
      `AWS reports the key as enabled and allows our account ${actionWords(REQUIRED_ACTIONS)}. ${testWords(reallyMade)}`,
    ),
    ...(lastProofAt === null
      ? []
      : [
          paragraph(
            `We also encrypted a test value with the key and decrypted it again, ${at(lastProofAt, context)}, and that worked.`,
          ),
        ]),
    heading('Please tell us before you'),
    list(
      'disable the key or schedule its deletion: our service cannot use it from that moment',
      'remove our account from the key policy, or set conditions on it',
      'move to a new key. Its ARN is different, and we have to switch to it together',
    ),
    paragraph('You need not tell us about automatic rotation of this key: its ARN stays the same.'),
  ],
  also: null,
});
