import type { StaffRole } from './capability.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

/**
 * The one role that a person's groups map to. Without a mapped group there is no sign-in, and none with groups of
 * several roles either, because "the highest wins" would grant permissions by accident.
 */
export function roleOfGroups(
  groups: readonly string[],
  roleMap: ReadonlyMap<string, StaffRole>,
): Result<StaffRole, 'no_role' | 'several_roles'> {
  const [role, ...others] = new Set(groups.flatMap((group) => roleMap.get(group) ?? []));
  if (role === undefined) return refuse('no_role');
  return others.length === 0 ? ok(role) : refuse('several_roles');
}
