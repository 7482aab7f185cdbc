import { placeKeys } from '#lib/core/pages/home-groups.ts';
import type { HomeCounts } from '#lib/core/pages/home-page.ts';
import { cutCount } from '#lib/core/pages/list-count.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { readHomeDesk, type HomeDesk } from './home-desk.ts';

/** Every open page asks after a change, so they share a reading for longer than those of a page's content. */
const KEPT_MS = 30_000;
const kept = new WeakMap<Database, { at: Date; counts: Promise<HomeCounts> }>();

function countsOf({ faults, alarms, work, keys, inIncident, whole, now }: HomeDesk): HomeCounts {
  const { needsUs } = placeKeys({ ...keys, changed: [] }, inIncident, now);
  const rows = [...alarms, ...work];
  const ofKind = (path: string): number => rows.filter(({ href }) => href.startsWith(`${path}/`)).length;
  return {
    '/': cutCount(faults.length + rows.length + needsUs.length, {
      ends: !whole.promised || !whole.ours || !whole.untold,
    }),
    '/setups': cutCount(ofKind('/setups')),
    '/replacements': cutCount(ofKind('/replacements')),
  };
}

/** How much waits for a person in each entry of the rail, at most 30 seconds old. */
export async function readHomeCounts(deps: ReadDeps, staff: { role: StaffRole }): Promise<HomeCounts> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const known = kept.get(deps.db);
  if (known !== undefined && known.at <= now && now.getTime() - known.at.getTime() < KEPT_MS) return known.counts;
  const counts = readHomeDesk(deps, staff).then(countsOf);
  kept.set(deps.db, { at: now, counts });
  counts.catch(() => kept.delete(deps.db));
  return counts;
}
