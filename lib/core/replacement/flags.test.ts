import { expect, it } from 'vitest';
import { flagsOf, type Compared, type ComparedKey, type FlagCode } from './flags.ts';

const facts = { keyState: 'Enabled', origin: 'AWS_KMS', customKeyStoreId: null, deletionAt: null };
const aKey = (id: string, changed: Partial<ComparedKey> = {}): ComparedKey => ({
  arn: `arn:aws:kms:eu-west-1:111122223333:key/${id}`,
  region: 'eu-west-1',
  awsAccountId: '111122223333',
  multiRegion: false,
  facts,
  ...changed,
});
const GOOD: Compared = {
  oldKey: aKey('1a2b3c4d-0000-4000-8000-000000000001'),
  newKey: aKey('1a2b3c4d-0000-4000-8000-000000000002'),
  heldByAnother: false,
  askedByVerifiedContact: true,
};
const oldKey = (changed: Partial<ComparedKey>): Partial<Compared> => ({ oldKey: { ...GOOD.oldKey, ...changed } });
const newKey = (changed: Partial<ComparedKey>): Partial<Compared> => ({ newKey: { ...GOOD.newKey, ...changed } });

it('a good request has no flag, also while nothing was seen of the new key', () => {
  expect(flagsOf(GOOD)).toEqual([]);
  expect(flagsOf({ ...GOOD, ...newKey({ facts: null }) })).toEqual([]);
});

const CASES: readonly [FlagCode, Partial<Compared>][] = [
  ['old_key_pending_deletion', oldKey({ facts: { ...facts, keyState: 'PendingDeletion' } })],
  ['old_key_disabled', oldKey({ facts: { ...facts, keyState: 'Disabled' } })],
  ['same_key', { newKey: GOOD.oldKey }],
  ['held_by_another', { heldByAnother: true }],
  ['other_region', newKey({ region: 'us-west-2' })],
  ['other_account', newKey({ awsAccountId: '444455556666' })],
  ['unknown_requester', { askedByVerifiedContact: false }],
  ['new_key_imported', newKey({ facts: { ...facts, origin: 'EXTERNAL' } })],
  ['new_key_in_store', newKey({ facts: { ...facts, customKeyStoreId: 'cks-1' } })],
  ['new_key_multi_region', newKey({ multiRegion: true })],
];
for (const [code, changed] of CASES)
  it(`${code} is raised alone`, () => {
    expect(flagsOf({ ...GOOD, ...changed }).map((flag) => flag.code)).toEqual([code]);
  });

it('the clock of the old key stands above everything else', () => {
  const flags = flagsOf({
    ...GOOD,
    ...oldKey({ facts: { ...facts, keyState: 'PendingDeletion' } }),
    heldByAnother: true,
    askedByVerifiedContact: false,
  });
  expect(flags.map(({ code }) => code)).toEqual(['old_key_pending_deletion', 'held_by_another', 'unknown_requester']);
});
