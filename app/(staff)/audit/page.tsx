import type { Metadata } from 'next';
import { AuditFilters } from '#components/staff/audit-filters.tsx';
import { AuditTable } from '#components/staff/audit-table.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { ReadAt } from '#components/ui/read-at.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { auditFilterParameters, readAuditFilter } from '#lib/core/staff/audit-filter.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readAuditPage } from '#lib/queries/staff/audit-page.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireStaff('audit:read');
  const parameter = parametersOf(await searchParams);
  const filter = readAuditFilter(parameter);
  const before = /^\d{1,15}$/.exec(parameter('before') ?? '');
  const { now, entries, olderThan, people } = await readAuditPage(
    runtime(),
    viewer,
    filter,
    before === null ? null : Number(before[0]),
  );
  const query = auditFilterParameters(filter);
  const older = new URLSearchParams(query);
  if (olderThan !== null) older.set('before', String(olderThan));
  return (
    <>
      <PageHeader
        title="Audit log"
        summary="What people did in Keydesk. Entries can be added, never changed: each contains the hash of the one before it."
      />
      <AuditFilters filter={filter} people={people} />
      <ReadAt now={now} />
      <AuditTable entries={entries} now={now} filtered={query.size > 0} />
      <Pagination
        newer="Newest"
        newerHref={before === null ? undefined : `/audit?${query.toString()}`}
        olderHref={olderThan === null ? undefined : `/audit?${older.toString()}`}
      />
    </>
  );
}
