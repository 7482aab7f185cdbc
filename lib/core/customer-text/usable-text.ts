import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { at, isFresh, type TextContext } from '#lib/core/finding/text-rule.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';

/** Says which tests were dry runs, which only prove the permission, and which were real calls (H2). */
const testWords = (reallyMade: readonly RequiredAction[]): string =>
  reallyMade.length === 0
    ? 'These tests are dry runs: they prove the permission and change nothing.'
    : `${actionWords(reallyMade)} ${reallyMade.length === 1 ? 'was a real call' : 'were real calls'} with a value of our own; the other tests are dry runs, which prove the permission and change nothing.`;

/**
 * What AWS allowed, and when: a quick check leaves some permissions untested for hours, and none of those is told in the
 * present (H7).
 */
function allowedWords({ tests }: CustomerTextInput, context: TextContext<unknown>): string {
  const fresh = REQUIRED_ACTIONS.filter((action) => isFresh(tests[action]?.at ?? null, context.now));
  const older = new Map<string, RequiredAction[]>();
  for (const action of REQUIRED_ACTIONS.filter((one) => !fresh.includes(one))) {
    const test = tests[action];
    const when = test === undefined ? '' : `on ${at(test.at, context)}`;
    older.set(when, [...(older.get(when) ?? []), action]);
  }
  const said = [...older].map(([when, actions]) => `${actionWords(actions)}${when === '' ? '' : `, tested ${when}`}`);
  const now = fresh.length === 0 ? '' : `AWS allows our account ${actionWords(fresh)}. `;
  return said.length === 0 ? now.trimEnd() : `${now}When we last tested them, AWS also allowed ${said.join('; and ')}.`;
}

/** When DescribeKey last answered, as "AWS reports" or with its age. */
function enabledWords({ stateSeenAt }: CustomerTextInput, context: TextContext<unknown>): string {
  return stateSeenAt === null || isFresh(stateSeenAt, context.now)
    ? 'AWS reports the key as enabled.'
    : `On ${at(stateSeenAt, context)}, AWS reported the key as enabled.`;
}

const USABLE_FACT = 'our account is permitted to use this key';
const PENDING_FACT = 'in our latest tests AWS allowed our account to use this key';

const KEEP_OLD =
  'Please keep this key enabled, with its policy unchanged: it is an old key that we keep for backups made before you moved to another one, until we write to you that nothing needs it. Apart from that, ';

/**
 * What a text about a usable key begins with. That of a key pending setup must not read as "you may start" (H2), and that of
 * an old key not as "you may disable it" (H19).
 * @param asked what something beside it needs of the customer; null when nothing does
 */
export function usableWords(
  { pendingSetup, isOld }: Pick<CustomerTextInput, 'pendingSetup' | 'isOld'>,
  asked: string | null,
): { subject: string; lead: string } {
  const lead = asked === null ? '' : `${asked} Apart from that, `;
  if (pendingSetup)
    return {
      subject: 'is still being set up: please do not start yet',
      lead: `${asked === null ? 'Please do not start yet: we are still setting this key up, and ' : lead}${PENDING_FACT}.`,
    };
  if (isOld)
    return {
      subject: 'must stay enabled: older backups need it',
      lead: `${asked === null ? KEEP_OLD : lead}${USABLE_FACT}.`,
    };
  return {
    subject: 'gives our account access',
    lead: `${asked === null ? 'You do not need to do anything: ' : lead}${USABLE_FACT}.`,
  };
}

/** The confirmation for a usable key. It says "works" only after a real encrypt/decrypt test (H2). */
export const usableParts = (input: CustomerTextInput, context: TextContext<unknown>): readonly Part[] => [
  paragraph(`${enabledWords(input, context)} ${allowedWords(input, context)} ${testWords(input.reallyMade)}`),
  ...(input.lastProofAt === null
    ? []
    : [
        paragraph(
          `We also encrypted a test value with the key and decrypted it again. This worked on ${at(input.lastProofAt, context)}.`,
        ),
      ]),
  heading('Please tell us before you'),
  list(
    'disable the key or schedule its deletion: our service cannot use it from that moment',
    'remove our account from the key policy, or set conditions on it',
    'move to a new key. Its ARN is different, and we have to switch at the same time',
  ),
  paragraph('You do not need to tell us about automatic rotation of this key: its ARN stays the same.'),
];
