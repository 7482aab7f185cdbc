import {
  HANDOVER_ITEMS_SHOWN,
  type HandoverItem,
  type HandoverPage,
  type ShownHandover,
} from '#lib/core/pages/handover-page.ts';
import { itemHref, type HandedOver } from '#lib/core/shift/handover.ts';
import { toWords } from '#lib/core/shift/handover-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import {
  acknowledgedHandovers,
  newestHandoverOf,
  waitingHandovers,
  type HandoverRow,
} from '#lib/db/shift/handovers.ts';
import { MOST_OPEN, openItemsOf } from '#lib/db/shift/open-items.ts';
import { takers } from '#lib/db/shift/takers.ts';
import { findStaff } from '#lib/db/staff/staff.ts';

type ShiftReadDeps = { db: Database; clock: () => Date };
type Reader = { staffId: string; role: StaffRole };

/** Acknowledging a note must not hide it from the person who goes on with it. */
const SHOWN_AFTER_MS = 24 * 60 * 60 * 1000;

function mayHandOver({ role }: Reader): void {
  if (!can(role, 'shifts:hand_over')) throw new Error(`The role ${role} may not hand over a shift.`);
}

const withHref = (item: HandedOver): HandoverItem => ({ ...item, href: itemHref(item) });

const instantOf = (text: string | null | undefined): Date | null =>
  text === null || text === undefined ? null : new Date(text);

/** An item as it was when it was handed over, without what the version that stored it didn't know. */
const itemOf = ({
  promise,
  state,
  deadlineAt,
  copied,
  told,
  keyId,
  kind,
  id,
  customerId,
  customerName,
  what,
}: HandoverRow['items'][number]): HandedOver => ({
  kind,
  id,
  customerId,
  customerName,
  what,
  promise: promise === null ? null : { ...promise, until: new Date(promise.until) },
  state: state ?? null,
  deadlineAt: instantOf(deadlineAt),
  copied: copied === null || copied === undefined ? null : { ...copied, at: new Date(copied.at) },
  told: told === null || told === undefined ? null : { ...told, at: new Date(told.at) },
  keyId: keyId ?? null,
});

const shownOf = (row: HandoverRow, staffId: string): ShownHandover => ({
  id: row.id,
  at: row.at,
  from: row.fromName,
  to: row.toStaffId === staffId ? null : toWords(row.toName),
  note: row.note,
  acknowledged:
    row.acknowledgedBy === null || row.acknowledgedAt === null
      ? null
      : { by: row.acknowledgedBy, at: row.acknowledgedAt },
  items: row.items.flatMap((item) => (item.stays === true ? [] : withHref(itemOf(item)))),
  kept: row.items.flatMap((item) => (item.stays === true ? withHref(itemOf(item)) : [])),
});

/** The hand-overs that this person may acknowledge and nobody did, the oldest first. */
export async function readWaitingHandovers({ db, clock }: ShiftReadDeps, staff: Reader): Promise<ShownHandover[]> {
  mayHandOver(staff);
  const rows = await waitingHandovers(db, staff.staffId, clock());
  return rows.map((row) => shownOf(row, staff.staffId));
}

/**
 * What a person has open, and whom they can hand it over to.
 * @param wanted where the page begins; where less is open, it is the last page
 */
export async function readHandoverPage(deps: ShiftReadDeps, staff: Reader, wanted = 0): Promise<HandoverPage> {
  mayHandOver(staff);
  const { db, clock } = deps;
  const now = clock();
  const { staffId } = staff;
  const [items, people, self, last, waiting, acknowledged] = await Promise.all([
    openItemsOf(db, staffId, now),
    takers(db, now),
    findStaff(db, staffId),
    newestHandoverOf(db, staffId),
    readWaitingHandovers(deps, staff),
    acknowledgedHandovers(db, staffId, new Date(now.getTime() - SHOWN_AFTER_MS)),
  ]);
  const lastPage = Math.max(0, items.length - 1);
  const from = Math.min(wanted, lastPage - (lastPage % HANDOVER_ITEMS_SHOWN));
  const ofKind = Object.values(Object.groupBy(items, ({ kind }) => kind));
  const awayUntil = self?.awayUntil ?? null;
  return {
    now,
    items: items.slice(from, from + HANDOVER_ITEMS_SHOWN).map(withHref),
    from,
    counts: {
      all: items.length,
      exact: ofKind.every(({ length }) => length < MOST_OPEN),
    },
    people: people.filter((person) => person.staffId !== staffId),
    awayUntil: awayUntil !== null && awayUntil > now ? awayUntil : null,
    last: last === null ? null : shownOf(last, staffId),
    waiting,
    acknowledged: acknowledged.map((row) => shownOf(row, staffId)),
  };
}

/** Whom something can be handed over to now. */
export async function readTakers(
  { db, clock }: ShiftReadDeps,
  staff: Reader,
): Promise<{ people: { staffId: string; name: string }[] }> {
  mayHandOver(staff);
  return { people: await takers(db, clock()) };
}
