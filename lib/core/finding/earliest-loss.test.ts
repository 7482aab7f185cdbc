import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earliestLossWords, earliestPossibleLoss, type LastDescription } from '#lib/core/finding/earliest-loss.ts';
import { after, DAY_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const WEEK_MS = 7 * DAY_MS;

const described = (given: Partial<LastDescription> = {}): LastDescription => ({
  keyState: 'Enabled',
  deletionAt: null,
  pendingDeletionWindowDays: null,
  origin: 'AWS_KMS',
  customKeyStoreId: null,
  lastDescribedAt: NOW,
  ...given,
});
const lossOf = (given: Partial<LastDescription>, now = after(DAY_MS)) =>
  earliestPossibleLoss({ ...described(given), now });
const pendingUntil = (ms: number): Partial<LastDescription> => ({ keyState: 'PendingDeletion', deletionAt: after(ms) });

describe('the earliest possible loss', () => {
  it.each(['Enabled', 'Disabled', 'Unavailable', 'Creating', 'Updating'])(
    'H13 is the last DescribeKey + 7 days when no deletion was scheduled: %s',
    (keyState) => {
      expect(lossOf({ keyState })).toMatchObject({ says: 'not_yet', at: after(WEEK_MS), bound: 'shortest_wait' });
    },
  );

  it('H13 is the stored date when that comes first', () => {
    expect(lossOf(pendingUntil(3 * DAY_MS))).toMatchObject({ at: after(3 * DAY_MS), bound: 'deletion_date' });
    expect(lossOf(pendingUntil(WEEK_MS))).toMatchObject({ at: after(WEEK_MS), bound: 'deletion_date' });
  });

  it('H13 is 7 days when the stored date is later, because the deletion may have been canceled and rescheduled', () => {
    expect(lossOf(pendingUntil(WEEK_MS + 1))).toMatchObject({ at: after(WEEK_MS), bound: 'shortest_wait' });
  });

  it('H13 takes no date from a state without a pending deletion', () => {
    expect(lossOf({ keyState: 'Disabled', deletionAt: after(DAY_MS + 1) })).toMatchObject({ at: after(WEEK_MS) });
  });

  it.each([
    [null, 7],
    [30, 7],
    [7, 7],
    [1, 1],
  ])('H13 counts a replica deletion’s window of %s days as %i', (pendingDeletionWindowDays, days) => {
    expect(lossOf({ keyState: 'PendingReplicaDeletion', pendingDeletionWindowDays }, NOW)).toMatchObject({
      says: 'not_yet',
      at: after(days * DAY_MS),
    });
  });

  it('H13 says "cannot have been deleted yet" only before that time', () => {
    expect(lossOf({}, after(WEEK_MS - 1))?.says).toBe('not_yet');
    expect(lossOf({}, after(WEEK_MS))?.says).toBe('possible_since');
    expect(lossOf(pendingUntil(DAY_MS), after(DAY_MS))?.says).toBe('possible_since');
  });

  it('H13 is unknown for a key that DescribeKey never described', () => {
    expect(lossOf({ lastDescribedAt: null })).toBeNull();
  });

  it.each([
    ['imported', { origin: 'EXTERNAL' }],
    ['in a CloudHSM key store', { origin: 'AWS_CLOUDHSM', customKeyStoreId: 'cks-1' }],
    ['in an external key store', { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId: 'cks-1' }],
    ['in a key store, whatever the origin says', { customKeyStoreId: 'cks-1' }],
    ['of unknown origin', { origin: null }],
    ['of a new origin', { origin: 'AWS_MOON' }],
  ])('H13 is not given for material %s', (_, given) => {
    expect(lossOf(given)).toMatchObject({ says: 'cannot_tell', at: null });
    expect(lossOf({ ...given, ...pendingUntil(9 * DAY_MS) })).toMatchObject({ says: 'cannot_tell', at: null });
  });

  it.each([
    ['a pending deletion without a date', { keyState: 'PendingDeletion' }],
    ['a state that we do not know', { keyState: 'Suspended' }],
    ['no state at all', { keyState: null }],
  ])('H13 is not given for %s', (_, given) => {
    expect(lossOf(given)).toMatchObject({ says: 'cannot_tell', at: null });
  });
});

const anyDescription: fc.Arbitrary<LastDescription & { now: Date }> = fc
  .record({
    keyState: fc.constantFrom(
      null,
      'Enabled',
      'Disabled',
      'PendingDeletion',
      'PendingReplicaDeletion',
      'PendingImport',
      'Unavailable',
      'Creating',
      'Updating',
      'Suspended',
    ),
    deletionInMs: fc.option(fc.integer({ min: -DAY_MS, max: 40 * DAY_MS })),
    pendingDeletionWindowDays: fc.option(fc.integer({ min: 1, max: 365 })),
    origin: fc.constantFrom(null, 'AWS_KMS', 'AWS_KMS', 'AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'),
    customKeyStoreId: fc.constantFrom(null, null, null, 'cks-1'),
    lastDescribedAt: fc.constantFrom(null, NOW, NOW, NOW),
    sinceMs: fc.integer({ min: 0, max: 45 * DAY_MS }),
  })
  .map(({ deletionInMs, sinceMs, ...rest }) => ({
    ...rest,
    deletionAt: deletionInMs === null ? null : after(deletionInMs),
    now: after(sinceMs),
  }));

const always = (holds: (given: LastDescription & { now: Date }) => void): void =>
  fc.assert(fc.property(anyDescription, holds), { numRuns: 2_000 });

describe('whatever DescribeKey last reported', () => {
  it('H13 the earliest loss is never later than either bound', () => {
    always((given) => {
      const at = earliestPossibleLoss(given)?.at ?? null;
      if (at === null || given.lastDescribedAt === null) return;
      expect(at.getTime()).toBeLessThanOrEqual(given.lastDescribedAt.getTime() + WEEK_MS);
      if (given.keyState === 'PendingDeletion' && given.deletionAt !== null)
        expect(at.getTime()).toBeLessThanOrEqual(given.deletionAt.getTime());
    });
  });

  it('H13 "cannot have been deleted yet" is said only of AWS’s own material, and only before that time', () => {
    always((given) => {
      const loss = earliestPossibleLoss(given);
      const said = earliestLossWords(loss).includes('cannot have been deleted yet');
      expect(said).toBe(loss?.says === 'not_yet');
      if (loss?.says !== 'not_yet') return;
      expect(given.origin).toBe('AWS_KMS');
      expect(given.customKeyStoreId).toBeNull();
      expect(given.now.getTime()).toBeLessThan(loss.at.getTime());
    });
  });

  it('H13 nothing is called lost, and the closing of the account is never ruled out', () => {
    always((given) => {
      const loss = earliestPossibleLoss(given);
      const words = earliestLossWords(loss, 'Europe/Dublin');
      expect(words).not.toMatch(/unrecoverable|is lost|gone|has been deleted|was deleted/i);
      if (loss !== null) expect(words).toContain('This does not rule out that the AWS account was closed.');
    });
  });
});

describe('the earliest possible loss in words', () => {
  it('H8 carries weekday, UTC and the customer’s zone, says "not before" and is not offered as a margin', () => {
    const words = earliestLossWords(lossOf({}), 'America/New_York');
    expect(words).toContain('not before Sat 21 Mar 2026 09:12 UTC (Sat 21 Mar 2026 05:12 America/New_York)');
    expect(words).toContain('Do not count on that date');
    expect(words).toContain('We last saw the key on Sat 14 Mar 2026 09:12 UTC');
  });

  it('H8 says after the date that AWS may take a day longer', () => {
    expect(earliestLossWords(lossOf(pendingUntil(DAY_MS), after(2 * DAY_MS)))).toBe(
      'The key may have been deleted: not before Sun 15 Mar 2026 09:12 UTC (the deletion date that AWS gave us then; AWS may take up to 24 hours longer), and that time has passed. We can’t see whether it was. We last saw the key on Sat 14 Mar 2026 09:12 UTC. This does not rule out that the AWS account was closed.',
    );
  });

  it('H13 gives no date when DescribeKey never described the key', () => {
    expect(earliestLossWords(null)).toBe('DescribeKey has never answered, so we know no earliest date of a loss.');
  });
});
