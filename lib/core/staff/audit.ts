import { AUDIT_ACTION_WORDS, type AuditAction } from '#lib/core/staff/staff-actions.ts';

/** What an entry can be about. */
export const AUDIT_TARGETS = [
  'customer_key',
  'staff',
  'export',
  'customer',
  'setup',
  'departure',
  'replacement',
  'service_token',
  'import',
  'ticket',
  'handover',
] as const;
export type AuditTarget = (typeof AUDIT_TARGETS)[number];

/** Who did it. A job and another system are named, so that their actions are never taken for a person's. */
export type Actor =
  | { kind: 'staff'; staffId: string; name: string; role: string; sessionId: string | null }
  | { kind: 'service'; tokenId: string; name: string }
  | { kind: 'system'; job: string };

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

/** Who changes something, and the request that it came with. */
export type By = { actor: StaffActor; requestId: string | null };
/** The same of a change that the product's own systems may make too. */
export type ByAnyone = { actor: Exclude<Actor, { kind: 'system' }>; requestId: string | null };

/** The name of whoever did it: a person, another system, or a job. */
export const actorName = (actor: Actor): string => (actor.kind === 'system' ? actor.job : actor.name);

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

/** A stored word that this version doesn't know, because a newer version wrote it. */
export type UnknownWord = { unknown: string };

/** An action in words, whatever version wrote it. */
export const auditActionWords = (action: AuditAction | UnknownWord): string =>
  typeof action === 'string'
    ? AUDIT_ACTION_WORDS[action]
    : `An entry of a kind this version doesn’t know: ${action.unknown}`;

/** The customer, the key or the member of staff that an entry is about; null for none. */
export type AuditSubject = { customerName: string | null; keyArn: string | null; staffName: string | null };

/** One entry as the audit page shows it. */
export type AuditRow = {
  seq: number;
  id: string;
  at: Date;
  actor: Actor;
  action: AuditAction | UnknownWord;
  targetType: AuditTarget | UnknownWord;
  targetId: string;
  /** What it is about, by its present name. */
  about: AuditSubject;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  reason: string | null;
};
