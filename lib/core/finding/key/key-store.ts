import { ASK_INTENT, CHECK_AGAIN, KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { IF_NOTHING, isInState, WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { inKeyStore, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';

const whatToDo = (subject: TextKey): readonly Part[] => [
  WHAT_TO_DO,
  steps(
    { text: `If it is intended, change nothing and ${subject.replyTo}.` },
    {
      text: `If not, open KMS > Custom key stores in the AWS console, region ${regionWords(subject)}. If the key store is disconnected, connect it.`,
    },
    {
      text: 'If it is connected, check what is behind it: the CloudHSM cluster, or the proxy of the external key store and the key in it.',
    },
  ),
  IF_NOTHING,
  paragraph('The key stays as it is and cannot be used. Nothing is lost as long as the key store keeps the key.'),
];

const keyStoreText = (subject: string, fact: string, also: string): TextRule<NoDetail> => ({
  kind: 'ask',
  asked: 'dry_runs',
  subject,
  lead: () =>
    'Please check whether the custom key store behind this key was disconnected on purpose; if not, connect it again.',
  parts: (context) => [paragraph(fact), ...whatToDo(context.subject)],
  also: () => also,
});

const STEPS = [
  ASK_INTENT,
  { text: 'Ask the customer to reconnect the custom key store, or to repair the proxy or cluster behind it.' },
  CHECK_AGAIN,
];

export const keyStoreUnavailable = defineFinding<NoDetail>()({
  code: 'key_store_unavailable',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => (isInState(report, ['Unavailable'], ['unavailable']) ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'key store unavailable',
  advice: {
    acts: 'customer',
    headline: () => 'The custom key store behind the key is unavailable.',
    cause: () => 'KMS cannot reach the customer’s CloudHSM cluster or external key store.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: keyStoreText(
    'is in a key store that cannot be reached',
    'AWS KMS cannot reach the CloudHSM cluster or external key store that holds this key. Until it can, AWS refuses every use of the key.',
    'The custom key store behind the key cannot be reached.',
  ),
});

// A fault of a custom key store comes as KMSInvalidStateException with its own message while the state stays Enabled.
// One of AWS's messages is "Retry the request", so an unknown message may be a passing fault: only likely.
export const keyStoreRefuses = defineFinding<NoDetail>()({
  code: 'key_store_refuses',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'likely',
  rule: ({ report }) => (inKeyStore(report) && stateRefusal(report) === 'unrecognised' ? conclude('likely', {}) : null),
  fromRecord: nothingKnown,
  word: 'key store refuses calls',
  advice: {
    acts: 'customer',
    headline: () => 'The custom key store behind the key refuses calls.',
    cause: () =>
      'KMS refused a call with a message that we do not know, although the key is enabled. In a custom key store that is most likely a fault of the CloudHSM cluster or external key store.',
    settles: () => 'The next check, and the status of the key store in the customer’s AWS console.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: keyStoreText(
    'is in a key store that refuses calls',
    'AWS KMS reports the key as enabled but refuses its use. The key is in a custom key store, so the cause is most likely the CloudHSM cluster or external key store that holds it.',
    'The custom key store behind the key refuses calls.',
  ),
});
