import { AUDIT_ACTIONS, type AuditAction } from '#lib/core/staff/audit.ts';

/** The filters of the audit log; they are kept in the URL. */
export type AuditFilter = { action: AuditAction | null; staffId: string | null; targetId: string | null };

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Reads the filters from URL parameters. Unknown values are ignored. */
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

/** The URL parameters of the filters that are set. */
export function auditFilterParameters({ action, staffId, targetId }: AuditFilter): URLSearchParams {
  const entries: [string, string | null][] = [
    ['action', action],
    ['by', staffId],
    ['on', targetId],
  ];
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
