import { ASK_INTENT, CHECK_AGAIN, KEY_STATES, undoStep, type Step } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { affectedPart, stateSeen } from '#lib/core/finding/situation-words.ts';
import type { KeyStoreNamed } from '#lib/core/finding/evidence.ts';
import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { ONLY_IF, threeAnswers } from '#lib/core/finding/three-answers.ts';
import type { KeyFacts, ProbeReport } from '#lib/core/probe/report.ts';
import { inKeyStore, isStateRefusal, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { regionWords } from '#lib/core/text/text-subject.ts';

const ORIGIN_STORE: Readonly<Record<string, KeyStoreNamed>> = {
  AWS_CLOUDHSM: 'cloudhsm_key_store',
  EXTERNAL_KEY_STORE: 'external_key_store',
};

/** Which kind of store DescribeKey's origin shows; null where it shows none, or never described the key. */
export const storeOf = (facts: KeyFacts | null): KeyStoreNamed | null => ORIGIN_STORE[facts?.origin ?? ''] ?? null;

type StoreKindWords = {
  /** "… behind the key". */
  name: string;
  /** What KMS needs an answer of. */
  behind: string;
  /** Where the store is in the AWS console. */
  page: string;
  /** What to look at in a store that is connected. Source: KMS developer guide, troubleshooting of both kinds. */
  look: string;
  /** The same for staff. */
  repair: string;
  until: string;
  data: string;
};

const STORE: Readonly<Record<KeyStoreNamed | 'unknown', StoreKindWords>> = {
  external_key_store: {
    name: 'external key store',
    behind: 'the external key store proxy, or the external key manager behind the proxy',
    page: 'External key stores',
    look: 'If it is connected, ask whoever runs the external key store proxy to check that the proxy runs, that AWS can reach it, that it permits the operation, and that the external key exists in the external key manager and is enabled there. The metric XksProxyErrors in your CloudWatch shows which errors AWS got.',
    repair:
      'reconnect the external key store. If it is connected: whoever runs its proxy checks the proxy, and the external key in the external key manager.',
    until: 'at any time, as long as the external key manager keeps the external key',
    data: 'it cannot be read meanwhile. Can it be undone: yes, but only with the same external key in the external key manager.',
  },
  cloudhsm_key_store: {
    name: 'AWS CloudHSM key store',
    behind: 'the AWS CloudHSM cluster',
    page: 'AWS CloudHSM key stores',
    look: 'If it is connected, check the AWS CloudHSM cluster: that it has at least one active HSM, that its user kmsuser is not locked out, and that its security group rules and network ACLs are correct.',
    repair:
      'reconnect the AWS CloudHSM key store. If it is connected: whoever runs the cluster checks its active HSMs, the user kmsuser and the security group.',
    until: 'at any time, as long as the cluster, or a backup of it, keeps the key material',
    data: 'it cannot be read meanwhile. Can it be undone: yes, but only with the key material in the cluster or its backup.',
  },
  unknown: {
    name: 'custom key store',
    behind: 'the CloudHSM cluster, or the proxy of an external key store',
    page: '',
    look: 'If it is connected, check what is behind it: the CloudHSM cluster, or the proxy of the external key store and the key in it.',
    repair: 'reconnect the custom key store, or repair the proxy or cluster behind it.',
    until: 'at any time, as long as the key store keeps the key material',
    data: 'it cannot be read meanwhile. Can it be undone: yes, but only with the key material in the key store.',
  },
};

/** Null where DescribeKey never showed the origin. */
export type StoreShown = { store: KeyStoreNamed | null };

type StoreDetail = StoreShown & {
  /** AWS's name of the error with which it refused the use; null where only DescribeKey told the state. */
  errorName: string | null;
};

/** What a text calls the store and what is behind it, by its kind. */
export const storeWords = ({ store }: StoreShown): StoreKindWords => STORE[store ?? 'unknown'];

/** AWS's name of the error of a call that was refused for the state of the key. */
const refusedWith = ({ cells }: ProbeReport): string | null => cells.find(isStateRefusal)?.error?.name ?? null;

/** " (KMSInvalidStateException)". Only AWS's own formats of error names are repeated. */
const errorWords = ({ errorName }: StoreDetail): string =>
  errorName !== null && /^[A-Za-z]{1,60}$/.test(errorName) ? ` (${errorName})` : '';

/** "an external key store". */
const aStore = (detail: StoreDetail): string =>
  `${/^[ae]/i.test(storeWords(detail).name) ? 'an' : 'a'} ${storeWords(detail).name}`;

const settledBy = (detail: StoreDetail): string =>
  `The next check, and the status of the ${storeWords(detail).name} in the customer’s AWS console.`;

/** What a text about a key store says: the fact, then what is most likely behind it. */
type StoreWords<D> = {
  subject: (detail: D) => string;
  fact: (detail: D) => string;
  behind: (detail: D, confidence: Confidence) => string;
};

const keyStoreText = <D extends StoreDetail>({ subject, fact, behind }: StoreWords<D>): TextRule<D> => ({
  kind: 'ask',
  subject: ({ detail }) => subject(detail),
  lead: () =>
    'Please check whether it is intended that AWS cannot use this key, and follow one of the three answers below.',
  parts: (context) => {
    const { page, look, until, data } = storeWords(context.detail);
    const path = ['KMS', 'Custom key stores', ...(page === '' ? [] : [page])].join(' > ');
    return [
      paragraph(`${stateSeen(context, fact(context.detail))} ${behind(context.detail, context.confidence)}`),
      ...affectedPart(context),
      ...threeAnswers(context, {
        what: 'this',
        find: { event: 'DisconnectCustomKeyStore' },
        stopped: 'all',
        mistake: [
          steps(
            {
              text: `${ONLY_IF} open ${path} in the AWS console, region ${regionWords(context.subject)}. If the key store is disconnected, connect it.`,
            },
            { text: look },
          ),
        ],
        until,
        data,
        purpose: 'until',
      }),
    ];
  },
  also: (context) =>
    `${stateSeen(context, fact(context.detail))} ${behind(context.detail, context.confidence)} Please check whether that is intended.`,
});

const stepsFor = (detail: StoreDetail): readonly Step[] => [
  ASK_INTENT,
  undoStep(storeWords(detail).repair),
  CHECK_AGAIN,
];

/**
 * Whether DescribeKey shows the key in a custom key store; null when it never described the key. Whether it shows the key
 * as enabled while calls are refused: a store that does not answer in time leaves the state as it was.
 */
type Detail = StoreDetail & { inKeyStore: boolean | null; shownEnabled: boolean };

const shownInStore = (facts: KeyFacts | null): boolean | null =>
  facts === null ? null : facts.customKeyStoreId !== null || storeOf(facts) !== null;

/**
 * A state that DescribeKey names is a fact. A refused call alone is not: the facts may show the key in no key store, which
 * contradicts it.
 */
function confidenceOf({ facts }: ProbeReport, shown: boolean | null): Confidence {
  if (facts.seen && facts.value.keyState === 'Unavailable') return 'certain';
  return shown === false ? 'one_of_several' : 'likely';
}

const refusedThoughEnabled = (detail: StoreDetail): string =>
  `the key as enabled but refused its use${errorWords(detail)}`;

const NO_STORE =
  'Only keys in a custom key store have this state, but DescribeKey shows this key in none, so we cannot tell the cause.';

export const keyStoreUnavailable = defineFinding<Detail>()({
  code: 'key_store_unavailable',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true, explainsRealFailures: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) => {
    const { report, record } = circumstances;
    if (!isInState(circumstances, ['Unavailable'], ['unavailable'])) return null;
    const facts = report.facts.seen ? report.facts.value : record.facts;
    const shown = shownInStore(facts);
    const shownEnabled = report.facts.seen && report.facts.value.keyState === 'Enabled';
    return conclude(confidenceOf(report, shown), {
      inKeyStore: shown,
      shownEnabled,
      store: storeOf(facts),
      errorName: refusedWith(report),
    });
  },
  fromRecord: ({ facts }) => ({
    inKeyStore: shownInStore(facts),
    shownEnabled: facts?.keyState === 'Enabled',
    store: storeOf(facts),
    errorName: null,
  }),
  word: 'key store unavailable',
  advice: {
    acts: (confidence): Acts => (confidence === 'one_of_several' ? 'one_of_several' : 'customer'),
    headline: (detail) =>
      detail.inKeyStore === false
        ? 'KMS reports the key as unavailable.'
        : `The ${storeWords(detail).name} behind the key is unavailable.`,
    cause: (detail, _, confidence) =>
      detail.inKeyStore === false
        ? NO_STORE
        : `The customer’s ${storeWords(detail).name} was ${confidence === 'certain' ? '' : 'most likely '}disconnected, or KMS gets no answer from what is behind it (${storeWords(detail).behind}), so KMS refuses every use of the key.`,
    settles: (detail) => settledBy(detail),
    steps: (detail) => stepsFor(detail),
    reference: KEY_STATES,
  },
  text: keyStoreText<Detail>({
    subject: (detail) =>
      detail.shownEnabled && detail.inKeyStore !== false
        ? `cannot be used: its ${storeWords(detail).name} does not answer AWS`
        : 'cannot be used: AWS reports it as unavailable',
    fact: (detail) => (detail.shownEnabled ? refusedThoughEnabled(detail) : 'the key as unavailable'),
    behind: (detail, confidence) =>
      detail.inKeyStore === false
        ? NO_STORE
        : `This happens when the ${storeWords(detail).name} behind this key is disconnected, or when AWS gets no answer from what is behind it: ${storeWords(detail).behind}. Until it answers again, AWS refuses every use of the key.${confidence === 'certain' ? '' : ' We cannot see the key store itself.'}`,
  }),
});

