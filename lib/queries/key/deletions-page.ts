import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { keyWorks } from '#lib/core/finding/verdict.ts';
import { AXIS_MS, LATE_MS, layOut, MOST_MARKS, NARROW_AXIS, WIDE_AXIS } from '#lib/core/pages/deletion-axis.ts';
import { stakeWords, UNDO_RELEASED, UNDO_WORDS, whatHappens } from '#lib/core/pages/deletion-words.ts';
import { endOf, type DeletionGroup, type DeletionItem, type DeletionsPage } from '#lib/core/pages/deletions-page.ts';
import { COUNTED_TO, cutCount } from '#lib/core/pages/list-count.ts';
import { reportedInRow } from '#lib/core/service/dependents-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import { findingsOf } from '#lib/db/finding/stored-findings.ts';
import {
  countDeadlines,
  cursorAt,
  listDeadlines,
  listPassed,
  listUndated,
  readDeadlineCursor,
  readDeadlineRows,
  writeDeadlineCursor,
  type DeadlineCursor,
  type DeadlineRow,
} from '#lib/db/key/deadlines.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';

export const DELETIONS_A_PAGE = 200;
/** Passed dates are kept so long: the customer may still answer. */
export const PASSED_KEPT_MS = 30 * 24 * 3_600_000;

/** The date that the finding of a presumed deletion keeps, where the key's own row has none. */
function presumedDate({ presumed }: DeadlineRow): Date | null {
  for (const { code, detail } of findingsOf(presumed ?? [])) if (code === 'presumed_deleted') return detail.deletionAt;
  return null;
}

function toItem(row: DeadlineRow, now: Date): DeletionItem {
  const verdict = verdictOf(row);
  const end = endOf({ ...row, cause: verdict.cause });
  const at = end.at ?? (end.kind === 'presumed_deleted' ? presumedDate(row) : null);
  const works = keyWorks(verdict);
  const levels = row.clients.length > 0 ? row.clients.map(({ serviceLevel }) => serviceLevel) : [row.serviceLevel];
  const known = [...new Set(levels)].filter((level) => level !== null);
  return {
    id: row.id,
    customerName: row.customerName,
    clientNames: row.clients.map(({ name }) => name),
    arn: row.arn,
    region: row.region,
    status: verdict.status,
    causeWord: verdict.cause === null ? null : findingRecord(verdict.cause).word,
    kind: end.kind,
    at: at?.toISOString() ?? null,
    what: whatHappens(end.kind, at, row, now),
    stake: stakeWords(row, works),
    reported: reportedInRow(row.reported === null ? null : { ...row.reported.content, asOf: row.reported.asOf }, now),
    undo: row.role === 'released' ? UNDO_RELEASED : UNDO_WORDS[end.kind],
    serviceLevel: known.length === 0 ? null : known.join(', '),
  };
}

/**
 * The deletion timeline for one member of staff: every pending deletion and expiring key material, the soonest first.
 * @param after the cursor from the URL; an invalid one begins at the first page
 */
export async function readDeletions(
  deps: ReadDeps,
  staff: { role: StaffRole },
  after: string | null,
): Promise<DeletionsPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const cursor = readDeadlineCursor(after);
  const [page, regions] = await Promise.all([
    cursor === null ? readFirstPage(deps.db, now) : readLaterPage(deps.db, cursor, now),
    readRegionFreshness(deps),
  ]);
  return { now: now.toISOString(), regions, ...page };
}

type Page = Omit<DeletionsPage, 'now' | 'regions'>;

async function readLaterPage(db: Database, start: DeadlineCursor, now: Date): Promise<Page> {
  const page = await listDeadlines(db, start, now, DELETIONS_A_PAGE);
  return {
    items: itemsOf(page.keys.map(idOf), await rowsOf(db, page.keys.map(idOf)), now),
    after: page.after === null ? null : writeDeadlineCursor(page.after),
    first: null,
  };
}

const idOf = ({ id }: DeadlineCursor): string => id;

async function rowsOf(db: Database, ids: readonly string[]): Promise<Map<string, DeadlineRow>> {
  const rows = await readDeadlineRows(db, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, row]));
}

const itemsOf = (ids: readonly string[], rows: ReadonlyMap<string, DeadlineRow>, now: Date): DeletionItem[] =>
  ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : [toItem(row, now)];
  });

const groupOf = (items: DeletionItem[], found: number): DeletionGroup => ({
  items: items.slice(0, DELETIONS_A_PAGE),
  cut: found > DELETIONS_A_PAGE,
});

async function readFirstPage(db: Database, now: Date): Promise<Page> {
  const overSince = new Date(now.getTime() - LATE_MS);
  const keptSince = new Date(now.getTime() - PASSED_KEPT_MS);
  const axisEnd = cursorAt(new Date(now.getTime() + AXIS_MS));
  const limit = DELETIONS_A_PAGE + 1;
  const [dated, beyond, laterCount, passedIds, undatedIds] = await Promise.all([
    listDeadlines(db, cursorAt(overSince), now, MOST_MARKS),
    listDeadlines(db, axisEnd, now, 1),
    countDeadlines(db, axisEnd, null, now, COUNTED_TO + 1),
    listPassed(db, { since: keptSince, overSince, now, limit }),
    listUndated(db, limit),
  ]);
  const onAxis = dated.keys.filter(({ at }) => at < axisEnd.at);
  const [more, rows] = await Promise.all([
    // The axis is full: how many keys on it are not drawn.
    onAxis.length === dated.keys.length && dated.after !== null
      ? countDeadlines(db, dated.after, axisEnd, now, COUNTED_TO + 1)
      : 0,
    rowsOf(db, [...dated.keys.map(idOf), ...passedIds, ...undatedIds]),
  ]);
  const listed = dated.keys.slice(0, DELETIONS_A_PAGE);
  const end = dated.keys.length > listed.length ? (listed.at(-1) ?? null) : dated.after;
  const marks = itemsOf(onAxis.map(idOf), rows, now).flatMap(({ id, at, customerName: name, status }) =>
    at === null ? [] : [{ id, at: new Date(at), name, status }],
  );
  const passed = itemsOf(passedIds, rows, now).filter(
    ({ at }) => at === null || (new Date(at) > keptSince && new Date(at) <= now),
  );
  const [firstBeyond] = beyond.keys;
  return {
    items: itemsOf(listed.map(idOf), rows, now),
    after: end === null ? null : writeDeadlineCursor(end),
    first: {
      axis: { wide: layOut(marks, now, WIDE_AXIS), narrow: layOut(marks, now, NARROW_AXIS) },
      notDrawn: more === 0 ? null : cutCount(more),
      later:
        firstBeyond === undefined
          ? null
          : {
              count: cutCount(laterCount),
              firstAt: firstBeyond.at.toISOString(),
              cursor: writeDeadlineCursor(axisEnd),
            },
      undated: groupOf(itemsOf(undatedIds, rows, now), undatedIds.length),
      passed: groupOf(passed, passedIds.length),
    },
  };
}
