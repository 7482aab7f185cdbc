import { sql } from 'drizzle-orm';
import { outboxEvents } from '#drizzle/schema/outbox-events.ts';
import { OUTBOX_VERSIONS, type OutboxEvent } from '#lib/core/service/outbox.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Writes what other systems must learn, in the transaction of the change. */
export async function insertOutbox(tx: Transaction, events: readonly OutboxEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(outboxEvents).values(
    events.map((event) => ({
      id: newId(),
      kind: event.kind,
      version: OUTBOX_VERSIONS[event.kind],
      subject: event.subject,
      region: event.region,
      payload: event.payload,
      occurredAt: at,
    })),
  );
}

/** Where a reader stands: the transaction and number of the last event that it has. */
export type OutboxCursor = { txid: string; seq: string };

export type OutboxRow = {
  id: string;
  cursor: OutboxCursor;
  kind: string;
  version: number;
  subject: string;
  region: string;
  payload: Record<string, unknown>;
  occurredAt: Date;
};

/**
 * The events after a cursor. Those of a transaction that began after one that still runs in this database wait for it, so
 * that one that commits late is never skipped. A snapshot has the transactions of all databases of the server; those that
 * are known to be in another one write no events here. Before its first lock is seen, a transaction counts as one of ours.
 * What a status was is hidden while the proof of the key's ownership is withdrawn, also of earlier events (H16).
 * @param regions only these; null for all
 */
export async function readOutbox(
  db: Executor,
  { after, regions, limit }: { after: OutboxCursor | null; regions: readonly string[] | null; limit: number },
): Promise<OutboxRow[]> {
  const from = after ?? { txid: '0', seq: '0' };
  const { rows } = await db.execute<{
    id: string;
    txidText: string;
    seqText: string;
    kind: string;
    version: number;
    subject: string;
    region: string;
    payload: Record<string, unknown>;
    occurred_at: string;
    // Named otherwise than the columns: "order by" would sort by the text.
  }>(sql`
    with other_databases as materialized (
      select l.transactionid::text as xid from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'transactionid' and l.granted and l.mode = 'ExclusiveLock'
        and a.datid <> (select oid from pg_database where datname = current_database())
    )
    select id, txid::text as "txidText", seq::text as "seqText", kind, version, subject, region, occurred_at,
      case when kind <> 'key_status_changed' then payload
        when exists (select from customer_keys k where k.id = subject::uuid and k.ownership_withdrawn_at is not null)
        then jsonb_build_object('keyId', subject, 'status', 'unknown', 'reason', 'ownership_withdrawn') else payload end as payload
    from ${outboxEvents}
    where (txid, seq) > (${from.txid}::xid8, ${from.seq}::bigint) and txid < (
        select least(pg_snapshot_xmax(pg_current_snapshot()), min(running)) from pg_snapshot_xip(pg_current_snapshot()) running
        where running::xid::text not in (select xid from other_databases))
      and (${regions === null}::boolean or region = any(${sql.param(regions ?? [])}::text[]))
    order by txid, seq limit ${limit}`);
  return rows.map(({ txidText: txid, seqText: seq, occurred_at, ...row }) => ({
    ...row,
    cursor: { txid, seq },
    occurredAt: new Date(occurred_at),
  }));
}
