import { and, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm';
import { regionStatus, type StoredControl, type StoredSuccesses } from '#drizzle/schema/region-status.ts';
import type { ControlSeen, RegionView } from '#lib/core/verdict/control.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { CLOCK_TOLERANCE_MS, isInFuture } from '#lib/core/probe/clock-error.ts';
import { DENIED_WITHIN_MS } from '#lib/core/verdict/incident.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { LIVE_KEYS } from '#lib/db/key/key-count.ts';

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
  /** When a person last recorded that our own side was checked and works (H25). */
  ourSideCheckedAt: Date | null;
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
  ourSideCheckedAt: null,
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
  | 'control'
  | 'controlClaimedAt'
  | 'incidentSince'
  | 'incidentActions'
  | 'ourSideCheckedAt'
  | 'pausedUntil'
  | 'throttledInARow'
> & {
  ourSideCheckedBy: string | null;
  ourSideCheckedNote: string | null;
  clockSkewMs: number | null;
  clockSeenAt: Date | null;
};

/** The conditions of all regions that have some, by region code. */
export async function readRegionConditions(db: Executor): Promise<Map<string, RegionConditions>> {
  const { successes: _, controlCheckedAt: __, ...columns } = getTableColumns(regionStatus);
  const rows = await db.select(columns).from(regionStatus);
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

/** Losses older than this have nothing to do with a new one: every key is tested within a day (H9). */
const LOSSES_COMPARED_MS = 24 * 3_600_000;

/**
 * How many customers and accounts in a region lost access together, and how many keys there are: those that we noticed
 * within the last half hour, and those that may have lost it at the same instant as one of these. A slow check notices one
 * fault over hours, so what counts is the time since AWS last allowed the action.
 */
export async function countDeniedTogether(
  db: Executor,
  region: string,
  now: Date,
  noticed: NoticedLoss | null = null,
): Promise<RegionView['deniedTogether']> {
  const recent = new Date(now.getTime() - DENIED_WITHIN_MS).toISOString();
  const { rows } = await db.execute<RegionView['deniedTogether']>(sql`
    with lost as (select * from (${lostAccess(region, new Date(now.getTime() - LOSSES_COMPARED_MS), now, noticed)}) as one),
      latest as (select lost_after from lost where lost_at > ${recent} order by lost_at desc limit 1)
    select ${DISTINCT_HOLDERS},
      coalesce((select sum(n)::int from ${LIVE_KEYS} where region = ${region}), 0) as "liveKeys"
    from lost
    where lost_at > ${recent} or lost_at > (select lost_after from latest)`);
  return rows[0] ?? { customers: 0, accounts: 0, liveKeys: 0 };
}

/** How many customers and accounts lost access since shortly before an incident began and are still denied. */
export async function countStillDenied(
  db: Executor,
  region: string,
  incidentSince: Date,
  now: Date,
): Promise<RegionView['stillDenied']> {
  const since = new Date(incidentSince.getTime() - DENIED_WITHIN_MS);
  const { rows } = await db.execute<RegionView['stillDenied']>(
    sql`select ${DISTINCT_HOLDERS} from (${lostAccess(region, since, now)}) as lost`,
  );
  return rows[0] ?? { customers: 0, accounts: 0 };
}

/** How many customers still denied, this key's included, may have lost access at the same instant as this key. */
export async function countLostWith(
  db: Executor,
  region: string,
  { lostAt, lostAfter }: { lostAt: Date | null; lostAfter: Date | null },
  now: Date,
): Promise<number> {
  if (lostAt === null) return 0;
  const from = new Date(Math.min((lostAfter ?? lostAt).getTime(), lostAt.getTime() - DENIED_WITHIN_MS)).toISOString();
  const to = new Date(lostAt.getTime() + DENIED_WITHIN_MS).toISOString();
  const { rows } = await db.execute<{ customers: number }>(sql`
    select ${DISTINCT_HOLDERS} from (${lostAccess(region, new Date(now.getTime() - LOSSES_COMPARED_MS), now)}) as lost
    where lost_at > ${from} and coalesce(lost_after, lost_at) < ${to}`);
  return rows[0]?.customers ?? 0;
}

/** Customers whom the policy of one organization denies are one cause, so they count once (H25). */
const DISTINCT_HOLDERS = sql`count(distinct coalesce('organization:' || denial_group, customer_id::text))::int as customers,
  count(distinct coalesce('organization:' || denial_group, aws_account_id))::int as accounts`;

/** A loss of access that this check has just noticed, so that it is not stored yet. */
export type NoticedLoss = {
  customerId: string;
  awsAccountId: string;
  lostAt: Date;
  lostAfter: Date | null;
  denialGroup: string | null;
};

/** Keys that lost access since then. A loss in the future was stored before a clock was set back (H26). */
const lostAccess = (region: string, since: Date, now: Date, noticed: NoticedLoss | null = null) => sql`
  select c.lost_at, c.lost_after, c.denial_group, k.customer_id, k.aws_account_id
  from key_checks c join customer_keys k on k.id = c.key_id
  where c.lost_at > ${since.toISOString()} and c.lost_at <= ${new Date(now.getTime() + CLOCK_TOLERANCE_MS).toISOString()}
    and k.region = ${region} and k.role <> 'retired'${noticed === null ? sql`` : lossRow(noticed)}`;

const lossRow = ({ lostAt, lostAfter, denialGroup, customerId, awsAccountId }: NoticedLoss) => sql`
  union all select ${lostAt.toISOString()}::timestamptz, ${lostAfter?.toISOString() ?? null}::timestamptz,
    ${denialGroup}::text, ${customerId}::uuid, ${awsAccountId}::text`;

/** How many other customers are asked when one of them loses access. */
const OTHERS_ASKED = 5;
/** A key that was checked this recently has nothing new to say. */
const ASKED_RECENTLY_MS = 5 * 60_000;

/**
 * Makes keys of a few other customers due when one customer loses access, unless the region has an incident already.
 * Each further one that lost access does the same, so a fault of ours is noticed within minutes (H25). A key whose row
 * somebody else holds is left out: it is being checked, or being made due. Waiting for it could end in a deadlock.
 */
export async function makeOthersDue(tx: Executor, region: string, customerId: string, now: Date): Promise<void> {
  await tx.execute(sql`
    with others as (
      select distinct on (customer_id) id from (
        select k.id, k.customer_id from customer_keys k join key_checks c on c.key_id = k.id
        where k.region = ${region} and k.customer_id <> ${customerId} and k.verdict = 'usable' and k.role <> 'retired'
          and c.last_attempt_at < ${new Date(now.getTime() - ASKED_RECENTLY_MS).toISOString()}
        limit ${OTHERS_ASKED * 4}::int) as candidates
      limit ${OTHERS_ASKED}::int),
    free as (
      select key_id from key_checks
      where next_check_at > ${now.toISOString()} and key_id in (select id from others)
        and not exists (select from region_status where region = ${region} and incident_since is not null)
      for no key update skip locked)
    update key_checks set next_check_at = ${now.toISOString()} where key_id in (select key_id from free)`);
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

/**
 * Stores, per action, when it last passed for customers in different AWS accounts: evidence that our own side works.
 * @returns whether the region has an incident, which these may end; false where nothing was seen
 */
export async function noteSuccesses(tx: Transaction, region: string, seen: readonly SeenAllowed[]): Promise<boolean> {
  if (seen.length === 0) return false;
  const hold = () =>
    tx
      .select({ successes: regionStatus.successes, incidentSince: regionStatus.incidentSince })
      .from(regionStatus)
      .where(eq(regionStatus.region, region))
      .for('no key update');
  let [row] = await hold();
  if (row === undefined) {
    await tx.insert(regionStatus).values({ region }).onConflictDoNothing();
    [row] = await hold();
  }
  const successes: StoredSuccesses = { ...row?.successes };
  for (const { awsAccountId, customerId, at, actions } of seen)
    for (const action of actions)
      successes[action] = latestApart([
        { awsAccountId, customerId, at: at.toISOString() },
        // A success after this one's start and far ahead of it was stored before a clock was set back (H26).
        ...(successes[action] ?? []).filter((one) => !isInFuture(new Date(one.at), at)),
      ]);
  await tx.update(regionStatus).set({ successes }).where(eq(regionStatus.region, region));
  return row !== undefined && row.incidentSince !== null;
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

/** Stores how far AWS's clock was from ours at a check. */
export const storeClockSkew = (db: Executor, region: string, clockSkewMs: number, at: Date) =>
  db
    .insert(regionStatus)
    .values({ region, clockSkewMs, clockSeenAt: at })
    .onConflictDoUpdate({ target: regionStatus.region, set: { clockSkewMs, clockSeenAt: at } });

/**
 * Stores that a person checked our own side of a region during its incident.
 * @returns when the incident began; null, with nothing stored, when there is none
 */
export async function storeOurSideChecked(
  tx: Transaction,
  region: string,
  { at, by, note }: { at: Date; by: string; note: string },
): Promise<Date | null> {
  const [row] = await tx
    .update(regionStatus)
    .set({ ourSideCheckedAt: at, ourSideCheckedBy: by, ourSideCheckedNote: note })
    .where(and(eq(regionStatus.region, region), isNotNull(regionStatus.incidentSince)))
    .returning({ incidentSince: regionStatus.incidentSince });
  return row?.incidentSince ?? null;
}

/** Makes every denied key of a region due, so that the next check judges its denial anew. */
export async function makeDeniedKeysDue(tx: Transaction, region: string, now: Date): Promise<void> {
  await tx.execute(sql`
    update key_checks c set next_check_at = ${now.toISOString()} from customer_keys k
    where k.id = c.key_id and c.lost_at is not null and k.region = ${region} and k.role <> 'retired'`);
}
