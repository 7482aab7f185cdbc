import { sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { facetsOf } from '#drizzle/schema/key-facets.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { COUNTED_TO } from '#lib/core/pages/list-count.ts';
import type { Executor } from '#lib/db/database.ts';
import { asMs, instantOf } from '#lib/db/raw-instant.ts';
import { lastSentAbout } from '#lib/db/customer-text/sent-about.ts';

/** A key as Home reads it. Only keys whose proof of ownership stands, and that nobody released, are read (H16). */
export type HomeKeyRow = {
  id: string;
  /** The holder. */
  customerId: string;
  customerName: string;
  timeZone: string | null;
  workingDays: number[] | null;
  region: string;
  role: KeyRole;
  verdict: string;
  cause: string | null;
  verdictSince: Date;
  notUsableSince: Date | null;
  deadlineAt: Date | null;
  nextAction: Acts | null;
  /** Whether something was told about the key before. */
  toldBefore: boolean;
  /** By when we promised its customer to write again. */
  promisedFor: Date | null;
};

/** The status that a key had at a time. */
export type StatusThen = { verdict: string; cause: string | null };

type Times = 'verdictSince' | 'notUsableSince' | 'deadlineAt' | 'promisedFor';
type Found = Omit<HomeKeyRow, Times> & Record<Times, number | null>;

const timeOf = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;

const rowOf = (row: Found): HomeKeyRow => ({
  ...row,
  verdictSince: new Date(row.verdictSince ?? 0),
  notUsableSince: instantOf(row.notUsableSince),
  deadlineAt: instantOf(row.deadlineAt),
  promisedFor: instantOf(row.promisedFor),
});

const URGENT = sql`urgency, coalesce(deadline_at, 'infinity'::timestamptz), coalesce(not_usable_since, 'infinity'::timestamptz), id`;
/** Each condition repeats that of its index, word by word. */
const IN_USE = sql`role <> 'retired'`;
const UNTOLD = sql`tell_digest <> '' and tell_digest is distinct from told_digest and ${IN_USE}`;
const TOLD = sql`tell_digest <> '' and tell_digest = told_digest and ${IN_USE}`;
const OURS = sql`next_action = 'vendor' and ${IN_USE}`;
/** Of a key in a setup the row of its setup says whether the customer was told. */
const IN_NO_SETUP = sql`role <> 'candidate'`;
/** Without proof of ownership nothing of a key is shown (H16); the owner of a released key may do with it what they want. */
const SHOWN = sql`ownership_proven_at is not null and ownership_withdrawn_at is null and role <> 'released'`;

/** Entries that are read in search of keys that are shown; more would make sorting them all look cheap to the planner. */
const MOST_READ = 3 * COUNTED_TO;
/** Faults of a whole region come among our own keys, and so many of them may come first. */
export const MOST_OF_OURS = 20_000;

/**
 * Keys in the order of one index, one more than are counted. Customers are looked up once per key that is left.
 * @param leaveOut causes whose keys other rows of Home stand for
 */
const keysBy = (
  {
    where,
    order,
    leaveOut = [],
    most = MOST_READ,
  }: { where: SQL; order: SQL; leaveOut?: readonly string[]; most?: number },
  more: { columns: SQL; from: SQL } = { columns: sql``, from: sql`` },
): SQL => sql`
  with found as materialized (
    select * from (select * from customer_keys where ${where} order by ${order} limit ${most}) as entries
    where ${SHOWN} and coalesce(cause, '') <> all(string_to_array(${leaveOut.join(',')}, ','))
    limit ${COUNTED_TO + 1})
  select found.id, customer_id as "customerId", holder.name as "customerName", time_zone as "timeZone",
    working_days as "workingDays", region, role, found.verdict, found.cause, ${asMs(sql`verdict_since`)} as "verdictSince",
    ${asMs(sql`not_usable_since`)} as "notUsableSince", ${asMs(sql`deadline_at`)} as "deadlineAt",
    next_action as "nextAction", told_digest is not null as "toldBefore",
    ${asMs(sql`promised_for`)} as "promisedFor" ${more.columns}
  from found
  cross join lateral (select name, time_zone, working_days from customers where customers.id = found.customer_id limit 1) as holder
  ${more.from}
  order by ${order}`;

const read = async (db: Executor, query: SQL): Promise<HomeKeyRow[]> =>
  (await db.execute<Found>(query)).rows.map(rowOf);

/** Keys whose next action is ours, urgent first, without those of some causes. */
export const ourKeys = (db: Executor, leaveOut: readonly string[]): Promise<HomeKeyRow[]> =>
  read(db, keysBy({ where: OURS, order: URGENT, leaveOut, most: MOST_OF_OURS }));

/** The keys of a region whose status has one cause, urgent first. */
export const keysOfCause = (db: Executor, region: string, cause: string): Promise<HomeKeyRow[]> =>
  read(db, keysBy({ where: sql`${facetsOf(customerKeys).region_cause} = ${`${region} ${cause}`}`, order: URGENT }));

/** Keys whose customer must be told something that no sent text says, urgent first. */
export const untoldKeys = (db: Executor, leaveOut: readonly string[]): Promise<HomeKeyRow[]> =>
  read(db, keysBy({ where: sql`${UNTOLD} and ${IN_NO_SETUP}`, order: URGENT, leaveOut }));

/** A text that told a customer something, as a person recorded that it was sent. */
type SentText = { at: Date; to: string; channel: ToldChannel };
/** A key, and the latest text about it that was sent; null where it stands in no reply and no replacement. */
export type SentKeyRow = HomeKeyRow & { sent: SentText | null };

/** Keys with the latest text about each that was sent. @param which a further condition on that text, `said` */
async function readSent(db: Executor, keys: Parameters<typeof keysBy>[0], which?: SQL): Promise<SentKeyRow[]> {
  const { rows } = await db.execute<Found & { sentAt: number | null; sentTo: string; sentChannel: ToldChannel }>(
    keysBy(keys, {
      columns: sql`, ${asMs(sql`sent_at`)} as "sentAt", sent_to as "sentTo", sent_channel as "sentChannel"`,
      from: sql`left join lateral (${lastSentAbout(sql`found.id`, which)}) as sent on true`,
    }),
  );
  return rows.map(({ sentAt, sentTo, sentChannel, ...row }) => ({
    ...rowOf(row),
    sent: sentAt === null ? null : { at: new Date(sentAt), to: sentTo, channel: sentChannel },
  }));
}

/** Keys whose customer was told all there is to tell, urgent first, and the latest text that did. */
export const toldKeys = (db: Executor, leaveOut: readonly string[]): Promise<SentKeyRow[]> =>
  readSent(
    db,
    { where: sql`${TOLD} and ${IN_NO_SETUP}`, order: URGENT, leaveOut },
    sql`said.tell_digest = found.tell_digest`,
  );

/** Keys of whose customer we promised to write again, the soonest first, whatever is the cause. */
export const promisedKeys = (db: Executor): Promise<SentKeyRow[]> =>
  readSent(db, { where: sql`promised_for is not null and ${IN_USE}`, order: sql`promised_for, id` });

/** Keys with a deadline between two times, the soonest first. */
export const keysWithDeadline = (db: Executor, from: Date, before: Date): Promise<HomeKeyRow[]> =>
  read(
    db,
    keysBy({
      where: sql`deadline_at >= ${timeOf(from)} and deadline_at < ${timeOf(before)} and ${IN_USE}`,
      order: sql`deadline_at, id`,
    }),
  );

/** Keys whose status changed since a time, newest change first, with the status that they had then; null where none is stored. */
export async function changedKeys(
  db: Executor,
  since: Date,
  leaveOut: readonly string[],
): Promise<(HomeKeyRow & { before: StatusThen | null })[]> {
  const { rows } = await db.execute<Found & { beforeVerdict: string | null; beforeCause: string | null }>(
    keysBy(
      {
        where: sql`verdict_since >= ${timeOf(since)} and ${IN_USE}`,
        order: sql`verdict_since desc, id desc`,
        leaveOut,
      },
      {
        columns: sql`, earlier.verdict as "beforeVerdict", earlier.cause as "beforeCause"`,
        from: sql`left join lateral (
          select spans.verdict, spans.cause from verdict_spans spans
          where spans.key_id = found.id and spans.from_at < ${timeOf(since)}
          order by spans.from_at desc limit 1) as earlier on true`,
      },
    ),
  );
  return rows.map(({ beforeVerdict, beforeCause, ...row }) => ({
    ...rowOf(row),
    before: beforeVerdict === null ? null : { verdict: beforeVerdict, cause: beforeCause },
  }));
}
