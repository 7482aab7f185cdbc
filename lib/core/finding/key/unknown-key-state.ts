import { KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { inKeyStore, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { paragraph } from '#lib/core/text/blocks.ts';

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

const TEXT: TextRule<unknown> = {
  kind: 'hold',
  asked: 'dry_runs',
  subject: 'is being checked by us',
  lead: () => 'You do not need to do anything: AWS gave us an answer about this key that we have to look into first.',
  parts: () => [paragraph('We will write again as soon as we know what it means.')],
  also: null,
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
    settles: () => 'AWS’s documentation of this state. Tell the Keydesk developers.',
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
  rule: ({ report }) =>
    stateRefusal(report) === 'unrecognised' && !inKeyStore(report) ? conclude('certain', {}) : null,
  fromRecord: nothingKnown,
  word: 'refused, reason unknown',
  advice: {
    acts: 'vendor',
    headline: () => 'KMS refused a call because of the key’s state, with a message that we do not know.',
    cause: () => CAUSE,
    settles: () => 'AWS’s documentation of this message. Tell the Keydesk developers.',
    reference: KEY_STATES,
  },
  text: TEXT,
});
