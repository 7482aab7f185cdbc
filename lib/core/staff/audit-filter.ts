import { AUDIT_ACTIONS, type AuditAction } from '#lib/core/staff/audit.ts';

/** What the audit is narrowed to; it lives in the URL. */
export type AuditFilter = { action: AuditAction | null; staffId: string | null; targetId: string | null };

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Reads a filter from URL parameters. What is not understood narrows nothing. */
export function readAuditFilter(parameter: (name: string) => string | null): AuditFilter {
  const uuid = (name: string): string | null => {
    const text = parameter(name);
    return text !== null && UUID.test(text) ? text : null;
  };
  const action = parameter('action');
  return {
    action: AUDIT_ACTIONS.find((known) => known === action) ?? null,
    staffId: uuid('by'),
    targetId: uuid('on'),
  };
}

/** The URL parameters of a filter, without those that narrow nothing. */
export function auditFilterParameters({ action, staffId, targetId }: AuditFilter): URLSearchParams {
  const entries: [string, string | null][] = [
    ['action', action],
    ['by', staffId],
    ['on', targetId],
  ];
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
