import { heading, list, paragraph } from '#lib/core/customer-text/layout.ts';
import { at } from '#lib/core/customer-text/text-context.ts';
import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import type { TextWords } from '#lib/core/customer-text/text-rule.ts';
import { actionWords } from '#lib/core/customer-text/text-context.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe.ts';

/** A dry run proves permission; what was really carried out is not called one (H2). */
const testWords = (reallyMade: readonly RequiredAction[]): string =>
  reallyMade.length === 0
    ? 'These tests are dry runs: they prove the permission and carry nothing out.'
    : `${actionWords(reallyMade)} ${reallyMade.length === 1 ? 'was' : 'were'} really carried out, with a value of our own; the other tests are dry runs, which prove the permission and carry nothing out.`;

/** The confirmation for a usable key: permitted, and "works" only where a real round trip was made (H2). */
export const usableWords = ({ lastProofAt, reallyMade }: CustomerTextInput): TextWords => ({
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
      'take our account out of the key policy, or set conditions on it',
      'move to a new key. Its ARN is another one, and we have to switch to it together',
    ),
    paragraph('Automatic rotation of this key needs no notice: its ARN stays the same.'),
  ],
  also: null,
});
