/** The roles of staff. Each role may do everything that the role before it may do. */
export const STAFF_ROLES = ['viewer', 'agent', 'approver', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * Who may do what: the guards, the pages (why a button is disabled), and the README use this one table.
 * The named role and every role after it have the capability.
 */
export const CAPABILITIES = {
  'keys:read': { role: 'viewer', does: 'see keys, customers and their history' },
  'keys:check': { role: 'agent', does: 'check a key now' },
  'keys:prove': { role: 'agent', does: 'run an encrypt/decrypt test' },
  'evidence:add': { role: 'agent', does: 'add evidence from the customer' },
  'keys:submit': { role: 'agent', does: 'add a key' },
  'texts:copy': { role: 'agent', does: 'copy a text for a customer' },
  'staff:manage': { role: 'admin', does: 'see staff, disable and enable them' },
  'audit:read': { role: 'admin', does: 'see the audit log' },
} as const satisfies Record<string, { role: StaffRole; does: string }>;
export type Capability = keyof typeof CAPABILITIES;

/** Whether a role has a capability. */
export const can = (role: StaffRole, capability: Capability): boolean =>
  STAFF_ROLES.indexOf(role) >= STAFF_ROLES.indexOf(CAPABILITIES[capability].role);

/** Why a button is disabled for a role, in words for the screen; null where the role is enough. */
export function blockedReason(role: StaffRole, capability: Capability): string | null {
  if (can(role, capability)) return null;
  const { role: needed, does } = CAPABILITIES[capability];
  return `Your role is ${role}. You need the role ${needed} to ${does}.`;
}
