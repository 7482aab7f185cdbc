import { desc, eq } from 'drizzle-orm';
import { handovers } from '#drizzle/schema/handovers.ts';
import type { Executor } from '#lib/db/database.ts';

/** When a person last handed their shift over; null where they never did. */
export async function lastHandoverOf(db: Executor, staffId: string): Promise<Date | null> {
  const [found] = await db
    .select({ at: handovers.at })
    .from(handovers)
    .where(eq(handovers.fromStaffId, staffId))
    .orderBy(desc(handovers.at))
    .limit(1);
  return found?.at ?? null;
}
