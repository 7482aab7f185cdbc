import { ASK_INTENT, CHECK_AGAIN, KEY_STATES, undoStep } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { affectedPart, stateSeen } from '#lib/core/finding/situation-words.ts';
import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { ONLY_IF, threeAnswers } from '#lib/core/finding/three-answers.ts';
import type { KeyFacts, ProbeReport } from '#lib/core/probe/report.ts';
import { inKeyStore, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { regionWords } from '#lib/core/text/text-subject.ts';

/** What a text about a key store says: the fact, then what is most likely behind it. */
type StoreWords<D> = {
  subject: (detail: D) => string;
  fact: (detail: D) => string;
  behind: (detail: D, confidence: Confidence) => string;
};

const keyStoreText = <D extends object>({ subject, fact, behind }: StoreWords<D>): TextRule<D> => ({
  kind: 'ask',
  subject: ({ detail }) => subject(detail),
  lead: () =>
    'Please check whether it is intended that AWS cannot use this key, and follow one of the three answers below.',
  parts: (context) => [
    paragraph(`${stateSeen(context, fact(context.detail))} ${behind(context.detail, context.confidence)}`),
    ...affectedPart(context),
    ...threeAnswers(context, {
      what: 'this',
      event: 'DisconnectCustomKeyStore',
      stopped: 'all',
      mistake: [
        steps(
          {
            text: `${ONLY_IF} open KMS > Custom key stores in the AWS console, region ${regionWords(context.subject)}. If the key store is disconnected, connect it.`,
          },
          {
            text: 'If it is connected, check what is behind it: the CloudHSM cluster, or the proxy of the external key store and the key in it.',
          },
        ),
      ],
      until: 'at any time, as long as the key store keeps the key material',
      data: 'it cannot be read meanwhile. Can it be undone: yes, but only with the key material in the key store.',
      purpose: 'until',
    }),
  ],
  also: (context) =>
    `${stateSeen(context, fact(context.detail))} ${behind(context.detail, context.confidence)} Please check whether that is intended.`,
});

const STEPS = [
  ASK_INTENT,
  undoStep('reconnect the custom key store, or repair the proxy or cluster behind it.'),
  CHECK_AGAIN,
];

/**
 * Whether DescribeKey shows the key in a custom key store; null when it never described the key. Whether it shows the key
 * as enabled while calls are refused: a store that does not answer in time leaves the state as it was.
 */
type Detail = { inKeyStore: boolean | null; shownEnabled: boolean };

const STORE_ORIGINS: readonly (string | null)[] = ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'];
const shownInStore = (facts: KeyFacts | null): boolean | null =>
  facts === null ? null : facts.customKeyStoreId !== null || STORE_ORIGINS.includes(facts.origin);

/**
 * A state that DescribeKey names is a fact. A refused call alone is not: the facts may show the key in no key store, which
 * contradicts it.
 */
function confidenceOf({ facts }: ProbeReport, shown: boolean | null): Confidence {
  if (facts.seen && facts.value.keyState === 'Unavailable') return 'certain';
  return shown === false ? 'one_of_several' : 'likely';
}

const REFUSED_THOUGH_ENABLED = 'the key as enabled but refused its use';

const NO_STORE =
  'Only keys in a custom key store have this state, but DescribeKey shows this key in none, so we cannot tell the cause.';

export const keyStoreUnavailable = defineFinding<Detail>()({
  code: 'key_store_unavailable',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) => {
    const { report, record } = circumstances;
    if (!isInState(circumstances, ['Unavailable'], ['unavailable'])) return null;
    const shown = shownInStore(report.facts.seen ? report.facts.value : record.facts);
    const shownEnabled = report.facts.seen && report.facts.value.keyState === 'Enabled';
    return conclude(confidenceOf(report, shown), { inKeyStore: shown, shownEnabled });
  },
  fromRecord: ({ facts }) => ({ inKeyStore: shownInStore(facts), shownEnabled: facts?.keyState === 'Enabled' }),
  word: 'key store unavailable',
  advice: {
    acts: (confidence): Acts => (confidence === 'one_of_several' ? 'one_of_several' : 'customer'),
    headline: ({ inKeyStore }) =>
      inKeyStore === false
        ? 'KMS reports the key as unavailable.'
        : 'The custom key store behind the key is unavailable.',
    cause: ({ inKeyStore }, _, confidence) =>
      inKeyStore === false
        ? NO_STORE
        : `The customer’s CloudHSM or external key store was ${confidence === 'certain' ? '' : 'most likely '}disconnected, or it does not answer, so KMS refuses every use of the key.`,
    settles: () => 'The next check, and the status of the key store in the customer’s AWS console.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: keyStoreText({
    subject: ({ inKeyStore, shownEnabled }) =>
      shownEnabled && inKeyStore !== false
        ? 'cannot be used: its key store does not answer AWS'
        : 'cannot be used: AWS reports it as unavailable',
    fact: ({ shownEnabled }) => (shownEnabled ? REFUSED_THOUGH_ENABLED : 'the key as unavailable'),
    behind: ({ inKeyStore }, confidence) =>
      inKeyStore === false
        ? NO_STORE
        : `This happens when the custom key store behind a key is disconnected, or when what is behind it does not answer: the CloudHSM cluster, or the proxy of an external key store. Until it answers again, AWS refuses every use of the key.${confidence === 'certain' ? '' : ' We cannot see the key store itself.'}`,
  }),
});

// A fault of a custom key store comes as KMSInvalidStateException with its own message while the state stays Enabled.
// One of AWS's messages is "Retry the request", so an unknown message may be a passing fault: only likely.
export const keyStoreRefuses = defineFinding<NoDetail>()({
  code: 'key_store_refuses',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'likely',
  rule: ({ report, record }) =>
    inKeyStore(report, record.facts) && stateRefusal(report, record.facts) === 'unrecognised'
      ? conclude('likely', {})
      : null,
  fromRecord: nothingKnown,
  word: 'key store refuses calls',
  advice: {
    acts: 'customer',
    headline: () => 'KMS refuses calls with this key, which is in a custom key store.',
    cause: () =>
      'KMS refused a call with a message that we do not know, although the key is enabled. In a custom key store that is most likely a fault of the CloudHSM cluster or external key store.',
    settles: () => 'The next check, and the status of the key store in the customer’s AWS console.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: keyStoreText<NoDetail>({
    subject: () => 'cannot be used: AWS refuses calls with it',
    fact: () => REFUSED_THOUGH_ENABLED,
    behind: () =>
      'The key is in a custom key store, so the cause is most likely the CloudHSM cluster or external key store that holds it.',
  }),
});
