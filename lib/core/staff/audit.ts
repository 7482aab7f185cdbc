/** What people do, and what changes in a key's life with us. Single checks by the sweep are never audited. */
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

/** Who did it. A job is named so that a sweep's act is never taken for a person's. */
export type Actor =
  | { kind: 'staff'; staffId: string; name: string; role: string; sessionId: string | null }
  | { kind: 'system'; job: string };

/** One deed, as it is written in the transaction of the change itself. */
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

/** A deed in words, as the audit lists it. */
export const AUDIT_ACTION_WORDS = {
  'key.checked': 'Checked a key',
  'key.proved': 'Proved a key by a real round trip',
  'key.evidence_added': 'Added what a customer sent',
  'key.text_copied': 'Copied a text for a customer',
  'key.submitted': 'Added a key',
  'staff.signed_in': 'Signed in',
  'staff.signed_out': 'Signed out',
  'staff.refused': 'Was refused entry',
  'staff.disabled': 'Disabled a member of staff',
  'staff.enabled': 'Enabled a member of staff',
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
