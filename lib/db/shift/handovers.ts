import { desc, eq } from 'drizzle-orm';
import { handovers } from '#drizzle/schema/handovers.ts';
import type { Executor } from '#lib/db/database.ts';

/** When a person last handed over a shift; null where they never did. */
export async function lastHandoverOf(db: Executor, staffId: string): Promise<{ at: Date } | null> {
  const [row] = await db
    .select({ at: handovers.at })
    .from(handovers)
    .where(eq(handovers.fromStaffId, staffId))
    .orderBy(desc(handovers.at))
    .limit(1);
  return row ?? null;
}