// A fault of a custom key store comes as KMSInvalidStateException with its own message while the state stays Enabled.
// One of AWS's messages is "Retry the request", so an unknown message may be a passing fault: only likely.
export const keyStoreRefuses = defineFinding<StoreDetail>()({
  code: 'key_store_refuses',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true, explainsRealFailures: true },
  confidenceIfNotKept: 'likely',
  rule: ({ report, record }) =>
    inKeyStore(report, record.facts) && stateRefusal(report, record.facts) === 'unrecognised'
      ? conclude('likely', {
          store: storeOf(report.facts.seen ? report.facts.value : record.facts),
          errorName: refusedWith(report),
        })
      : null,
  fromRecord: ({ facts }) => ({ store: storeOf(facts), errorName: null }),
  word: 'key store refuses calls',
  advice: {
    acts: 'customer',
    headline: (detail) => `KMS refuses calls with this key, which is in ${aStore(detail)}.`,
    cause: (detail) =>
      `KMS refused a call${errorWords(detail)} although the key is enabled. In ${aStore(detail)} that is most likely a fault of what is behind it: ${storeWords(detail).behind}.`,
    settles: (detail) => settledBy(detail),
    steps: (detail) => stepsFor(detail),
    reference: KEY_STATES,
  },
  text: keyStoreText<StoreDetail>({
    subject: () => 'cannot be used: AWS refuses calls with it',
    fact: (detail) => refusedThoughEnabled(detail),
    behind: (detail) =>
      `The key is in ${aStore(detail)}, so the cause is most likely what is behind it: ${storeWords(detail).behind}.`,
  }),
});
