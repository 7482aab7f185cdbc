import { and, eq, sql } from 'drizzle-orm';
import { regionStatus, type StoredControl, type StoredSuccesses } from '#drizzle/schema/region-status.ts';
import type { ControlSeen, RegionView } from '#lib/core/verdict/control.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { DENIED_WITHIN_MS } from '#lib/core/verdict/incident.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

/** At most one control key check per region in this time. */
export const CONTROL_EVERY_MS = 60_000;

/** What all processes know about our own side in a region. */
export type RegionStatus = {
  control: ControlSeen | null;
  controlClaimedAt: Date | null;
  controlCheckedAt: Date | null;
  successes: StoredSuccesses;
  incidentSince: Date | null;
  /** The actions denied in the incident. It ends only when they pass again. */
  incidentActions: readonly RequiredAction[];
  pausedUntil: Date | null;
  throttledInARow: number;
};

const NOTHING_KNOWN: RegionStatus = {
  control: null,
  controlClaimedAt: null,
  controlCheckedAt: null,
  successes: {},
  incidentSince: null,
  incidentActions: [],
  pausedUntil: null,
  throttledInARow: 0,
};

const controlOf = (stored: StoredControl | null): ControlSeen | null =>
  stored === null
    ? null
    : {
        at: new Date(stored.at),
        keyState: stored.keyState,
        cells: stored.cells.map((cell) => ({ ...cell, at: new Date(cell.at) })),
        deniedSince: Object.fromEntries(
          Object.entries(stored.deniedSince ?? {}).map(([action, since]) => [action, new Date(since)]),
        ),
      };

/** What is known about our own side in a region. */
export async function readRegionStatus(db: Executor, region: string): Promise<RegionStatus> {
  const [row] = await db.select().from(regionStatus).where(eq(regionStatus.region, region));
  return row ? { ...row, control: controlOf(row.control) } : NOTHING_KNOWN;
}

/** What a page may show about our own side in a region: everything except which customers' keys passed which tests. */
export type RegionConditions = Pick<
  RegionStatus,
  'control' | 'controlClaimedAt' | 'incidentSince' | 'incidentActions' | 'pausedUntil' | 'throttledInARow'
>;

/** The conditions of all regions that have some, by region code. */
export async function readRegionConditions(db: Executor): Promise<Map<string, RegionConditions>> {
  const { region, control, controlClaimedAt, incidentSince, incidentActions, pausedUntil, throttledInARow } =
    regionStatus;
  const rows = await db
    .select({ region, control, controlClaimedAt, incidentSince, incidentActions, pausedUntil, throttledInARow })
    .from(regionStatus);
  return new Map(rows.map(({ region, ...row }) => [region, { ...row, control: controlOf(row.control) }]));
}

