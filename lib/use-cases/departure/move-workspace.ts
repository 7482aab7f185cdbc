import { mayConfirmMove } from '#lib/core/departure/move.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import type { AuditAction } from '#lib/core/staff/staff-actions.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Transaction } from '#lib/db/database.ts';
import {
  contactOfCustomer,
  lockMove,
  setMoveConfirmed,
  setRetained,
  type StoredMove,
} from '#lib/db/departure/moves.ts';
import { changeAssignments, lockKey, openAssignmentsOf } from '#lib/db/departure/releases.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import { lockCustomersOf } from '#lib/db/verdict/expiry.ts';
import type { DepartureDeps } from './change-departure.ts';

/**
 * Records that new backups no longer use the old key of a workspace that moved: it is retained from now on, for backups
 * made before. Nothing else happens to it by itself.
 */
export async function keepAsRetained(
  { db, clock }: DepartureDeps,
  { moveId, how }: { moveId: string; how: string },
  by: By,
): Promise<Result<null, 'not_moving' | 'new_not_cleared'>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const moving = await lockMove(tx, moveId);
    if (moving === null || moving.oldKey === null) return refuse('not_moving');
    if (moving.newKey?.cleared !== true) return refuse('new_not_cleared');
    const key = await lockKey(tx, moving.oldKey.id);
    if (key === null) return refuse('not_moving');
    const active = (await openAssignmentsOf(tx, key.id)).filter(
      ({ workspaceId, role }) => workspaceId === moving.from.id && role === 'active',
    );
    if (active.length === 0) return refuse('not_moving');
    if (!(await setRetained(tx, moveId, { at, by: by.actor.name, how }))) return refuse('not_moving');
    await lockCustomersOf(tx, [key.id]);
    await changeAssignments(tx, active, 'retained', at);
    const event = { kind: 'role_changed', from: 'active', to: 'retained', by: by.actor.name, reason: how } as const;
    await insertEvents(tx, { customerKeyId: key.id, customerId: key.customerId }, [event], at, null);
    await announceChange(tx, { kind: 'key', id: key.id });
    await audited(tx, moving, { action: 'key.kept_as_retained', after: { keyId: key.id }, reason: how }, at, by);
    return ok(null);
  });
}

/** Records that a verified contact confirmed the move to a key in another AWS account (H17). */
export async function confirmMove(
  { db, clock }: DepartureDeps,
  { moveId, contactId, how }: { moveId: string; contactId: string; how: string },
  by: By,
): Promise<Result<null, 'not_found' | 'no_such_contact' | 'contact_too_new'>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const moving = await lockMove(tx, moveId);
    if (moving === null) return refuse('not_found');
    const contact = await contactOfCustomer(tx, moving.from.customerId, contactId);
    if (contact === null) return refuse('no_such_contact');
    if (!mayConfirmMove(contact, moving.move)) return refuse('contact_too_new');
    const said = `${contact.name}, ${contact.verifiedChannel ?? ''} ${contact.verifiedWith ?? ''}: ${how}`;
    await setMoveConfirmed(tx, moveId, { at, by: by.actor.name, how: said, contactId });
    await audited(
      tx,
      moving,
      { action: 'setup.move_confirmed', after: { contactId, how: said }, reason: null },
      at,
      by,
    );
    return ok(null);
  });
}

/** An approver's exception from that confirmation, where no verified contact is left: with the contract's signatory (H17). */
export async function exceptMove(
  { db, clock }: DepartureDeps,
  { moveId, reason }: { moveId: string; reason: string },
  by: By,
): Promise<Result<null, 'not_found'>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const moving = await lockMove(tx, moveId);
    if (moving === null) return refuse('not_found');
    await setMoveConfirmed(tx, moveId, { at, by: by.actor.name, how: `Exception: ${reason}`, contactId: null });
    await audited(tx, moving, { action: 'setup.move_excepted', after: null, reason }, at, by);
    return ok(null);
  });
}

async function audited(
  tx: Transaction,
  { move, from, to }: StoredMove,
  entry: { action: AuditAction; after: Readonly<Record<string, unknown>> | null; reason: string | null },
  at: Date,
  { actor, requestId }: By,
): Promise<void> {
  const about = { targetType: 'setup', targetId: move.setupId, customerId: from.customerId } as const;
  const after = { from: `${from.region} ${from.name}`, to: `${to.region} ${to.name}`, ...entry.after };
  await appendAudit(tx, { ...entry, ...about, before: null, after, actor }, at, requestId);
  await announceChange(tx, { kind: 'setup', id: move.setupId });
  await announceChange(tx, { kind: 'customer', id: from.customerId });
}
