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
  'customers:write': { role: 'agent', does: 'add and edit customers, their contacts and workspaces' },
  'setups:run': { role: 'agent', does: 'start and run setups' },
  'setups:clear': { role: 'agent', does: 'clear a setup to start' },
  'ownership:except': {
    role: 'approver',
    does: 'accept an AWS account or key as a customer’s without proof, with a reason',
  },
  'ownership:withdraw': { role: 'approver', does: 'withdraw a proof of ownership, with a reason' },
  'import:run': {
    role: 'approver',
    does: 'import customers and keys from a file, and export the whole book',
  },
  'texts:copy': { role: 'agent', does: 'copy a text for a customer' },
  'tokens:manage': { role: 'admin', does: 'make and revoke tokens of other systems' },
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
  'customer.added': 'Added a customer',
  'customer.changed': 'Changed a customer',
  'customer.contact_added': 'Added a contact',
  'customer.contact_changed': 'Changed a contact',
  'customer.contact_verified': 'Verified a contact',
  'customer.contact_left': 'Recorded that a contact left',
  'customer.workspace_added': 'Added a workspace',
  'customer.account_proven': 'Recorded whose an AWS account is',
  'customer.account_shared': 'Recorded that an AWS account serves several holders',
  'customer.account_revoked': 'Took back whose an AWS account is',
  'ownership.code_made': 'Made a one-time code',
  'ownership.proven': 'Proved the ownership of a key',
  'ownership.excepted': 'Accepted a key without proof of ownership',
  'ownership.withdrawn': 'Withdrew a proof of ownership',
  'setup.started': 'Started a setup',
  'setup.attested': 'Recorded facts of a setup',
  'setup.key_received': 'Took in a key of a setup',
  'setup.our_side_recorded': 'Recorded that our product uses a key',
  'setup.cleared': 'Cleared a setup to start',
  'setup.text_copied': 'Copied a text of a setup',
  'setup.told': 'Recorded that a customer was told',
  'setup.first_backup': 'Recorded the first backup with a key',
  'setup.first_backup_expected': 'Recorded when a first backup is expected',
  'setup.other_key': 'Recorded a first backup with another key',
  'setup.reminder_set': 'Changed the reminder of a setup',
  'setup.held': 'Put a setup on hold',
  'setup.handed_over': 'Handed over a setup',
  'setup.withdrawn': 'Withdrew a setup',
  'setup.reopened': 'Reopened a setup',
  'import.uploaded': 'Uploaded a file of customers and keys',
  'import.accepted': 'Accepted an import, and the ownership of its keys',
  'import.finished': 'Finished an import',
  'import.parked': 'Parked the bad rows of an import',
  'import.row_taken': 'Took over a parked row',
  'import.row_closed': 'Closed a parked row',
  'book.exported': 'Exported the whole book',
  'token.made': 'Made a token for another system',
  'token.revoked': 'Revoked a token',
  'token.first_used': 'First use of a token on a day',
  'token.refused': 'Refused another system’s request',
  'staff.signed_in': 'Signed in',
  'staff.signed_out': 'Signed out',
  'staff.refused': 'Was refused sign-in',
  'staff.disabled': 'Disabled a staff member',
  'staff.enabled': 'Enabled a staff member',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTION_WORDS;
export const AUDIT_ACTIONS = Object.keys(AUDIT_ACTION_WORDS) as AuditAction[];
