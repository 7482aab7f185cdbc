import { RETIRED_HOW_WORD } from '#lib/core/departure/departure-words.ts';
import { needsConfirmation } from '#lib/core/departure/move.ts';
import { releaseBlocks, releaseBlockWords } from '#lib/core/departure/release-blocks.ts';
import type { KeyUsePage, MoveView } from '#lib/core/pages/key-use-page.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { keyUseOf } from '#lib/db/departure/key-use.ts';
import { movesOfKey, type StoredMove } from '#lib/db/departure/moves.ts';
import { dependentsOf } from '#lib/db/departure/releases.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** A move as pages show it. */
export const moveView = ({ move, from, to, oldKey, newKey }: StoredMove): MoveView => ({
  id: move.id,
  setupId: move.setupId,
  from: { name: from.name, region: from.region },
  to: { name: to.name, region: to.region },
  startedAt: move.startedAt,
  startedBy: move.startedBy,
  oldKeyId: oldKey?.id ?? null,
  newKeyCleared: newKey?.cleared === true,
  needsConfirmation: needsConfirmation(oldKey, newKey, move.confirmedAt),
  confirmed:
    move.confirmedAt === null
      ? null
      : { at: move.confirmedAt, by: move.confirmedBy ?? '', how: move.confirmedHow ?? '' },
  retained:
    move.retainedAt === null ? null : { at: move.retainedAt, by: move.retainedBy ?? '', how: move.retainedHow ?? '' },
  ended: move.endedAt !== null,
});

/** What a key protects and what keeps it, or null when there is no such key. */
export async function readKeyUse(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<KeyUsePage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const [use, known, moves] = await Promise.all([
    keyUseOf(deps.db, customerKeyId),
    dependentsOf(deps.db, [customerKeyId]).then((all) => all.get(customerKeyId) ?? null),
    movesOfKey(deps.db, customerKeyId),
  ]);
  if (use === null) return null;
  const { role, workspaces, releases } = use;
  const isOld = workspaces.length > 0 && workspaces.every((one) => one.role === 'retained');
  const switchedAt = isOld ? new Date(Math.max(...workspaces.map(({ since }) => since.getTime()))) : null;
  const current = releases.find(({ resumedAt }) => resumedAt === null);
  return {
    now,
    keyId: customerKeyId,
    role,
    workspaces,
    kept: isOld ? releaseBlocks(known, now, switchedAt).map((block) => releaseBlockWords(block, now)) : null,
    release:
      current === undefined
        ? null
        : {
            releasedAt: current.releasedAt,
            releasedBy: current.releasedBy,
            reason: current.reason,
            departureId: current.departureId,
            unseenSince: current.unseenSince,
            retired:
              current.retiredAt === null || current.retiredHow === null
                ? null
                : {
                    at: current.retiredAt,
                    words:
                      current.retiredNote === null
                        ? RETIRED_HOW_WORD[current.retiredHow]
                        : `${RETIRED_HOW_WORD[current.retiredHow]} (${current.retiredBy ?? ''}): ${current.retiredNote}`,
                  },
          },
    departures: use.departures,
    moves: moves.map(moveView),
  };
}
