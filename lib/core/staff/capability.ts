import { CAPABILITIES, STAFF_ROLES, type Capability, type StaffRole } from '#lib/core/staff/staff-actions.ts';

/** Whether a role has a capability. */
export const can = (role: StaffRole, capability: Capability): boolean =>
  STAFF_ROLES.indexOf(role) >= STAFF_ROLES.indexOf(CAPABILITIES[capability].role);

/** Why a button is disabled for a role, in words for the screen; null where the role is enough. */
export function blockedReason(role: StaffRole, capability: Capability): string | null {
  if (can(role, capability)) return null;
  const { role: needed, does } = CAPABILITIES[capability];
  return `Your role is ${role}. You need the role ${needed} to ${does}.`;
}
