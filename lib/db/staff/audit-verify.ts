import { sql } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';

/** The last entry of the chain. Kept elsewhere, it later proves that no newer entries were removed. */
export type AuditHead = { seq: number; hash: string };

export type AuditVerification =
  | { intact: true; head: AuditHead | null }
  | { intact: false; seq: number; why: 'missing' | 'changed' | 'unlinked' | 'cut_off' };

const ROWS_A_PAGE = 5_000;

type ChainRow = { seq: string; hash: string; prev_hash: string; computed: string };

/**
 * Reads the whole chain in pages and recomputes every hash: finds changed, missing and relinked entries.
 * @param expected a head from an earlier run: without it, nobody can tell that the newest entries were removed
 */
export async function verifyAudit(db: Executor, expected: AuditHead | null): Promise<AuditVerification> {
  const genesis = await db.execute<{ hash: string }>(
    sql`select encode(sha256(convert_to('keydesk audit', 'UTF8')), 'hex') as hash`,
  );
  let previous = { seq: 0, hash: genesis.rows[0]?.hash ?? '' };
  for (;;) {
    const { rows } = await db.execute<ChainRow>(sql`
      select seq, encode(hash, 'hex') as hash, encode(prev_hash, 'hex') as prev_hash,
             encode(audit_row_hash(audit_log), 'hex') as computed
      from audit_log where seq > ${previous.seq} order by seq limit ${ROWS_A_PAGE}`);
    for (const row of rows) {
      const seq = Number(row.seq);
      if (seq !== previous.seq + 1) return { intact: false, seq: previous.seq + 1, why: 'missing' };
      if (row.computed !== row.hash) return { intact: false, seq, why: 'changed' };
      if (row.prev_hash !== previous.hash) return { intact: false, seq, why: 'unlinked' };
      if (expected?.seq === seq && expected.hash !== row.hash) return { intact: false, seq, why: 'changed' };
      previous = { seq, hash: row.hash };
    }
    if (rows.length < ROWS_A_PAGE) break;
  }
  if (expected !== null && expected.seq > previous.seq) return { intact: false, seq: previous.seq + 1, why: 'cut_off' };
  return { intact: true, head: previous.seq === 0 ? null : previous };
}
