/** What a member of staff is. Each role may do all that the one before it may. */
export const STAFF_ROLES = ['viewer', 'agent', 'approver', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * The one table of who may do what: the guards, the pages ("why is this button blocked") and the README read it.
 * A capability is held by the role named and by every role after it.
 */
export const CAPABILITIES = {
  'keys:read': { role: 'viewer', does: 'see keys, customers and their history' },
  'keys:check': { role: 'agent', does: 'check a key now' },
  'keys:prove': { role: 'agent', does: 'prove a key by a real round trip' },
  'evidence:add': { role: 'agent', does: 'add what a customer sent' },
  'keys:submit': { role: 'agent', does: 'add a key' },
  'texts:copy': { role: 'agent', does: 'copy a text for a customer' },
  'staff:manage': { role: 'admin', does: 'see staff, disable and enable them' },
  'audit:read': { role: 'admin', does: 'see the audit' },
} as const satisfies Record<string, { role: StaffRole; does: string }>;
export type Capability = keyof typeof CAPABILITIES;

/** Whether a role holds a capability. */
export const can = (role: StaffRole, capability: Capability): boolean =>
  STAFF_ROLES.indexOf(role) >= STAFF_ROLES.indexOf(CAPABILITIES[capability].role);

/** Why a button is blocked for that role, in words for the screen; null where it is not. */
export function blockedReason(role: StaffRole, capability: Capability): string | null {
  if (can(role, capability)) return null;
  const { role: needed, does } = CAPABILITIES[capability];
  return `Your role is ${role}. To ${does} takes the role ${needed}.`;
}
