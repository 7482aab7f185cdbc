import { ok, refuse, type Result } from '#lib/core/result.ts';
import { itemValue, type ItemRef } from '#lib/core/shift/handover.ts';
import { shiftWords } from '#lib/core/shift/handover-words.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { secretIn, type Secret } from '#lib/core/ticket/note.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { insertHandover } from '#lib/db/shift/handovers.ts';
import { openItemsOf } from '#lib/db/shift/open-items.ts';
import { findTaker } from '#lib/db/shift/takers.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { giveItems, holdItems } from './give-items.ts';

export type ShiftDeps = { db: Database; clock: () => Date };
export type HandOverRefusal = 'no_such_person' | 'yourself' | 'items_changed' | Secret;

/**
 * Hands a shift over to somebody who can work now, or to the team (null), with one note: all items or none. What the
 * person doesn't have any more, or what is over, refuses the whole, because the note was written for what the page showed.
 * What they keep is named in it, so that the taker knows who has it.
 */
export async function handOverShift(
  { db, clock }: ShiftDeps,
  { items, toStaffId, note }: { items: readonly ItemRef[]; toStaffId: string | null; note: string },
  by: By,
): Promise<Result<{ handoverId: string; items: number }, HandOverRefusal>> {
  const at = clock();
  const { actor } = by;
  if (toStaffId === actor.staffId) return refuse('yourself');
  const secret = secretIn(note);
  if (secret !== null) return refuse(secret);
  // A form may name an item twice.
  const wanted = new Map(items.map((item) => [itemValue(item), item]));
  return db.transaction(async (tx) => {
    const to = toStaffId === null ? null : await findTaker(tx, toStaffId, at);
    if (toStaffId !== null && to === null) return refuse('no_such_person');
    // All rows are locked before the first entry of the audit log, which one transaction after the other writes.
    const held = await holdItems(tx, [...wanted.values()]);
    const open = await openItemsOf(tx, actor.staffId, at);
    const given = open.filter((item) => wanted.has(itemValue(item)));
    if (given.length !== wanted.size) return refuse('items_changed');

    const handoverId = await insertHandover(tx, {
      at,
      fromStaffId: actor.staffId,
      fromName: actor.name,
      toStaffId: to?.staffId ?? null,
      toName: to?.name ?? null,
      note,
      items: given,
      kept: open.filter((item) => !given.includes(item)),
    });
    const words = shiftWords(given.map(({ kind }) => kind));
    await giveItems(tx, held, to, words, at, by);
    await appendAudit(
      tx,
      {
        action: 'shift.handed_over',
        actor,
        targetType: 'handover',
        targetId: handoverId,
        customerId: null,
        before: null,
        after: { to: to?.name ?? null, items: given.map(({ customerName, what }) => `${customerName}: ${what}`) },
        // The note may hold what must be deleted later, and the audit log keeps everything.
        reason: words,
      },
      at,
      by.requestId,
    );
    await announceChange(tx, { kind: 'handover', id: handoverId });
    return ok({ handoverId, items: given.length });
  });
}
