import { LINES_A_REQUEST, type ReplacementSource } from '#lib/core/replacement/replacement.ts';
import { whyNotInTexts } from '#lib/core/setup/instructions-check.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { activeKeysOf } from '#lib/db/replacement/active-keys.ts';
import { addPart, insertReplacement, insertReplacementEvent } from '#lib/db/replacement/replacements.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { contactOfCustomer } from '#lib/db/departure/moves.ts';
import type { ReplacementDeps } from './change-replacement.ts';

export type StartReplacementRefusal =
  | 'no_workspace'
  | 'no_active_key'
  | 'too_many'
  | 'workspace_leaves'
  | 'replaced_already'
  | 'no_such_contact'
  | 'unsafe_name';

export type StartReplacementInput = {
  customerId: string;
  source: ReplacementSource;
  reason: string;
  ticket: string | null;
  plannedFor: Date | null;
  /** Who asked: a contact of the customer, or a name. */
  askedBy: { contactId: string | null; name: string };
  /** In the order of the mail. Each has an active key, which is the old one. */
  workspaceIds: readonly string[];
};

/** Starts a request to replace the active keys of some workspaces. No key is known yet: each line waits for its ARN. */
export async function startReplacement(
  { db, clock }: ReplacementDeps,
  input: StartReplacementInput,
  { actor, requestId }: By,
): Promise<Result<{ replacementId: string }, StartReplacementRefusal>> {
  const { customerId, source, reason, ticket, plannedFor, askedBy, workspaceIds } = input;
  if (workspaceIds.length === 0) return refuse('no_workspace');
  if (workspaceIds.length > LINES_A_REQUEST) return refuse('too_many');
  if (whyNotInTexts({ value: askedBy.name, place: '' }) !== null) return refuse('unsafe_name');
  const at = clock();
  try {
    return await db.transaction(async (tx) => {
      const contact = askedBy.contactId === null ? null : await contactOfCustomer(tx, customerId, askedBy.contactId);
      if (askedBy.contactId !== null && contact === null) return refuse('no_such_contact');
      const active = await activeKeysOf(tx, customerId);
      const wanted = workspaceIds.flatMap((id) => active.find(({ workspaceId }) => workspaceId === id) ?? []);
      if (wanted.length < workspaceIds.length) return refuse('no_active_key');
      const leaving = new Set((await leavingWorkspaces(tx, customerId)).map(({ workspaceId }) => workspaceId));
      if (workspaceIds.some((id) => leaving.has(id))) return refuse('workspace_leaves');
      const { id: replacementId, lineIds } = await insertReplacement(
        tx,
        {
          customerId,
          source,
          reason,
          ticket,
          plannedFor,
          askedByContactId: contact?.id ?? null,
          askedByName: contact?.name ?? askedBy.name,
          ownerStaffId: actor.staffId,
          ownerName: actor.name,
          createdByStaffId: actor.staffId,
          createdBy: actor.name,
          createdAt: at,
        },
        wanted.map(({ workspaceId, region, keyId }) => ({ id: workspaceId, region, oldKeyId: keyId })),
      );
      for (const lineId of lineIds) await addPart(tx, { lineId, staffId: actor.staffId, part: 'created', at });
      const detail = { source, ticket, askedBy: contact?.name ?? askedBy.name };
      await insertReplacementEvent(tx, replacementId, at, {
        kind: 'started',
        by: actor.name,
        detail: { ...detail, reason },
      });
      await appendAudit(
        tx,
        {
          action: 'replacement.started',
          actor,
          targetType: 'replacement',
          targetId: replacementId,
          customerId,
          before: null,
          after: { ...detail, workspaces: wanted.map(({ region, workspace }) => `${region} ${workspace}`) },
          reason,
        },
        at,
        requestId,
      );
      await announceChange(tx, { kind: 'replacement', id: replacementId });
      await announceChange(tx, { kind: 'customer', id: customerId });
      return ok({ replacementId });
    });
  } catch (error) {
    if (violatedConstraint(error) === 'replacement_lines_one_open') return refuse('replaced_already');
    throw error;
  }
}
