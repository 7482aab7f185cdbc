import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { CustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import type { CustomerListPage } from '#lib/core/pages/key-list-page.ts';
import {
  countCustomers,
  listCustomerRows,
  searchCustomerRows,
  type CustomerListRow,
} from '#lib/db/customer/customer-list.ts';
import { pageOf } from '#lib/db/list-cursor.ts';
import type { Database } from '#lib/db/database.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import type { Cursors, ReadDeps } from '#lib/queries/key/key-list.ts';
import { inIncidentOf, keyListItem } from '#lib/queries/key/key-list-item.ts';

type Listed = Omit<CustomerListPage, 'now' | 'items' | 'regions'> & { rows: CustomerListRow[] };

async function listed(db: Database, filter: CustomerFilter, cursors: Cursors, now: Date): Promise<Listed> {
  const [list, count] = await Promise.all([
    listCustomerRows(db, filter, pageOf(cursors, 'urgent'), now),
    countCustomers(db, filter, now),
  ]);
  return { ...list, count, more: false };
}

async function searched(db: Database, filter: CustomerFilter, search: string, now: Date): Promise<Listed> {
  const found = await searchCustomerRows(db, filter, search, now);
  return { ...found, count: null, stopped: false, before: null, after: null };
}

/**
 * The list of customers for one member of staff.
 * @param cursors from the URL; an invalid one begins at the first page
 */
export async function readCustomerList(
  deps: ReadDeps,
  staff: { role: StaffRole },
  filter: CustomerFilter,
  cursors: Cursors,
): Promise<CustomerListPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read customers.`);
  const now = deps.clock();
  const [{ rows, ...list }, regions] = await Promise.all([
    filter.search === null ? listed(deps.db, filter, cursors, now) : searched(deps.db, filter, filter.search, now),
    readRegionFreshness(deps),
  ]);
  const inIncident = inIncidentOf(regions);
  return {
    now: now.toISOString(),
    ...list,
    items: rows.map(({ lead, ...row }) => ({
      ...row,
      lead: lead === null ? null : keyListItem(lead, inIncident, deps.policy, now),
    })),
    regions,
  };
}
