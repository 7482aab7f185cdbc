import { eventWords } from '#lib/core/pages/event-words.ts';
import type { KeyEventsPage } from '#lib/core/pages/key-events-page.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { kindsOf, type EventGroup } from '#lib/core/verdict/event-groups.ts';
import { latestKeyEvents, readEventCursor, writeEventCursor, type EventRows } from '#lib/db/key/key-events.ts';
import { findKeyPlace } from '#lib/db/key/key-page.ts';
import type { ReadDeps } from './key-list.ts';

const EVENTS_A_PAGE = 50;

/** Events as a page shows them. */
export function toEventsPage(
  { events, more }: EventRows,
  timeZone: string | null,
): Pick<KeyEventsPage, 'events' | 'after'> {
  const last = events.at(-1);
  return {
    events: events.map(({ id, at, event }) => ({
      id,
      at,
      words: eventWords(event, timeZone),
      status: event.kind === 'verdict_changed' ? event.to.status : null,
    })),
    after: more && last !== undefined ? writeEventCursor(last) : null,
  };
}

/**
 * A page of a key's history, or null when there is no such key or its ownership is not proven (H16).
 * @param of only a group of events, and only what is older than a cursor
 */
export async function readKeyEvents(
  deps: Pick<ReadDeps, 'db' | 'clock'>,
  staff: { role: StaffRole },
  customerKeyId: string,
  of: { group: EventGroup | null; after: string | null },
): Promise<KeyEventsPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const after = of.after === null ? null : readEventCursor(of.after);
  const kinds = of.group === null ? null : kindsOf(of.group);
  const [key, page] = await Promise.all([
    findKeyPlace(deps.db, customerKeyId),
    latestKeyEvents(deps.db, customerKeyId, { kinds, after }, EVENTS_A_PAGE),
  ]);
  if (key === null || !key.proven) return null;
  return { ...toEventsPage(page, key.timeZone), now: deps.clock() };
}
