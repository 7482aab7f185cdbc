import { readNote, type NoteRefusal } from '#lib/core/ticket/note.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { customerOfKey, insertNote } from '#lib/db/ticket/notes.ts';
import type { TicketDeps } from './change-ticket.ts';

export type AddNoteRefusal = NoteRefusal | 'not_found' | 'key_of_another_customer';

/**
 * Adds a note of staff for staff about a customer, or one of their keys. The audit log says that there is one, and not
 * what it says. What looks like a secret is refused before anything is written.
 */
export async function addNote(
  { db, clock }: TicketDeps,
  { customerId, keyId, text }: { customerId: string; keyId: string | null; text: string },
  { actor, requestId }: By,
): Promise<Result<{ noteId: string }, AddNoteRefusal>> {
  const read = readNote(text);
  if (!read.ok) return read;
  const at = clock();
  return db.transaction(async (tx) => {
    if ((await findCustomer(tx, customerId)) === null) return refuse('not_found');
    const holder = keyId === null ? customerId : await customerOfKey(tx, keyId);
    if (holder === null) return refuse('not_found');
    if (holder !== customerId) return refuse('key_of_another_customer');
    const { staffId, name } = actor;
    const noteId = await insertNote(tx, { customerId, keyId, at, byStaffId: staffId, by: name, body: read.value });
    await appendAudit(
      tx,
      {
        action: 'note.added',
        actor,
        targetType: keyId === null ? 'customer' : 'customer_key',
        targetId: keyId ?? customerId,
        customerId,
        before: null,
        after: { noteId },
        reason: null,
      },
      at,
      requestId,
    );
    await announceChange(tx, { kind: 'customer', id: customerId });
    return ok({ noteId });
  });
}
