/** The roles of staff. Each role may do everything that the role before it may do. */
export const STAFF_ROLES = ['viewer', 'agent', 'approver', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * Who may do what: the guards, the pages (why a button is disabled), and the README use this one table.
 * The named role and every role after it have the capability.
 */
export const CAPABILITIES = {
  'keys:read': { role: 'viewer', does: 'see keys, customers and their history' },
  'keys:export': { role: 'viewer', does: 'export the lists of keys and customers' },
  'keys:check': { role: 'agent', does: 'check a key now' },
  'keys:prove': { role: 'agent', does: 'run an encrypt/decrypt test' },
  'evidence:add': { role: 'agent', does: 'add evidence from the customer' },
  'evidence:close': { role: 'agent', does: 'close an error from production, with a reason' },
  'regions:attest': { role: 'agent', does: 'record that our own side of a region was checked' },
  'keys:submit': { role: 'agent', does: 'add a key' },
  'texts:copy': { role: 'agent', does: 'copy a text for a customer' },
  'staff:manage': { role: 'admin', does: 'see staff, disable and enable them' },
  'audit:read': { role: 'admin', does: 'see the audit log' },
} as const satisfies Record<string, { role: StaffRole; does: string }>;
export type Capability = keyof typeof CAPABILITIES;

/** What the audit log records, and how it names it. Scheduled checks of single keys are never audited. */
export const AUDIT_ACTION_WORDS = {
  'key.exported': 'Exported the list of keys',
  'customer.exported': 'Exported the list of customers',
  'key.checked': 'Checked a key',
  'key.proved': 'Ran an encrypt/decrypt test',
  'key.evidence_added': 'Added evidence from the customer',
  'key.production_error_closed': 'Closed an error from production',
  'region.our_side_checked': 'Recorded that our own side was checked',
  'key.text_copied': 'Copied a reply to a customer',
  'key.submitted': 'Added a key',
  'staff.signed_in': 'Signed in',
  'staff.signed_out': 'Signed out',
  'staff.refused': 'Was refused sign-in',
  'staff.disabled': 'Disabled a staff member',
  'staff.enabled': 'Enabled a staff member',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTION_WORDS;
export const AUDIT_ACTIONS = Object.keys(AUDIT_ACTION_WORDS) as AuditAction[];
