import { sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { customerFacetsOf } from '#drizzle/schema/key-facets.ts';
import { readSearchedKey } from '#lib/core/key/searched-key.ts';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import { COUNTED_TO, cutCount } from '#lib/core/pages/list-count.ts';
import type { CustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { edgesOf, type PageOf } from '#lib/db/list-cursor.ts';
import {
  deadlineRanges,
  entriesOf,
  hasDeadline,
  listOf,
  MOST_ENTRIES,
  orderColumns,
  orderOf,
  readFound,
  searched,
  searchSource,
  urgentOrder,
  type ListTable,
  type Range,
  type Wanted,
} from '#lib/db/list-entries.ts';
import { customersNamed, escapeLike, isSearchable } from '#lib/db/name-search.ts';
import { KEY_LIST } from '#lib/db/key/key-entries.ts';
import { rowOf, selectFound, type FoundKey, type KeyListRow } from '#lib/db/key/key-rows.ts';

export const CUSTOMERS_A_PAGE = 50;
/** A customer's keys are counted so far; the trigger counts one more. */
const KEYS_COUNTED_TO = 99;
const FOUND_AT_MOST = 60;
/** Workspaces of one key that are looked at for their customers. */
const USERS_OF_A_KEY = 20;

const FACETS = customerFacetsOf(customers);
const CUSTOMER_LIST: ListTable = {
  from: customers,
  selected: sql`id, name, service_level, provider_id, lead_key_id, lead_verdict, lead_region, urgency, deadline_at,
    not_usable_since, key_count, ${orderColumns(customers)}`,
  order: { urgent: urgentOrder(customers) },
};

export type CustomerListRow = {
  id: string;
  name: string;
  serviceLevel: string | null;
  keys: ListCount;
  /** Null for a customer without keys. */
  lead: KeyListRow | null;
};

type FoundCustomer = Omit<FoundKey, 'id'> & {
  id: string | null;
  listed_id: string;
  listed_name: string;
  listed_service_level: string | null;
  listed_urgency: number;
  listed_deadline_at: string | null;
  listed_not_usable_since: string | null;
  keys: number;
};

const customerRowOf = ({ id, keys, ...row }: FoundCustomer): CustomerListRow => ({
  id: row.listed_id,
  name: row.listed_name,
  serviceLevel: row.listed_service_level,
  keys: cutCount(keys, { to: KEYS_COUNTED_TO }),
  lead: id === null ? null : rowOf({ id, ...row }),
});

const isoOf = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());
const placeOf = (row: FoundCustomer) => [
  row.listed_urgency,
  isoOf(row.listed_deadline_at),
  isoOf(row.listed_not_usable_since),
  row.listed_id,
];

/** The most urgent key of each customer that a query found. */
const withLead = (found: SQL): SQL => sql`
  select lead.*, listed.matches, listed.is_last_read, listed.id as listed_id, listed.name as listed_name,
    listed.service_level as listed_service_level, listed.urgency as listed_urgency,
    listed.deadline_at as listed_deadline_at, listed.not_usable_since as listed_not_usable_since,
    listed.deadline_order as listed_deadline_order, listed.not_usable_order as listed_not_usable_order,
    listed.key_count as keys
  from (${found}) as listed
  left join lateral (select ${KEY_LIST.selected} from customer_keys where id = listed.lead_key_id limit 1) as lead on true`;

const leadOrder = (backwards: boolean): SQL =>
  sql.raw(
    ['listed_urgency', 'listed_deadline_order', 'listed_not_usable_order', 'listed_id']
      .map((name) => `${name}${backwards ? ' desc' : ''}`)
      .join(', '),
  );

function rangesOf(filter: CustomerFilter, now: Date): { ranges: Range[]; unindexed: SQL[] } {
  const { verdict, region, deadline } = filter;
  const byVerdict = verdict === null ? [] : [sql`${FACETS.verdict} = ${verdict}`];
  const byRegion = region === null ? [] : [sql`${FACETS.region} = ${region}`];
  // Of both, the one that fewer customers pass leads.
  const [index, unindexed] = verdict === 'usable' && region !== null ? [byRegion, byVerdict] : [byVerdict, byRegion];
  const [conditions, rest] = index.length === 0 ? [unindexed, []] : [index, unindexed];
  if (deadline !== null) return { ranges: deadlineRanges(customers, conditions, deadline, now), unindexed: rest };
  return { ranges: [{ urgency: null, conditions }], unindexed: rest };
}

const customerEntries = (filter: CustomerFilter, now: Date, wanted: Omit<Wanted, 'sort'>): SQL => {
  const { ranges, unindexed } = rangesOf(filter, now);
  return entriesOf(CUSTOMER_LIST, ranges, unindexed, { ...wanted, sort: 'urgent' });
};

export type CustomerRows = {
  rows: CustomerListRow[];
  before: string | null;
  after: string | null;
  /** As in `KeyRows`. */
  stopped: boolean;
};

/**
 * One page of customers, the one with the most urgent key first. The filter's search is ignored.
 * @param rowsAPage more than a page shows for an export
 */
export async function listCustomerRows(
  db: Executor,
  filter: CustomerFilter,
  page: PageOf,
  now: Date,
  rowsAPage = CUSTOMERS_A_PAGE,
): Promise<CustomerRows> {
  const wanted = { page, limit: rowsAPage + 1, most: MOST_ENTRIES };
  const found = await selectFound<FoundCustomer>(
    db,
    withLead(customerEntries(filter, now, wanted)),
    leadOrder(page?.direction === 'before'),
  );
  const { rows, ...edges } = edgesOf(readFound(found, rowsAPage), page, 'urgent', placeOf);
  return { rows: rows.map(customerRowOf), ...edges };
}

/** How many customers pass a filter, counted up to `COUNTED_TO`. The filter's search is ignored. */
export async function countCustomers(db: Executor, filter: CustomerFilter, now: Date): Promise<ListCount> {
  const entries = customerEntries(filter, now, { page: null, limit: COUNTED_TO + 1, most: MOST_ENTRIES });
  const { rows } = await db.execute<{ n: number; stopped: boolean }>(sql`
    select count(*) filter (where matches)::int as n, coalesce(bool_or(is_last_read), false) as stopped from (${entries}) as entries`);
  const { n, stopped } = rows[0] ?? { n: 0, stopped: false };
  return cutCount(n, { ends: stopped });
}

/** How many keys of an account are looked at. */
const KEYS_OF_ACCOUNT = 100;
const ACCOUNT_IS_CUT = sql`(select count(*) from keys_of_account) >= ${KEYS_OF_ACCOUNT}`;

/** A query in which `customers_of_account` are those who hold or use a key whose account begins with these digits. */
const withAccounts = (accounts: readonly string[], query: SQL): SQL => sql`
  with keys_of_account as materialized (
    ${sql.join(
      accounts.map(
        (account) => sql`(select id, customer_id from ${customerKeys}
          where ${customerKeys.awsAccountId} like ${`${account}%`} and ${customerKeys.role} <> 'retired'
          limit ${KEYS_OF_ACCOUNT})`,
      ),
      sql` union all `,
    )}),
  ids_of_account as materialized (
    select customer_id as id from keys_of_account
    union
    select users.customer_id from keys_of_account cross join lateral (
      select workspaces.customer_id from key_assignments join workspaces on workspaces.id = workspace_id
      where key_id = keys_of_account.id and to_at is null limit ${USERS_OF_A_KEY}) as users),
  customers_of_account as (
    select found.* from ids_of_account cross join lateral (
      select * from ${customers} where ${customers.id} = ids_of_account.id limit 1) as found)
  select * from (${query}) as found`;

/**
 * The customers that a search finds: by name as in the list of keys, by the beginning of their external id, and by the AWS
 * account of a key that they hold or use. Each way gives ten at most.
 * @param also whole names, in any case, and whole accounts that a message has besides
 * @returns one page; `more` is true where something was cut
 */
export async function searchCustomerRows(
  db: Executor,
  filter: CustomerFilter,
  search: string,
  now: Date,
  also: { names: readonly string[]; accounts: readonly string[] } = { names: [], accounts: [] },
): Promise<{ rows: CustomerListRow[]; more: boolean }> {
  const isSearched = isSearchable(search);
  if (!isSearched && also.names.length === 0 && also.accounts.length === 0) return { rows: [], more: false };
  const { verdict, region, deadline } = filter;
  const conditions = [
    ...(verdict === null ? [] : [sql`${FACETS.verdict} = ${verdict}`]),
    ...(region === null ? [] : [sql`${FACETS.region} = ${region}`]),
    ...(deadline === null ? [] : [hasDeadline(customers, deadline, now)]),
  ];
  const passes = conditions.length === 0 ? null : sql.join(conditions, sql` and `);
  const select = sql`select ${CUSTOMER_LIST.selected} from ${customers}`;
  const byExternalId = sql`${select} where ${customers.externalId} like ${`${escapeLike(search.trim())}%`}`;
  const { account } = readSearchedKey(search);
  const accounts = [...(account === null ? [] : [account]), ...also.accounts];
  const byName = [
    ...(isSearched ? [...customersNamed(search, CUSTOMER_LIST.selected), byExternalId] : []),
    ...(also.names.length === 0
      ? []
      : [sql`${select} where lower(${customers.name}) in (${listOf(also.names.map((name) => sql`lower(${name})`))})`]),
  ];
  const byAccount =
    accounts.length === 0 ? [] : [sql`select ${CUSTOMER_LIST.selected} from customers_of_account as customers`];
  const sources = [...byName, ...byAccount].map((source) => searchSource(CUSTOMER_LIST, source, passes));
  const keys = withLead(
    accounts.length === 0
      ? searched(sources, orderOf('urgent'), FOUND_AT_MOST, sql`false`)
      : withAccounts(accounts, searched(sources, orderOf('urgent'), FOUND_AT_MOST, ACCOUNT_IS_CUT)),
  );
  const found = await selectFound<FoundCustomer>(db, keys, leadOrder(false));
  const rows = found.filter(({ matches }) => matches);
  return { rows: rows.map(customerRowOf), more: rows.length < found.length };
}
