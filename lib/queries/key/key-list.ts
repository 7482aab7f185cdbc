import type { HostingRegion } from '#lib/core/key/region.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import { countKeys, countsOf, totalOf } from '#lib/db/key/key-count.ts';
import { listKeyRows } from '#lib/db/key/key-list.ts';
import type { KeyListRow } from '#lib/db/key/key-rows.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { pageOf } from '#lib/db/list-cursor.ts';
import type { Database } from '#lib/db/database.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { inIncidentOf, keyListItem } from './key-list-item.ts';

export type ReadDeps = {
  db: Database;
  clock: () => Date;
  policy: { intervalMinutes: number };
  regions: readonly HostingRegion[];
};

type Listed = Pick<KeyListPage, 'before' | 'after' | 'stopped' | 'more' | 'count' | 'counts'> & { rows: KeyListRow[] };

async function searched(db: Database, filter: KeyFilter, search: string, now: Date): Promise<Listed> {
  const { rows, more } = await searchKeyRows(db, filter, search, now);
  const shown = rows.map((row) => (row.shownSince === null ? 'unverified' : verdictOf(row).status));
  const counts = countsOf((status) => ({
    n: shown.filter((one) => one === status).length,
    exact: !more && (filter.verdict ?? status) === status,
  }));
  return { rows, more, counts, count: null, stopped: false, before: null, after: null };
}

async function listed(db: Database, filter: KeyFilter, cursors: Cursors, now: Date): Promise<Listed> {
  const [list, counts] = await Promise.all([
    listKeyRows(db, filter, pageOf(cursors, filter.sort), now),
    countKeys(db, filter, now),
  ]);
  return { ...list, more: false, counts, count: totalOf(counts, filter.verdict) };
}

export type Cursors = { after: string | null; before: string | null };

/**
 * The list of keys for one member of staff.
 * @param cursors from the URL; an invalid one begins at the first page
 */
export async function readKeyList(
  deps: ReadDeps,
  staff: { role: StaffRole },
  filter: KeyFilter,
  cursors: Cursors,
): Promise<KeyListPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const [{ rows, ...list }, regions] = await Promise.all([
    filter.search === null ? listed(deps.db, filter, cursors, now) : searched(deps.db, filter, filter.search, now),
    readRegionFreshness(deps, filter.region),
  ]);
  const inIncident = inIncidentOf(regions);
  return {
    now: now.toISOString(),
    ...list,
    items: rows.map((row) => keyListItem(row, inIncident, deps.policy, now)),
    regions,
  };
}
