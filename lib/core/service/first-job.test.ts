import { expect, it } from 'vitest';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { firstJob } from './first-job.ts';

const CLEARED = { role: 'active', status: 'usable', ownershipWithdrawn: false } as const;

it('a first job is allowed with a cleared key, whatever could not be told since', () => {
  for (const status of ['usable', 'attention', 'unverified'] as const)
    expect(firstJob({ ...CLEARED, status }, false)).toEqual({ allowed: true, reason: 'cleared' });
});

it('a first job is taken back only by a conclusive unusable status, a withdrawn proof or retirement', () => {
  expect(firstJob(null, false)).toEqual({ allowed: false, reason: 'not_cleared' });
  expect(firstJob({ ...CLEARED, status: 'unusable' }, false)).toEqual({ allowed: false, reason: 'unusable' });
  expect(firstJob({ ...CLEARED, ownershipWithdrawn: true }, false)).toEqual({
    allowed: false,
    reason: 'ownership_withdrawn',
  });
  expect(firstJob({ ...CLEARED, role: 'released' }, false)).toEqual({ allowed: false, reason: 'retired' });
});

it('H20 no first job is allowed in a workspace that leaves, whatever its key', () => {
  const keys = KEY_ROLES.flatMap((role) => VERDICT_STATUSES.map((status) => ({ ...CLEARED, role, status })));
  for (const key of [null, ...keys]) expect(firstJob(key, true)).toEqual({ allowed: false, reason: 'leaving' });
});
