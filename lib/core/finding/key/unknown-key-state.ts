import { KEY_STATES, replyIfAsked } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { inKeyStore, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { instantWords, nextUpdateAt } from '#lib/core/text/time-words.ts';

const KNOWN_STATES: readonly string[] = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

const CAUSE = 'Until we know what it means, the status of the key is Unknown, never Usable.';

const STEPS = [
  { text: 'Tell the Keydesk developers what AWS answered: it is under Permissions.' },
  replyIfAsked('It says that we look into it first, and asks for nothing.'),
];

const TEXT: TextRule<unknown> = {
  kind: 'hold',
  subject: () => 'is being checked by us',
  needs: () => 'leave_policy',
  because: () => 'AWS gave us an answer about this key that we do not know yet, and we look into it first',
  parts: ({ subject, now }) => [
    paragraph(
      `We cannot tell yet whether our service can use the key. We will write to you again by ${instantWords(nextUpdateAt(now), subject.timeZone)} at the latest.`,
    ),
  ],
  also: () => 'AWS gave us an answer about this key that we do not know yet. We look into it first.',
};

export const unknownKeyState = defineFinding<{ keyState: string | null }>()({
  code: 'unknown_key_state',
  family: 'key',
  status: 'unverified',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) =>
    report.facts.seen && !KNOWN_STATES.includes(report.facts.value.keyState)
      ? conclude('certain', { keyState: report.facts.value.keyState })
      : null,
  fromRecord: ({ facts }) => ({ keyState: facts?.keyState ?? null }),
  word: 'unknown key state',
  advice: {
    acts: 'vendor',
    headline: ({ keyState }) => `KMS reports a key state that we do not know${keyState ? `: ${keyState}` : ''}.`,
    cause: () => CAUSE,
    settles: () => 'AWS’s documentation of this state.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: TEXT,
});

export const unknownRefusal = defineFinding<NoDetail>()({
  code: 'unknown_refusal',
  family: 'key',
  status: 'unverified',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  // In a custom key store, the store is the most likely reason for such a refusal: key_store_refuses.
  rule: ({ report, record }) =>
    stateRefusal(report, record.facts) === 'unrecognised' && !inKeyStore(report, record.facts)
      ? conclude('certain', {})
      : null,
  fromRecord: nothingKnown,
  word: 'refused, reason unknown',
  advice: {
    acts: 'vendor',
    headline: () => 'KMS refused a call for a reason that its description of the key does not explain.',
    cause: () => CAUSE,
    settles: () => 'AWS’s documentation of this message.',
    steps: () => STEPS,
    reference: KEY_STATES,
  },
  text: TEXT,
});
