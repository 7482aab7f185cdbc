import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** Why a first backup or archive job may be created with a workspace's key, or not. */
export const FIRST_JOB_REASONS = [
  'cleared',
  'not_cleared',
  'unusable',
  'ownership_withdrawn',
  'retired',
  'leaving',
] as const;
export type FirstJobReason = (typeof FIRST_JOB_REASONS)[number];

type ActiveKey = { role: KeyRole; status: VerdictStatus; ownershipWithdrawn: boolean };

/**
 * Whether a first job may be created. Once cleared, only a conclusive "unusable", a withdrawn proof of ownership or
 * retirement takes it back: age, an incident and an inconclusive check never turn yes into no.
 * @param active the workspace's active key; null while none was cleared
 * @param leaving whether the workspace's customer is leaving with it
 */
export function firstJob(active: ActiveKey | null, leaving: boolean): { allowed: boolean; reason: FirstJobReason } {
  const reason = leaving ? 'leaving' : reasonOf(active);
  return { allowed: reason === 'cleared', reason };
}

function reasonOf(active: ActiveKey | null): FirstJobReason {
  if (active === null || active.role === 'candidate') return 'not_cleared';
  if (active.role !== 'active') return 'retired';
  if (active.ownershipWithdrawn) return 'ownership_withdrawn';
  return active.status === 'unusable' ? 'unusable' : 'cleared';
}
