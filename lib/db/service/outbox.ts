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
 * The events after a cursor. Those of a transaction that began after one that still runs wait for it, so that one that
 * commits late is never skipped.
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
    select id, txid::text as "txidText", seq::text as "seqText", kind, version, subject, region, payload, occurred_at
    from ${outboxEvents}
    where (txid, seq) > (${from.txid}::xid8, ${from.seq}::bigint) and txid < pg_snapshot_xmin(pg_current_snapshot())
      and (${regions === null}::boolean or region = any(${sql.param(regions ?? [])}::text[]))
    order by txid, seq limit ${limit}`);
  return rows.map(({ txidText: txid, seqText: seq, occurred_at, ...row }) => ({
    ...row,
    cursor: { txid, seq },
    occurredAt: new Date(occurred_at),
  }));
}