/** Claims the control key check for the next minute. A claim in the future was made before a clock was set back. */
export async function claimControl(db: Executor, region: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    insert into region_status (region, control_claimed_at) values (${region}, ${now.toISOString()})
    on conflict (region) do update set control_claimed_at = excluded.control_claimed_at
    where region_status.control_claimed_at is null
       or region_status.control_claimed_at <= ${new Date(now.getTime() - CONTROL_EVERY_MS).toISOString()}
       or region_status.control_claimed_at > ${now.toISOString()}`);
  return rowCount === 1;
}

/** Stores the result of a control key check for all processes. */
export async function storeControl(db: Executor, region: string, control: ControlSeen, at: Date): Promise<void> {
  const stored = JSON.parse(JSON.stringify(control)) as StoredControl;
  await db.update(regionStatus).set({ control: stored, controlCheckedAt: at }).where(eq(regionStatus.region, region));
}

/** Starts an incident in a region, or adds actions to it. An incident keeps its start. */
export async function openIncident(
  db: Executor,
  region: string,
  since: Date,
  actions: readonly RequiredAction[],
): Promise<void> {
  await db
    .insert(regionStatus)
    .values({ region, incidentSince: since, incidentActions: [...actions] })
    .onConflictDoUpdate({
      target: regionStatus.region,
      set: {
        incidentSince: sql`coalesce(${regionStatus.incidentSince}, excluded.incident_since)`,
        incidentActions: sql`(select coalesce(jsonb_agg(distinct action), '[]') from jsonb_array_elements(
          ${regionStatus.incidentActions} || excluded.incident_actions) as held(action))`,
      },
    });
}

/** Ends the incident, if it is still the one that was judged. */
export async function closeIncident(db: Executor, region: string, since: Date): Promise<void> {
  await db
    .update(regionStatus)
    .set({ incidentSince: null, incidentActions: [] })
    .where(and(eq(regionStatus.region, region), eq(regionStatus.incidentSince, since)));
}

/** How many customers and accounts in a region lost access within the last half hour, and how many keys there are. */
export async function countDeniedTogether(
  db: Executor,
  region: string,
  now: Date,
): Promise<RegionView['deniedTogether']> {
  const since = new Date(now.getTime() - DENIED_WITHIN_MS).toISOString();
  const { rows } = await db.execute<RegionView['deniedTogether']>(sql`
    select count(distinct k.customer_id)::int as customers, count(distinct k.aws_account_id)::int as accounts,
      coalesce((select sum(n)::int from (
        select key_count as n from fleet_counts where region = ${region}
        union all select delta from fleet_count_deltas where region = ${region}) as counts), 0) as "liveKeys"
    from key_checks c join customer_keys k on k.id = c.key_id
    where c.first_denial_at > ${since} and c.last_usable_at is not null
      and k.region = ${region} and k.role <> 'retired'`);
  return rows[0] ?? { customers: 0, accounts: 0, liveKeys: 0 };
}

/** A key with the actions that a batch of checks found allowed. */
export type SeenAllowed = {
  awsAccountId: string;
  customerId: string;
  at: Date;
  actions: readonly RequiredAction[];
};

const KEPT = 3;
type Success = { awsAccountId: string; customerId: string; at: string };

/** The latest successes, no two of one customer or account: for any key, one of them is another customer’s. */
function latestApart(successes: readonly Success[]): Success[] {
  const kept: Success[] = [];
  for (const one of successes.toSorted((a, b) => (a.at < b.at ? 1 : -1)))
    if (kept.every((other) => other.awsAccountId !== one.awsAccountId && other.customerId !== one.customerId))
      kept.push(one);
  return kept.slice(0, KEPT);
}

/** Stores, per action, when it last passed for customers in different AWS accounts: evidence that our own side works. */
export async function noteSuccesses(tx: Transaction, region: string, seen: readonly SeenAllowed[]): Promise<void> {
  if (seen.length === 0) return;
  await tx.insert(regionStatus).values({ region }).onConflictDoNothing();
  const [row] = await tx
    .select({ successes: regionStatus.successes })
    .from(regionStatus)
    .where(eq(regionStatus.region, region))
    .for('no key update');
  const successes: StoredSuccesses = { ...row?.successes };
  for (const { awsAccountId, customerId, at, actions } of seen)
    for (const action of actions)
      successes[action] = latestApart([
        { awsAccountId, customerId, at: at.toISOString() },
        ...(successes[action] ?? []),
      ]);
  await tx.update(regionStatus).set({ successes }).where(eq(regionStatus.region, region));
}

/** Pauses scheduled checks in a region that throttles us. */
export async function pauseRegion(db: Executor, region: string, until: Date, throttledInARow: number): Promise<void> {
  await db
    .insert(regionStatus)
    .values({ region, pausedUntil: until, throttledInARow })
    .onConflictDoUpdate({ target: regionStatus.region, set: { pausedUntil: until, throttledInARow } });
}

/** Resumes scheduled checks in a region that answers again. */
export const resumeRegion = (db: Executor, region: string) =>
  db.update(regionStatus).set({ pausedUntil: null, throttledInARow: 0 }).where(eq(regionStatus.region, region));
