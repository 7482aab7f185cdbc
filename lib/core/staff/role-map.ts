import type { StaffRole } from './capability.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

/**
 * The one role that somebody's groups stand for. Nobody is guessed at: no mapped group is no entry, and so are groups
 * of several roles, because "the highest wins" would hand out power by accident.
 */
export function roleOfGroups(
  groups: readonly string[],
  roleMap: ReadonlyMap<string, StaffRole>,
): Result<StaffRole, 'no_role' | 'several_roles'> {
  const [role, ...others] = new Set(groups.flatMap((group) => roleMap.get(group) ?? []));
  if (role === undefined) return refuse('no_role');
  return others.length === 0 ? ok(role) : refuse('several_roles');
}
