import { and, desc, eq, inArray } from 'drizzle-orm';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import type { Executor } from '#lib/db/database.ts';

/** A key with all its on-demand rotations, and others every 90 days for many years, has fewer. */
export const ROTATION_EVENTS_READ = 100;

const ROTATION_KINDS = [
  'key_material_first_seen',
  'key_material_changed',
  'rotation_schedule_changed',
] as const satisfies readonly KeyEvent['kind'][];

/** The rotation events of a key, newest first. `eventsCut` says that there are more. */
export async function rotationEvents(
  db: Executor,
  customerKeyId: string,
): Promise<Pick<RotationSources, 'events' | 'eventsCut'>> {
  const rows = await db
    .select({ at: keyEvents.at, event: keyEvents.detail })
    .from(keyEvents)
    .where(and(eq(keyEvents.keyId, customerKeyId), inArray(keyEvents.kind, [...ROTATION_KINDS])))
    .orderBy(desc(keyEvents.at), desc(keyEvents.id))
    .limit(ROTATION_EVENTS_READ + 1);
  return { events: rows.slice(0, ROTATION_EVENTS_READ), eventsCut: rows.length > ROTATION_EVENTS_READ };
}
