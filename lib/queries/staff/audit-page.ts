import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { AuditFilter } from '#lib/core/staff/audit-filter.ts';
import type { AuditRow } from '#lib/core/staff/audit.ts';
import { listAudit } from '#lib/db/staff/audit-list.ts';
import type { Database } from '#lib/db/database.ts';
import { listStaff } from '#lib/db/staff/staff.ts';

export type AuditPage = {
  now: Date;
  entries: AuditRow[];
  olderThan: number | null;
  /** For the filter by person. */
  people: { id: string; name: string }[];
};

/** One page of the audit log, newest first. @param beforeSeq from the URL; null begins at the newest */
export async function readAuditPage(
  deps: { db: Database; clock: () => Date },
  viewer: { role: StaffRole },
  filter: AuditFilter,
  beforeSeq: number | null,
): Promise<AuditPage> {
  if (!can(viewer.role, 'audit:read')) throw new Error(`The role ${viewer.role} may not read the audit log.`);
  const [{ entries, hasOlder }, people] = await Promise.all([
    listAudit(deps.db, filter, beforeSeq),
    listStaff(deps.db),
  ]);
  return {
    now: deps.clock(),
    entries,
    olderThan: hasOlder ? (entries.at(-1)?.seq ?? null) : null,
    people: people.map(({ id, name }) => ({ id, name })),
  };
}
