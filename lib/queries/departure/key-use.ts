import { RETIRED_HOW_WORD } from '#lib/core/departure/departure-words.ts';
import { needsConfirmation } from '#lib/core/departure/move.ts';
import { releaseBlocks, releaseBlockWords, type ReleaseBlock } from '#lib/core/departure/release-blocks.ts';
import type { KeyUsePage, MoveView } from '#lib/core/pages/key-use-page.ts';
import { newReplacementHref } from '#lib/core/pages/new-replacement.ts';
import { AS_NEW_KEY, AS_OLD_KEY } from '#lib/core/replacement/new-replacement-words.ts';
import { holdsWorkspace } from '#lib/core/replacement/replacement.ts';
import { STATE_WORD } from '#lib/core/replacement/replacement-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { keyUseOf, type KeyUse } from '#lib/db/departure/key-use.ts';
import { movesOfKey, type StoredMove } from '#lib/db/departure/moves.ts';
import { dependentsOf } from '#lib/db/departure/releases.ts';
import { isWantedAsNew, linesOfKey, type LineOfKey } from '#lib/db/replacement/list-reads.ts';
import { switchesFrom } from '#lib/db/replacement/replacements.ts';
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

/** A line in which a key is the old or the new one: "main: tests under way, as the old key". */
const lineWords = ({ workspace, state, oldKeyId }: LineOfKey, keyId: string): string =>
  `${workspace}: ${STATE_WORD[state]}, ${oldKeyId === keyId ? AS_OLD_KEY : AS_NEW_KEY}`;

/** The form for a request to replace a key where it is active, for the first workspace that no other request has. */
function replaceHref(workspaces: KeyUse['workspaces'], lines: readonly LineOfKey[]): string | null {
  const taken = new Set(lines.flatMap(({ workspaceId, state }) => (holdsWorkspace(state) ? [workspaceId] : [])));
  const free = workspaces.find(({ id, role }) => role === 'active' && !taken.has(id));
  return free === undefined
    ? null
    : newReplacementHref({ customerId: free.customerId, workspaceId: free.id, source: 'noticed' });
}

/** What a key protects and what keeps it, or null when there is no such key. */
export async function readKeyUse(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<KeyUsePage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const [use, known, switches, moves, lines] = await Promise.all([
    keyUseOf(deps.db, customerKeyId),
    dependentsOf(deps.db, [customerKeyId]).then((all) => all.get(customerKeyId) ?? null),
    switchesFrom(deps.db, customerKeyId),
    movesOfKey(deps.db, customerKeyId),
    linesOfKey(deps.db, customerKeyId),
  ]);
  if (use === null) return null;
  const { role, workspaces, releases } = use;
  const isOld = workspaces.length > 0 && workspaces.every((one) => one.role === 'retained');
  const times = [...workspaces.map(({ since }) => since.getTime()), switches.acknowledgedAt?.getTime() ?? 0];
  const zeroFrom = isOld ? new Date(Math.max(...times)) : null;
  const blocks: ReleaseBlock[] = [
    ...(switches.unacknowledged ? [{ kind: 'not_acknowledged' as const }] : []),
    ...(isOld && (await isWantedAsNew(deps.db, customerKeyId)) ? [{ kind: 'wanted' as const }] : []),
    ...releaseBlocks(known, now, zeroFrom),
  ];
  const current = releases.find(({ resumedAt }) => resumedAt === null);
  return {
    now,
    keyId: customerKeyId,
    role,
    workspaces: workspaces.map(({ customerId: _customer, ...workspace }) => workspace),
    kept: isOld ? blocks.map((block) => releaseBlockWords(block, now)) : null,
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
    replacements: lines.map((line) => ({
      lineId: line.lineId,
      replacementId: line.replacementId,
      words: lineWords(line, customerKeyId),
    })),
    replaceHref: replaceHref(workspaces, lines),
    moves: moves.map(moveView),
  };
}
