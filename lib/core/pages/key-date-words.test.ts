import { describe, expect, it } from 'vitest';
import { keyDateWords } from '#lib/core/pages/key-date-words.ts';
import { after, DAY_MS, MINUTE_MS, NOW, someFacts } from '#lib/core/verdict/checks.test-support.ts';

const LAST_SEEN = after(-2 * MINUTE_MS);
const WEEK_LATER = new Date(LAST_SEEN.getTime() + 7 * DAY_MS);
const facts = someFacts({ keyState: 'PendingDeletion', origin: 'AWS_KMS', deletionAt: after(30 * DAY_MS) });
const words = (result: 'allowed' | 'denied', deadlineAt: Date | null) =>
  keyDateWords({
    facts,
    rows: [{ action: 'DescribeKey', result }],
    lastDescribedAt: LAST_SEEN,
    deadlineAt,
    schedule: { state: 'suspended_by_deletion' },
    timeZone: null,
    now: NOW,
  });

describe('H13 what is said of a key that we can no longer see', () => {
  it('is until when its state was visible', () => {
    expect(words('allowed', facts.deletionAt).keyState).toEqual({ words: 'PendingDeletion', unknown: false });
    expect(words('denied', WEEK_LATER).keyState).toEqual({
      words: expect.stringMatching(/^PendingDeletion as of .*\d\d:\d\d UTC, not visible now$/),
      unknown: true,
    });
  });

  it('is why its deadline is earlier than the deletion date that AWS gave', () => {
    expect(words('denied', WEEK_LATER).deadlineWhy).toMatch(/^the earliest possible: last seen .+ UTC, plus 7 days$/);
    expect(words('allowed', facts.deletionAt).deadlineWhy).toBeNull();
    expect(words('denied', after(DAY_MS)).deadlineWhy).toBeNull();
  });
});

it('H15 a key whose imported material is missing has no "no expiry date", because nothing is there to expire', () => {
  const expiryOf = (keyState: string) =>
    keyDateWords({
      facts: someFacts({ keyState, origin: 'EXTERNAL' }),
      rows: [{ action: 'DescribeKey', result: 'allowed' }],
      lastDescribedAt: LAST_SEEN,
      deadlineAt: null,
      schedule: { state: 'not_visible', asOf: LAST_SEEN },
      timeZone: null,
      now: NOW,
    }).materialExpires?.words;
  expect(expiryOf('Enabled')).toBe('No expiry date when DescribeKey last answered');
  expect(expiryOf('PendingImport')).toBe('Imported key material was missing when DescribeKey last answered');
});
