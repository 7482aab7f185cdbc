import { isRequired, PROBE_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import type { MoveTest } from './move-test.ts';

/** One of the two keys, as far as we saw it. Facts are null while DescribeKey has not answered. */
export type ComparedKey = {
  arn: string;
  region: string;
  awsAccountId: string;
  multiRegion: boolean;
  facts: Pick<KeyFacts, 'keyState' | 'origin' | 'customKeyStoreId' | 'deletionAt'> | null;
  /** The last conclusive result of each permission test; empty while nothing may be shown (H16). */
  results: ActionResults;
};

/** What a reviewer's decision rests on, apart from the tests. */
export type Compared = {
  oldKey: ComparedKey;
  newKey: ComparedKey;
  /** Whether another holder has the new key. */
  heldByAnother: boolean;
  /** Whether a verified contact of the customer asked for it. */
  askedByVerifiedContact: boolean;
  /** Whether who asked has the name of a contact, and is not recorded as that contact. */
  namedLikeContact: boolean;
  /** The last dry-run ReEncrypt from the old key to the new one; null before the first. */
  moveTest: MoveTest | null;
};

/** Permissions that one key allows us and the other one denies. A result that is missing on either side says nothing. */
const allowedOnlyOn = (one: ActionResults, other: ActionResults): ProbeAction[] =>
  PROBE_ACTIONS.filter((action) => one[action]?.result === 'allowed' && other[action]?.result === 'denied');

/** Whether a test told if data keys can be moved. A key that AWS is just creating or updating is asked about again. */
export const toldOfMove = (test: MoveTest): boolean =>
  test.result !== 'could_not_tell' &&
  !(test.result === 'wrong_state' && (test.refusal === 'creating' || test.refusal === 'updating'));

/**
 * How much a flag weighs: `stops` can't be approved; `decide` asks the reviewer to do or weigh something first; `note`
 * is a difference that is no fault.
 */
export const FLAG_WEIGHTS = ['stops', 'decide', 'note'] as const;
export type FlagWeight = (typeof FLAG_WEIGHTS)[number];

type FlagRecord = { weight: FlagWeight; raised: (compared: Compared) => boolean; words: string };

/** In the order in which a reviewer reads them: the old key's clock on top, because it runs. */
const FLAGS = {
  old_key_pending_deletion: {
    weight: 'decide',
    raised: ({ oldKey }) => oldKey.facts?.keyState === 'PendingDeletion' || (oldKey.facts?.deletionAt ?? null) !== null,
    words:
      'The old key is pending deletion. When AWS deletes it, everything that is encrypted under it is lost. The customer must cancel the deletion and enable the key first.',
  },
  old_key_disabled: {
    weight: 'decide',
    raised: ({ oldKey }) => oldKey.facts?.keyState === 'Disabled',
    words: 'The old key is disabled, so nothing can be moved to the new one. The customer must enable it first.',
  },
  same_key: {
    weight: 'stops',
    raised: ({ oldKey, newKey }) => oldKey.arn === newKey.arn,
    words:
      'Both ARNs are the same key. A rotation of its key material needs nothing from us: the rotation history shows it.',
  },
  held_by_another: {
    weight: 'stops',
    raised: ({ heldByAnother }) => heldByAnother,
    words: 'Keydesk has the new key for another customer. Find out whose it is before anything else.',
  },
  other_region: {
    weight: 'stops',
    raised: ({ oldKey, newKey }) => oldKey.region !== newKey.region,
    words: 'The new key is in another region. A replacement stays in its region; another region is a setup of its own.',
  },
  other_account: {
    weight: 'decide',
    raised: ({ oldKey, newKey }) => oldKey.awsAccountId !== newKey.awsAccountId,
    words:
      'The new key is in another AWS account. It needs proof of ownership, and a confirmation by a contact who was verified at least 14 days before the request, by somebody other than the requester.',
  },
  unknown_requester: {
    weight: 'decide',
    raised: ({ askedByVerifiedContact }) => !askedByVerifiedContact,
    words:
      'No verified contact of the customer asked for this. Ask one whom we know, by a channel that we have on record.',
  },
  named_like_contact: {
    weight: 'decide',
    raised: ({ namedLikeContact }) => namedLikeContact,
    words:
      'Who asked has the name of a contact, but nobody recorded that it was them. Somebody may be using the name: ask the contact by the channel that we have on record.',
  },
  access_narrower: {
    weight: 'decide',
    raised: ({ oldKey, newKey }) => allowedOnlyOn(oldKey.results, newKey.results).some(isRequired),
    words:
      'The new key allows us less than the old one. The customer must add our statement to its policy before anything is switched.',
  },
  cannot_move: {
    weight: 'decide',
    raised: ({ moveTest }) => moveTest !== null && toldOfMove(moveTest) && moveTest.result !== 'allowed',
    words:
      'Data keys can’t be moved from the old key to the new one as things are. Backups made before the switch would need the old key for as long as they exist.',
  },
  access_broader: {
    weight: 'note',
    raised: ({ oldKey, newKey }) => allowedOnlyOn(newKey.results, oldKey.results).length > 0,
    words: 'The new key allows us more than the old one. Ask whether the customer wants that.',
  },
  new_key_imported: {
    weight: 'note',
    raised: ({ newKey }) => newKey.facts?.origin === 'EXTERNAL',
    words: 'The material of the new key is imported. It may expire, and only the customer can import it again.',
  },
  new_key_in_store: {
    weight: 'note',
    raised: ({ newKey }) => (newKey.facts?.customKeyStoreId ?? null) !== null,
    words: 'The new key is in a custom key store. It works only while that store is connected.',
  },
  new_key_multi_region: {
    weight: 'note',
    raised: ({ newKey }) => newKey.multiRegion,
    words: 'The new key is a multi-Region key. Each replica has a policy of its own, and we use only this one.',
  },
} as const satisfies Record<string, FlagRecord>;

export type FlagCode = keyof typeof FLAGS;
export type Flag = { code: FlagCode; weight: FlagWeight; words: string };

/** What a reviewer must know of the two keys before they decide, in the order to read it. */
export const flagsOf = (compared: Compared): Flag[] =>
  (Object.entries(FLAGS) as [FlagCode, FlagRecord][]).flatMap(([code, { weight, raised, words }]) =>
    raised(compared) ? [{ code, weight, words }] : [],
  );
