import { inArray, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { dependentReports } from '#drizzle/schema/dependents.ts';
import { REPORT_GAP_HOURS, zeroCountsFrom } from '#lib/core/service/dependents.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

/** One key's part of a report. `hash` is of the content as it was sent; `zero` whether nothing depends on the key. */
export type ReportedKey = { keyId: string; content: Record<string, unknown>; hash: Buffer; zero: boolean };
export type Report = { reportId: string; asOf: Date; receivedAt: Date; reportedBy: string };

/** The regions of these keys, by id; keys that don't exist are missing. */
export async function regionsOfKeys(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: customerKeys.id, region: customerKeys.region })
    .from(customerKeys)
    .where(inArray(customerKeys.id, [...ids]));
  return new Map(rows.map(({ id, region }) => [id, region]));
}

/**
 * What each key's report of this id said before, as the hash of its content. The same report waits here until this
 * transaction ends: a sender that got no answer sends it again while the first one is still being written.
 */
export async function hashesOfReport(
  tx: Transaction,
  reportId: string,
  ids: readonly string[],
): Promise<Map<string, Buffer>> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`dependent_reports:${reportId}`}, 0))`);
  const { rows } = await tx.execute<{ key_id: string; content_hash: Buffer }>(
    sql`select key_id, content_hash from ${dependentReports}
        where report_id = ${reportId} and key_id = any(${sql.param(ids)}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.key_id, row.content_hash]));
}

/**
 * Adds a report about any number of keys, with two statements. An older one never replaces a newer one; that it was not
 * zero while later ones were still ends the time since when nothing depends on the key. A gap between reports ends it too.
 */
export async function addReport(tx: Transaction, report: Report, keys: readonly ReportedKey[]): Promise<void> {
  const { reportId, asOf, receivedAt, reportedBy } = report;
  const rows = JSON.stringify(
    keys.map(({ keyId, content, hash, zero }) => ({ keyId, content, hash: hash.toString('hex'), zero })),
  );
  const given = sql`jsonb_to_recordset(${rows}::jsonb) as n("keyId" uuid, content jsonb, hash text, zero boolean)`;
  const [at, now] = [sql`${asOf.toISOString()}::timestamptz`, sql`${receivedAt.toISOString()}::timestamptz`];
  const zeroFrom = sql`${zeroCountsFrom(report).toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into dependent_reports (key_id, report_id, as_of, received_at, content_hash, content)
    select "keyId", ${reportId}, ${at}, ${now}, decode(hash, 'hex'), content from ${given}`);
  await tx.execute(sql`
    insert into dependents as d (key_id, report_id, as_of, received_at, reported_by, content, zero_since)
    select "keyId", ${reportId}, ${at}, ${now}, ${reportedBy}, content, case when zero then ${zeroFrom} end from ${given}
    order by "keyId"
    on conflict (key_id) do update set
      report_id = case when excluded.as_of > d.as_of then excluded.report_id else d.report_id end,
      received_at = case when excluded.as_of > d.as_of then excluded.received_at else d.received_at end,
      reported_by = case when excluded.as_of > d.as_of then excluded.reported_by else d.reported_by end,
      content = case when excluded.as_of > d.as_of then excluded.content else d.content end,
      zero_since = case
        when excluded.as_of > d.as_of + make_interval(hours => ${REPORT_GAP_HOURS}) then excluded.zero_since
        when excluded.as_of > d.as_of then case when excluded.zero_since is not null then coalesce(d.zero_since, excluded.zero_since) end
        when excluded.zero_since is null and excluded.as_of >= d.zero_since then d.as_of
        else d.zero_since end,
      as_of = greatest(excluded.as_of, d.as_of)`);
}

/** Deletes some of the reports that came before then, the oldest first; the newest of each key stays in `dependents`. @returns how many */
export async function purgeDependentReports(db: Executor, before: Date, limit: number): Promise<number> {
  const deleted = await db.execute(sql`
    delete from dependent_reports where ctid = any(array(
      select ctid from dependent_reports where received_at < ${before.toISOString()}::timestamptz
      order by received_at limit ${limit}))`);
  return deleted.rowCount ?? 0;
}
