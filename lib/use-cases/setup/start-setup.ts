import { randomBytes } from 'node:crypto';
import { CODE_BYTES, codeFrom } from '#lib/core/customer/ownership.ts';
import { whyNotInTexts } from '#lib/core/setup/instructions-check.ts';
import { CODE_LASTS_MS } from '#lib/core/setup/setup.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { insertMove } from '#lib/db/departure/moves.ts';
import { insertCode } from '#lib/db/ownership/codes.ts';
import { insertSetup, insertSetupEvent, workspacesOf } from '#lib/db/setup/setups.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { SetupDeps } from './change-setup.ts';

export type StartSetupRefusal =
  | 'no_such_customer'
  | 'no_workspace'
  | 'same_workspace_twice'
  | 'region_not_hosted'
  | 'workspace_in_setup'
  | 'workspace_has_key'
  | 'workspace_leaves'
  | 'not_moving'
  | 'moves_already'
  | 'unsafe_name';

export type StartSetupInput = {
  customerId: string;
  ticket: string | null;
  /** Who asked: a contact of the customer, or a name. */
  askedBy: { contactId: string | null; name: string };
  /** In the order of the mail. A workspace that doesn't exist yet is added. */
  workspaces: readonly { name: string; region: string }[];
  /** The workspace that moves to another region, where the setup is for its successor alone. */
  movesFromId?: string | null;
};

/**
 * Starts a setup for one or several workspaces, with a one-time code for its instructions. A workspace that has an active key
 * is refused: its key is replaced, not set up. A workspace moves by a setup of its successor in another region, and its key
 * stays as it is.
 */
export async function startSetup(
  { db, clock, regions }: SetupDeps & { regions: readonly HostingRegion[] },
  { customerId, ticket, askedBy, workspaces, movesFromId = null }: StartSetupInput,
  { actor, requestId }: By,
): Promise<Result<{ setupId: string }, StartSetupRefusal>> {
  if (workspaces.length === 0) return refuse('no_workspace');
  if (workspaces.some(({ region }) => findRegion(regions, region) === undefined)) return refuse('region_not_hosted');
  const names = [askedBy.name, ...workspaces.map(({ name }) => name)];
  if (names.some((value) => whyNotInTexts({ value, place: '' }) !== null)) return refuse('unsafe_name');
  const named = new Set(workspaces.map(({ region, name }) => `${region} ${name}`));
  if (named.size < workspaces.length) return refuse('same_workspace_twice');
  const at = clock();
  try {
    return await db.transaction(async (tx) => {
      const before = await workspacesOf(tx, customerId);
      const from = before.find(({ id }) => id === movesFromId) ?? null;
      const [only] = workspaces;
      if (
        movesFromId !== null &&
        (from?.hasActiveKey !== true || workspaces.length > 1 || only?.region === from.region)
      )
        return refuse('not_moving');
      const leaving = new Set((await leavingWorkspaces(tx, customerId)).map(({ workspaceId }) => workspaceId));
      if (movesFromId !== null && leaving.has(movesFromId)) return refuse('workspace_leaves');
      const wanted: { id: string; region: string }[] = [];
      for (const { name, region } of workspaces) {
        const known = before.find((one) => one.name === name && one.region === region);
        if (known?.hasActiveKey === true) return refuse('workspace_has_key');
        if (known !== undefined && leaving.has(known.id)) return refuse('workspace_leaves');
        wanted.push({ id: known?.id ?? (await findOrAddWorkspace(tx, { customerId, region, name, at })), region });
      }
      const setupId = await insertSetup(
        tx,
        {
          customerId,
          ticket,
          askedByContactId: askedBy.contactId,
          askedByName: askedBy.name,
          ownerStaffId: actor.staffId,
          ownerName: actor.name,
          createdBy: actor.name,
          createdAt: at,
        },
        wanted,
      );
      const [successor] = wanted;
      const movesFrom = from === null ? null : `${from.region} ${from.name}`;
      if (from !== null && successor !== undefined)
        await insertMove(tx, {
          fromWorkspaceId: from.id,
          toWorkspaceId: successor.id,
          setupId,
          startedAt: at,
          startedBy: actor.name,
        });
      // The instructions need it.
      const expiresAt = new Date(at.getTime() + CODE_LASTS_MS);
      await insertCode(tx, { setupId, code: codeFrom(randomBytes(CODE_BYTES)), createdAt: at, expiresAt });
      await insertSetupEvent(tx, setupId, at, {
        kind: 'started',
        by: actor.name,
        detail: { ticket, askedBy: askedBy.name, ...(movesFrom !== null && { movesFrom }) },
      });
      await appendAudit(
        tx,
        {
          action: 'setup.started',
          actor,
          targetType: 'setup',
          targetId: setupId,
          customerId,
          before: null,
          after: {
            ticket,
            askedBy: askedBy.name,
            workspaces: workspaces.map(({ name, region }) => `${region} ${name}`),
            ...(movesFrom !== null && { movesFrom }),
          },
          reason: null,
        },
        at,
        requestId,
      );
      await announceChange(tx, { kind: 'setup', id: setupId });
      return ok({ setupId });
    });
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'setup_lines_one_open') return refuse('workspace_in_setup');
    if (constraint === 'workspace_moves_one_open') return refuse('moves_already');
    if (isForeignKey(error)) return refuse('no_such_customer');
    throw error;
  }
}

/** PostgreSQL's code for a row that refers to one that isn't there. */
const isForeignKey = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : null;
  return typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code') === '23503';
};
