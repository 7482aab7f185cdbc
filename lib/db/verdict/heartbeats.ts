import { eq } from 'drizzle-orm';
import { heartbeats } from '#drizzle/schema/heartbeats.ts';
import type { Executor } from '#lib/db/database.ts';

/** Records that a kind of process is at work. */
export async function beat(db: Executor, process: 'worker', at: Date): Promise<void> {
  await db.insert(heartbeats).values({ process, at }).onConflictDoUpdate({ target: heartbeats.process, set: { at } });
}

/** When a kind of process was last seen at work; null if never. */
export async function lastBeat(db: Executor, process: 'worker'): Promise<Date | null> {
  const [row] = await db.select({ at: heartbeats.at }).from(heartbeats).where(eq(heartbeats.process, process));
  return row?.at ?? null;
}
