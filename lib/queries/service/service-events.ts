import type { Service } from '#lib/core/service/service-scope.ts';
import type { Database } from '#lib/db/database.ts';
import { readOutbox } from '#lib/db/service/outbox.ts';

const USUAL_LIMIT = 100;
const BEGINNING = '0.0';

/** The events after a cursor, in the regions that the token covers, and the cursor to ask with next time. */
export async function readServiceEvents(
  { db }: { db: Database },
  { regions }: Service,
  { after = BEGINNING, limit = USUAL_LIMIT }: { after?: string | undefined; limit?: number | undefined },
) {
  const [txid = '0', seq = '0'] = after.split('.');
  const rows = await readOutbox(db, { after: { txid, seq }, regions, limit });
  const last = rows.at(-1)?.cursor;
  return {
    events: rows.map(({ cursor: _cursor, occurredAt, ...event }) => ({
      ...event,
      occurredAt: occurredAt.toISOString(),
    })),
    next: last === undefined ? after : `${last.txid}.${last.seq}`,
  };
}
