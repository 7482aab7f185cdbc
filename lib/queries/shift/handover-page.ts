import type { HandoverItem, HandoverPage, WaitingHandover } from '#lib/core/pages/handover-page.ts';
import { itemHref, type HandedOver } from '#lib/core/shift/handover.ts';
import { toWords } from '#lib/core/shift/handover-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import { lastHandoverOf, waitingHandovers, type HandoverRow } from '#lib/db/shift/handovers.ts';
import { openItemsOf } from '#lib/db/shift/open-items.ts';
import { takers } from '#lib/db/shift/takers.ts';
import { findStaff } from '#lib/db/staff/staff.ts';

type ShiftReadDeps = { db: Database; clock: () => Date };
type Reader = { staffId: string; role: StaffRole };

function mayHandOver({ role }: Reader): void {
  if (!can(role, 'shifts:hand_over')) throw new Error(`The role ${role} may not hand over a shift.`);
}

const withHref = (item: HandedOver): HandoverItem => ({ ...item, href: itemHref(item) });

const waitingOf = (row: HandoverRow, staffId: string): WaitingHandover => ({
  id: row.id,
  at: row.at,
  from: row.fromName,
  to: row.toStaffId === staffId ? null : toWords(row.toName),
  note: row.note,
  items: row.items.map(({ promise, ...item }) =>
    withHref({ ...item, promise: promise === null ? null : { ...promise, until: new Date(promise.until) } }),
  ),
});

/** The hand-overs that this person may acknowledge and nobody did, the oldest first. */
export async function readWaitingHandovers({ db, clock }: ShiftReadDeps, staff: Reader): Promise<WaitingHandover[]> {
  mayHandOver(staff);
  const rows = await waitingHandovers(db, staff.staffId, clock());
  return rows.map((row) => waitingOf(row, staff.staffId));
}

/** What a person has open, and whom they can hand it over to. */
export async function readHandoverPage(deps: ShiftReadDeps, staff: Reader): Promise<HandoverPage> {
  mayHandOver(staff);
  const { db, clock } = deps;
  const now = clock();
  const { staffId } = staff;
  const [items, people, self, lastHandoverAt, waiting] = await Promise.all([
    openItemsOf(db, staffId, now),
    takers(db, now),
    findStaff(db, staffId),
    lastHandoverOf(db, staffId),
    readWaitingHandovers(deps, staff),
  ]);
  const awayUntil = self?.awayUntil ?? null;
  return {
    now,
    items: items.map(withHref),
    people: people.filter((person) => person.staffId !== staffId),
    awayUntil: awayUntil !== null && awayUntil > now ? awayUntil : null,
    lastHandoverAt,
    waiting,
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
