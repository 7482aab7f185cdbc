import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { AuditFilter } from '#lib/core/staff/audit-filter.ts';
import type { AuditRow } from '#lib/core/staff/audit.ts';
import { listAudit, namesOfTargets } from '#lib/db/staff/audit-list.ts';
import type { Database } from '#lib/db/database.ts';
import { listStaff } from '#lib/db/staff/staff.ts';

export type AuditPage = {
  now: Date;
  entries: AuditRow[];
  olderThan: number | null;
  /** For the filter by person. */
  people: { id: string; name: string }[];
};

/** One page of the audit log, newest first, with the names of what its entries are about. @param beforeSeq from the URL; null begins at the newest */
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
  const names = await namesOfTargets(deps.db, entries);
  const nameIf = (is: boolean, id: string | null): string | null =>
    is && id !== null ? (names.get(id) ?? null) : null;
  return {
    now: deps.clock(),
    entries: entries.map(({ customerId, ...entry }) => ({
      ...entry,
      about: {
        customerName: nameIf(true, customerId),
        keyArn: nameIf(entry.targetType === 'customer_key', entry.targetId),
        staffName: nameIf(entry.targetType === 'staff', entry.targetId),
      },
    })),
    olderThan: hasOlder ? (entries.at(-1)?.seq ?? null) : null,
    people: people.map(({ id, name }) => ({ id, name })),
  };
}
