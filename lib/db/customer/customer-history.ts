import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditLog } from '#drizzle/schema/audit-log.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import type { KeyEvent, ShownEvent } from '#lib/core/verdict/key-event.ts';
import type { Executor } from '#lib/db/database.ts';
import { InstantText } from '#lib/db/list-cursor.ts';
import { listOf, urgentOrder } from '#lib/db/list-entries.ts';
import { eventOf } from '#lib/db/stored-vocabulary.ts';

/** Where the next page begins: after this event of a key, and after this entry of the audit log. */
const Cursor = z.tuple([InstantText, z.uuid(), z.coerce.number().int().min(0)]);
export type HistoryCursor = z.infer<typeof Cursor>;

/** A cursor as text for a URL. */
export const writeHistoryCursor = (cursor: HistoryCursor): string => cursor.join('_');

/** The cursor in a URL, or null if it isn't valid. */
export const readHistoryCursor = (text: string): HistoryCursor | null => Cursor.safeParse(text.split('_')).data ?? null;

/** Before every entry and event. */
export const FROM_THE_END: HistoryCursor = [
  '9999-12-31T00:00:00.000Z',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  Number.MAX_SAFE_INTEGER,
];

/** The events of so many keys are read, those of the most urgent ones. */
const KEYS_READ = 200;

export type EventOfKey = { id: string; at: Date; keyId: string; arn: string; event: ShownEvent };

/** The latest events of a customer's keys, newest first. A key whose ownership isn't proven has none here (H16). */
export async function eventsOfCustomer(
  db: Executor,
  customerId: string,
  [at, id]: HistoryCursor,
  limit: number,
): Promise<EventOfKey[]> {
  const { rows } = await db.execute<{
    id: string;
    at: string;
    keyId: string;
    arn: string;
    kind: string;
    detail: KeyEvent;
  }>(sql`
    select e.id, to_json(e.at) #>> '{}' as at, k.id as "keyId", k.arn, e.kind, e.detail
    from (select ${customerKeys.id}, ${customerKeys.arn} from ${customerKeys}
      where ${customerKeys.customerId} = ${customerId} and ${customerKeys.role} <> 'retired'
      and ${customerKeys.ownershipProvenAt} is not null and ${customerKeys.ownershipWithdrawnAt} is null
      order by ${listOf(urgentOrder(customerKeys))} limit ${KEYS_READ}) as k
    cross join lateral (select * from key_events where key_id = k.id and (at, id) < (${at}::timestamptz, ${id}::uuid)
      order by at desc, id desc limit ${limit}) as e
    order by e.at desc, e.id desc limit ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at),
    keyId: row.keyId,
    arn: row.arn,
    event: eventOf(row.kind, row.detail),
  }));
}

/** The latest entries of the audit log about a customer, newest first: what was done, when and by whom. */
export const entriesOfCustomer = (db: Executor, customerId: string, [, , seq]: HistoryCursor, limit: number) =>
  db
    .select({ seq: auditLog.seq, at: auditLog.at, action: auditLog.action, actor: auditLog.actor })
    .from(auditLog)
    .where(and(eq(auditLog.targetId, customerId), lt(auditLog.seq, seq)))
    .orderBy(desc(auditLog.seq))
    .limit(limit);
