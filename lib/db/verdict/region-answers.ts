import { eq, sql, type SQL } from 'drizzle-orm';
import { regionStatus } from '#drizzle/schema/region-status.ts';
import { CLOCK_TOLERANCE_MS } from '#lib/core/probe/clock-error.ts';
import type { HeardFromKms } from '#lib/core/verdict/kms-answer.ts';
import { answerState, warnsOf, type RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { Executor } from '#lib/db/database.ts';
import { LIVE_KEYS } from '#lib/db/key/key-count.ts';
import { prepared } from '#lib/db/prepared.ts';

type StoredAnswers = { answeredAt: Date | null; askedAt: Date | null; silentSince: Date | null };

/** What is stored of KMS's answers in a region, with its pause, its incident and its number of active and retained keys. */
export type RegionAnswers = StoredAnswers & {
  region: string;
  pausedUntil: Date | null;
  incidentSince: Date | null;
  liveKeys: number;
};

const answersOfRegions = prepared('answers_of_regions', (db, name) =>
  db
    .select({
      region: sql<string>`wanted.region`,
      answeredAt: regionStatus.answeredAt,
      askedAt: regionStatus.askedAt,
      silentSince: regionStatus.silentSince,
      pausedUntil: regionStatus.pausedUntil,
      incidentSince: regionStatus.incidentSince,
      liveKeys: sql<number>`coalesce((select sum(n)::int from ${LIVE_KEYS} where live_keys.region = wanted.region), 0)`,
    })
    .from(sql`unnest(string_to_array(${sql.placeholder('regions')}, ',')) as wanted(region)`)
    .leftJoin(regionStatus, eq(regionStatus.region, sql`wanted.region`))
    .prepare(name),
);

/** The same of several regions, in one statement. A region without a row has never been asked. */
export const readRegionAnswers = (db: Executor, regions: readonly string[]): Promise<RegionAnswers[]> =>
  answersOfRegions(db).execute({ regions: regions.join(',') });

/**
 * Stores what checks of a region's keys heard from KMS, in one statement. Times never move backwards. One that lies in the
 * future was stored before a clock was set back; only an answer replaces it, because an attempt must not make a page look
 * better (H26). While nothing changes, it writes and locks nothing for five seconds.
 * @returns whether pages must begin or stop to warn
 */
export async function noteHeard(
  db: Executor,
  region: string,
  heard: HeardFromKms,
  intervalMinutes: number,
  now: Date,
): Promise<boolean> {
  // A time of ours that lies ahead was measured before a clock was set back: what it is about has just happened.
  const time = (at: Date | null) =>
    sql`${at === null ? null : new Date(Math.min(at.getTime(), now.getTime())).toISOString()}::timestamptz`;
  const latest = new Date(now.getTime() + CLOCK_TOLERANCE_MS).toISOString();
  const { rows } = await db.execute<{ after: StoredMs; before: StoredMs }>(sql`
    with heard as (
      select ${region} as region, ${time(heard.answeredAt)} as answered, ${time(heard.askedAt)} as asked,
        ${time(heard.silentSince)} as silent, ${latest}::timestamptz as latest),
    moving as materialized (
      select r.region, r.answered_at, r.asked_at, r.silent_since, next.*
      from region_status r join heard h on h.region = r.region
      cross join lateral (select
        case when r.answered_at <= h.latest then r.answered_at end as answered,
        case when r.asked_at <= h.latest then r.asked_at end as asked,
        case when r.silent_since <= h.latest then r.silent_since end as silent) as past
      cross join lateral (select
        greatest(past.answered, h.answered) as answered, greatest(past.asked, h.asked) as asked) as last
      -- The first failure after the last answer. All calls since then failed, so the last of them may stand for it.
      cross join lateral (select least(
        case when past.silent > last.answered or last.answered is null then past.silent
          when past.silent is not null and past.asked > last.answered then past.asked end,
        case when h.silent > last.answered or last.answered is null then h.silent end) as silent) as since
      cross join lateral (select
        case when h.answered is null and r.answered_at > h.latest then r.answered_at else last.answered end as next_answered,
        last.asked as next_asked,
        case when h.answered is null and r.silent_since > h.latest then r.silent_since else since.silent end as next_silent
        ) as next
      where next_silent is distinct from r.silent_since
        or next_answered is not null
          and (next_answered between r.answered_at and r.answered_at + interval '5 s') is not true
        or (next_asked between r.asked_at and r.asked_at + interval '5 s') is not true
      for no key update of r),
    moved as (
      update region_status r set answered_at = next_answered, asked_at = next_asked, silent_since = next_silent
      from moving where r.region = moving.region
      returning ${storedMs(sql`r.answered_at`, sql`r.asked_at`, sql`r.silent_since`)} as after,
        ${storedMs(sql`moving.answered_at`, sql`moving.asked_at`, sql`moving.silent_since`)} as before),
    added as (
      insert into region_status as r (region, answered_at, asked_at, silent_since)
      select region, answered, asked, silent from heard h
      where not exists (select from region_status where region = h.region)
      on conflict (region) do nothing
      returning ${storedMs(sql`r.answered_at`, sql`r.asked_at`, sql`r.silent_since`)} as after,
        ${storedMs(sql`null`, sql`null`, sql`null`)} as before)
    select * from moved union all select * from added`);
  const [row] = rows;
  if (row === undefined) return false;
  const warns = (stored: StoredMs, atMs: number): boolean =>
    warnsOf(answerState({ ...stored, liveKeys: 1, intervalMinutes }, atMs));
  const { before, after } = row;
  const warnsNow = warns(after, now.getTime());
  // A silence that became long enough since the last write changes nothing but the time, and pages were not told yet.
  return warns(before, now.getTime()) !== warnsNow || warns(before, before.askedAtMs ?? now.getTime()) !== warnsNow;
}

type StoredMs = Pick<RegionFreshness, 'answeredAtMs' | 'askedAtMs' | 'silentSinceMs'>;

const storedMs = (answered: SQL, asked: SQL, silent: SQL): SQL => sql`jsonb_build_object(
  'answeredAtMs', (extract(epoch from ${answered}::timestamptz) * 1000)::bigint,
  'askedAtMs', (extract(epoch from ${asked}::timestamptz) * 1000)::bigint,
  'silentSinceMs', (extract(epoch from ${silent}::timestamptz) * 1000)::bigint)`;
