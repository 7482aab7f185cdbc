import { kindsOf } from '#lib/core/verdict/event-groups.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import type { Executor } from '#lib/db/database.ts';
import { keyEventRows } from '#lib/db/key/key-events.ts';

/** A key with all its on-demand rotations, and others every 90 days for many years, has fewer. */
export const ROTATION_EVENTS_READ = 100;

/** The latest rotation events of a key, newest first; other events are not read. `eventsCut` says that there are more. */
export async function rotationEvents(
  db: Executor,
  customerKeyId: string,
): Promise<Pick<RotationSources, 'events' | 'eventsCut'>> {
  const rows = await keyEventRows(db, customerKeyId, { kinds: kindsOf('rotation') }, ROTATION_EVENTS_READ + 1);
  return {
    events: rows.slice(0, ROTATION_EVENTS_READ).map(({ at, detail }) => ({ at, event: detail })),
    eventsCut: rows.length > ROTATION_EVENTS_READ,
  };
}
