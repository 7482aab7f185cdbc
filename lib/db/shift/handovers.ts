import { and, asc, desc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import { handovers, type StoredItem } from '#drizzle/schema/handovers.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { HandedOver } from '#lib/core/shift/handover.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { isAbsent } from './owners.ts';

export type HandoverRow = typeof handovers.$inferSelect;

/** Far more than anybody finds at the start of a shift. */
const WAITING_SHOWN = 20;

/** Adds a hand-over, with what was handed over and what the giver keeps, as it was then. */
export async function insertHandover(
  tx: Transaction,
  {
    items,
    kept,
    ...handover
  }: Omit<typeof handovers.$inferInsert, 'id' | 'items'> & Record<'items' | 'kept', readonly HandedOver[]>,
): Promise<string> {
  const id = newId();
  const all = [...items, ...kept.map((item) => ({ ...item, stays: true }))];
  const stored = JSON.parse(JSON.stringify(all)) as StoredItem[];
  await tx.insert(handovers).values({ id, ...handover, items: stored });
  return id;
}

/** When a person last handed their shift over; null where they never did. */
export const lastHandoverOf = async (db: Executor, staffId: string): Promise<Date | null> =>
  (await newestHandoverOf(db, staffId))?.at ?? null;

/** What a person handed over last; null where they never did. */
export async function newestHandoverOf(db: Executor, staffId: string): Promise<HandoverRow | null> {
  const [found] = await db
    .select()
    .from(handovers)
    .where(eq(handovers.fromStaffId, staffId))
    .orderBy(desc(handovers.at))
    .limit(1);
  return found ?? null;
}

/**
 * The hand-overs that a person may acknowledge and nobody did, the oldest first: those to this person, to the team, and
 * to somebody who is away or disabled.
 */
export const waitingHandovers = (db: Executor, staffId: string, now: Date): Promise<HandoverRow[]> =>
  db
    .select()
    .from(handovers)
    .where(
      and(
        isNull(handovers.acknowledgedAt),
        or(
          eq(handovers.toStaffId, staffId),
          isNull(handovers.toStaffId),
          inArray(handovers.toStaffId, db.select({ id: staff.id }).from(staff).where(isAbsent(now))),
        ),
      ),
    )
    .orderBy(asc(handovers.at))
    .limit(WAITING_SHOWN);

/** So many of the newest hand-overs are looked at for those acknowledged lately. */
const NEWEST = 500;

/**
 * The hand-overs of a person that were acknowledged after a time, the newest first: those to this person or to the team,
 * and those that this person acknowledged for somebody else.
 */
export const acknowledgedHandovers = (db: Executor, staffId: string, since: Date): Promise<HandoverRow[]> => {
  const newest = db.select().from(handovers).orderBy(desc(handovers.id)).limit(NEWEST).as('newest');
  return db
    .select()
    .from(newest)
    .where(
      and(
        gt(newest.acknowledgedAt, since),
        or(isNull(newest.toStaffId), eq(newest.toStaffId, staffId), eq(newest.acknowledgedByStaffId, staffId)),
      ),
    )
    .orderBy(desc(newest.acknowledgedAt))
    .limit(WAITING_SHOWN);
};

/** Locks a hand-over until the transaction ends; null where there is none. */
export async function holdHandover(tx: Transaction, handoverId: string): Promise<HandoverRow | null> {
  const [found] = await tx.select().from(handovers).where(eq(handovers.id, handoverId)).for('no key update');
  return found ?? null;
}

/** Records who acknowledged a held hand-over. */
export const recordAcknowledged = async (
  tx: Transaction,
  handoverId: string,
  by: { staffId: string; name: string; at: Date },
): Promise<void> =>
  void (await tx
    .update(handovers)
    .set({ acknowledgedAt: by.at, acknowledgedByStaffId: by.staffId, acknowledgedBy: by.name })
    .where(eq(handovers.id, handoverId)));
