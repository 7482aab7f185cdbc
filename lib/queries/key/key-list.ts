import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { KeyListItem, KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import { readFleetCounts } from '#lib/db/verdict/fleet.ts';
import { listKeyRows, readCursor, writeCursor, type KeyListRow, type PageOf } from '#lib/db/key/key-list.ts';
import type { Database } from '#lib/db/database.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';

export type ReadDeps = {
  db: Database;
  clock: () => Date;
  policy: { intervalMinutes: number };
  regions: readonly HostingRegion[];
};

function toItem(row: KeyListRow, deps: ReadDeps, now: Date): KeyListItem {
  const { id, customerName, arn, region, role } = row;
  const identity = { id, customerName, arn, region, role };
  // Until ownership is proven, the list says only that: no state and no dates (H16).
  if (row.ownershipProvenAt === null)
    return {
      ...identity,
      verdict: { status: 'unverified', cause: 'ownership_unproven' },
      causeWord: findingRecord('ownership_unproven').word,
      freshness: 'never',
      asOf: null,
      verdictSince: null,
      notUsableSince: null,
      keyState: null,
      deadlineAt: null,
    };
  const shown = shownVerdict(verdictOf(row), row.lastConclusiveAt, deps.policy.intervalMinutes, now);
  return {
    ...identity,
    verdict: shown.verdict,
    causeWord: shown.verdict.cause === null ? null : findingRecord(shown.verdict.cause).word,
    freshness: shown.freshness,
    asOf: shown.asOf?.toISOString() ?? null,
    verdictSince: row.verdictSince.toISOString(),
    notUsableSince: row.notUsableSince?.toISOString() ?? null,
    keyState: row.keyState,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
  };
}

const cursorOf = (row: KeyListRow): string => writeCursor([row.severity, row.verdictSince.toISOString(), row.id]);

/**
 * The list of keys for one member of staff.
 * @param page cursors from the URL; an invalid one begins at the first page
 */
export async function readKeyList(
  deps: ReadDeps,
  staff: { role: StaffRole },
  filter: KeyFilter,
  page: { after: string | null; before: string | null },
): Promise<KeyListPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const [after, before] = [readCursor(page.after), readCursor(page.before)];
  const at: PageOf = after
    ? { direction: 'after', cursor: after }
    : before
      ? { direction: 'before', cursor: before }
      : null;
  const [list, regions, fleet] = await Promise.all([
    listKeyRows(deps.db, filter, at, now),
    readRegionFreshness(deps, filter.region),
    readFleetCounts(deps.db),
  ]);
  const [first, last] = [list.rows[0], list.rows.at(-1)];
  return {
    now: now.toISOString(),
    items: list.rows.map((row) => toItem(row, deps, now)),
    before: list.hasBefore && first ? cursorOf(first) : null,
    after: list.hasAfter && last ? cursorOf(last) : null,
    regions,
    fleet,
  };
}
