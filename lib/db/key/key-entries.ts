import { sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { facetsOf, shownOf, type Facet } from '#drizzle/schema/key-facets.ts';
import { FILTER_HOURS, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import {
  deadlineRanges,
  entriesOf,
  hasDeadline,
  orderColumns,
  since,
  urgentOrder,
  type ListTable,
  type Range,
  type Wanted,
} from '#lib/db/list-entries.ts';

const SHOWN = shownOf(customerKeys);
const FACETS = facetsOf(customerKeys);
const PROVEN = sql`${customerKeys.ownershipProvenAt} is not null and ${customerKeys.ownershipWithdrawnAt} is null`;
/** The index by key state has the keys whose proof was withdrawn too. */
const STATE_SHOWN = sql`${customerKeys.ownershipWithdrawnAt} is null`;
const IN_USE = sql`${customerKeys.role} <> 'retired'`;

/** The table of keys, as lists read it. */
export const KEY_LIST: ListTable = {
  from: customerKeys,
  selected: sql`id, customer_id, region, role, arn, ownership_proven_at, ownership_withdrawn_at, verdict, cause, verdict_since, urgency, next_action,
    key_state, not_usable_since, deadline_at, ${orderColumns(customerKeys)}`,
  order: {
    urgent: urgentOrder(customerKeys),
    newest: [sql`${customerKeys.verdictSince}`, sql`${customerKeys.id}`],
  },
};

/** What one filter says of a row, as it is shown. */
const CONDITION: Record<Facet, (value: string) => SQL> = {
  region: (value) => sql`${customerKeys.region} = ${value}`,
  role: (value) => sql`${customerKeys.role} = ${value}`,
  verdict: (value) => sql`${SHOWN.verdict} = ${value}`,
  cause: (value) => sql`${SHOWN.cause} = ${value}`,
  state: (value) => sql`${SHOWN.state} = ${value} and ${STATE_SHOWN}`,
};

const valuesOf = (filter: KeyFilter): Record<Facet, string | null> => ({
  region: filter.region,
  role: filter.role,
  verdict: filter.verdict,
  cause: filter.cause,
  state: filter.keyState,
});

/** Filters that most keys pass leave the index to others. Retired keys are only in the index by role. */
function narrowestFirst(filter: KeyFilter): Facet[] {
  const { role, verdict, keyState } = filter;
  const narrow: [Facet, boolean][] = [
    ['role', role === 'retired'],
    ['cause', true],
    ['state', keyState !== 'Enabled'],
    ['verdict', verdict !== 'usable'],
    ['role', role !== 'active'],
    ['region', true],
    ['role', true],
    ['verdict', true],
    ['state', true],
  ];
  const values = valuesOf(filter);
  return narrow.flatMap(([facet, isNarrow]) => (isNarrow && values[facet] !== null ? [facet] : []));
}

type Access = { index: SQL; unindexed: SQL[] };

/** The index that a list reads by, as the condition on its first column, and the conditions that it doesn't cover. */
function accessOf(filter: KeyFilter): Access {
  const values = valuesOf(filter);
  const given = narrowestFirst(filter);
  const lead = filter.sort === 'urgent' ? (given.find((facet) => facet !== 'region') ?? given[0]) : given[0];
  if (lead === undefined) return { index: IN_USE, unindexed: [] };
  const pair = lead !== 'region' && filter.region !== null && filter.sort === 'urgent' ? lead : null;
  const unindexed = [...new Set(given)].flatMap((facet) => {
    const value = values[facet];
    return facet === lead || (pair !== null && facet === 'region') || value === null ? [] : [CONDITION[facet](value)];
  });
  if (lead === 'state') unindexed.push(STATE_SHOWN);
  const value = values[lead] ?? '';
  const first = lead === 'role' ? `role ${value}` : value;
  return pair === null
    ? { index: sql`${FACETS[lead]} = ${first}`, unindexed }
    : { index: sql`${FACETS[`region_${pair}`]} = ${`${filter.region} ${first}`}`, unindexed };
}

/** The role that a filter asks for, or all but retired. */
export const roleCondition = ({ role }: KeyFilter): SQL => (role === null ? IN_USE : CONDITION.role(role));

/** What else a filter says of a row, for keys that another condition has found; null if nothing. */
export function rowCondition(filter: KeyFilter, now: Date): SQL | null {
  const conditions: SQL[] = [];
  for (const [facet, value] of Object.entries(valuesOf(filter)) as [Facet, string | null][])
    if (facet !== 'role' && value !== null) conditions.push(CONDITION[facet](value));
  if (filter.changed !== null)
    conditions.push(since(customerKeys.verdictSince, FILTER_HOURS[filter.changed], now), PROVEN);
  if (filter.deadline !== null) conditions.push(hasDeadline(customerKeys, filter.deadline, now));
  return conditions.length === 0 ? null : sql.join(conditions, sql` and `);
}

/** The ranges of the index that a list reads, and the conditions that they don't cover. */
function rangesOf(filter: KeyFilter, now: Date): { ranges: Range[]; unindexed: SQL[] } {
  const { index, unindexed } = accessOf(filter);
  const conditions = [index];
  const rest = [...unindexed];
  if (filter.changed !== null) {
    const changed = since(customerKeys.verdictSince, FILTER_HOURS[filter.changed], now);
    (filter.sort === 'newest' ? conditions : rest).push(changed);
    rest.push(PROVEN);
  }
  if (filter.deadline !== null && filter.sort === 'urgent')
    return { ranges: deadlineRanges(customerKeys, conditions, filter.deadline, now), unindexed: rest };
  if (filter.deadline !== null) rest.push(hasDeadline(customerKeys, filter.deadline, now));
  return { ranges: [{ urgency: null, conditions }], unindexed: rest };
}

/** The keys that pass a filter, as a query: `entriesOf`. The filter's search is ignored. */
export function keyEntries(filter: KeyFilter, now: Date, wanted: Omit<Wanted, 'sort'>): SQL {
  const { ranges, unindexed } = rangesOf(filter, now);
  return entriesOf(KEY_LIST, ranges, unindexed, { ...wanted, sort: filter.sort });
}

/** How many assignments of a customer are read at most. */
const ASSIGNMENTS_READ = 500;

/**
 * The keys that protect a customer's workspaces, as a query for `key_id`. It begins with the workspaces whatever the
 * planner expects: a provider may hold the keys of thousands of customers.
 */
export const keysUsedBy = (customerId: SQL): SQL => sql`
  select assigned.key_id from workspaces
  cross join lateral (select key_id from key_assignments where workspace_id = workspaces.id and to_at is null
    limit ${ASSIGNMENTS_READ}) as assigned
  where workspaces.customer_id = ${customerId} limit ${ASSIGNMENTS_READ}`;
