import { sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { URGENCIES } from '#lib/core/verdict/urgency.ts';

const UNKNOWN = URGENCIES.indexOf('unknown');

type KeyColumns = Record<'region' | 'role' | 'verdict' | 'cause' | 'keyState' | 'ownershipProvenAt', AnyPgColumn>;

/** What lists show of a key: without proof of ownership only that (H16). `key_count_delta` counts by the same. */
export const shownOf = ({ verdict, cause, keyState, ownershipProvenAt }: KeyColumns) => ({
  verdict: sql`(case when ${ownershipProvenAt} is null then 'unverified' else ${verdict} end)`,
  cause: sql`(case when ${ownershipProvenAt} is null then 'ownership_unproven' else ${cause} end)`,
  state: sql`(case when ${ownershipProvenAt} is not null then ${keyState} end)`,
});

/** What lists of keys can be limited to. */
export type Facet = 'region' | 'verdict' | 'cause' | 'state' | 'role';

/**
 * The first column of each list's index: one text per filter, or per filter and region, null for retired keys unless the
 * filter is the role. No other index fits such a condition, so the planner can't take one that reads a million rows
 * because it takes the order for independent of the filter.
 */
export function facetsOf(table: KeyColumns): Record<Facet | `region_${Exclude<Facet, 'region'>}`, SQL> {
  const { region, role } = table;
  const shown = shownOf(table);
  const listed = (what: AnyPgColumn | SQL): SQL => sql`(case when ${role} <> 'retired' then ${what} end)`;
  const inRegion = (what: AnyPgColumn | SQL): SQL => listed(sql`${region} || ' ' || ${what}`);
  return {
    region: listed(region),
    verdict: listed(shown.verdict),
    cause: listed(shown.cause),
    state: listed(shown.state),
    role: sql`('role ' || ${role})`,
    region_verdict: inRegion(shown.verdict),
    region_cause: inRegion(shown.cause),
    region_state: inRegion(shown.state),
    region_role: sql`(${region} || ' role ' || ${role})`,
  };
}

/**
 * The same for customers, by their most urgent key. Of an unproven key the trigger copies what is stored, and its urgency
 * is always that of an unknown one: it counts as that (H16).
 */
export const customerFacetsOf = (table: Record<'urgency' | 'leadVerdict' | 'leadRegion', AnyPgColumn>) => ({
  verdict: sql`(case when ${table.urgency} = ${sql.raw(String(UNKNOWN))} then 'unverified' else ${table.leadVerdict} end)`,
  region: sql`('' || ${table.leadRegion})`,
});
