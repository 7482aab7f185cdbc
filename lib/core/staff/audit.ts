/** What people do, and how a key's registration changes. Scheduled checks of single keys are never audited. */
export const AUDIT_ACTIONS = [
  'key.checked',
  'key.proved',
  'key.evidence_added',
  'key.text_copied',
  'key.submitted',
  'staff.signed_in',
  'staff.signed_out',
  'staff.refused',
  'staff.disabled',
  'staff.enabled',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an entry can be about. */
export const AUDIT_TARGETS = ['customer_key', 'staff'] as const;
export type AuditTarget = (typeof AUDIT_TARGETS)[number];

/** Who did it. A job is named, so that its action is never taken for a person's. */
export type Actor =
  | { kind: 'staff'; staffId: string; name: string; role: string; sessionId: string | null }
  | { kind: 'system'; job: string };

/** One action, written in the same transaction as the change itself. */
export type AuditEntry = {
  action: AuditAction;
  actor: Actor;
  targetType: AuditTarget;
  targetId: string;
  customerId: string | null;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  reason: string | null;
};

/** An action in words, as the audit log lists it. */
export const AUDIT_ACTION_WORDS = {
  'key.checked': 'Checked a key',
  'key.proved': 'Ran an encrypt/decrypt test',
  'key.evidence_added': 'Added evidence from the customer',
  'key.text_copied': 'Copied a reply to a customer',
  'key.submitted': 'Added a key',
  'staff.signed_in': 'Signed in',
  'staff.signed_out': 'Signed out',
  'staff.refused': 'Was refused sign-in',
  'staff.disabled': 'Disabled a staff member',
  'staff.enabled': 'Enabled a staff member',
} as const satisfies Record<AuditAction, string>;

/** A stored word that this version doesn't know, because a newer version wrote it. */
export type UnknownWord = { unknown: string };

/** An action in words, whatever version wrote it. */
export const auditActionWords = (action: AuditAction | UnknownWord): string =>
  typeof action === 'string'
    ? AUDIT_ACTION_WORDS[action]
    : `An entry of a kind this version doesn’t know: ${action.unknown}`;

/** One entry as the audit page shows it. */
export type AuditRow = {
  seq: number;
  id: string;
  at: Date;
  actor: Actor;
  action: AuditAction | UnknownWord;
  targetType: AuditTarget | UnknownWord;
  targetId: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  reason: string | null;
};
