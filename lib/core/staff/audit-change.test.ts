import { expect, it } from 'vitest';
import { auditChangeWords } from './audit-change.ts';

const words = (after: Record<string, unknown> | null, before: Record<string, unknown> | null = null): string =>
  auditChangeWords({ before, after });

it('names what changed in words, with what it was before, and nothing that stayed', () => {
  expect(words({ role: 'retained', status: 'usable' }, { role: 'active', status: 'usable' })).toBe(
    'role active → retained',
  );
  expect(words({ newArn: 'arn:aws:kms:…' }, { newArn: null })).toBe('new ARN none → arn:aws:kms:…');
});

it('says times, stored words, lists and yes or no as people do', () => {
  const after = {
    takenAt: '2026-11-21T09:09:00.000Z',
    kind: 'key_policy',
    workingDays: [1, 2, 5],
    flags: [],
    plan: true,
    existingData: null,
    counts: { new: 2 },
  };
  expect(words(after)).toBe(
    'taken at Sat 21 Nov 2026 09:09 UTC; kind key policy; working days 1, 2, 5; flags none; plan yes; ' +
      'existing data none; counts {"new":2}',
  );
});

it('keeps identifiers as they are, those of what we stored last', () => {
  expect(words({ textId: '01a2-b3', awsAccountId: '111122223333', fileName: 'all_keys.csv', sha256: 'ab12' })).toBe(
    'AWS account ID 111122223333; file name all_keys.csv; SHA-256 ab12; text ID 01a2-b3',
  );
});

it('says nothing where an action changed nothing', () => {
  expect(words(null)).toBe('');
});
