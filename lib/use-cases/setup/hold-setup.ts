import { ok, refuse, type Result } from '#lib/core/result.ts';
import { TEAM_ID } from '#lib/core/shift/owner.ts';
import { TEAM_WORD } from '#lib/core/shift/owner-words.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { lockAccount } from '#lib/db/ownership/accounts.ts';
import { accountOfKey } from '#lib/db/ownership/proofs.ts';
import { endMove } from '#lib/db/departure/moves.ts';
import { findTaker } from '#lib/db/shift/takers.ts';
import { endOpenLines, updateSetup, workspacesOf, type HeldSetup } from '#lib/db/setup/setups.ts';
import { changeSetup, type Changed, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';
import { sharingOf } from './shared-key.ts';

export type ReopenRefusal =
  SetupRefusal | 'not_withdrawn' | 'workspace_in_setup' | 'workspace_has_key' | 'shared_key_needs_approver';

/** Puts a setup on hold until a date, with a reason, or goes on with it (null). */
export const holdUntil = (
  deps: SetupDeps,
  input: SetupInput & { hold: { until: Date; reason: string } | null },
  by: By,
): Promise<Result<null, SetupRefusal | 'withdrawn' | 'date_passed'>> =>
  changeSetup(deps, input, by, async (tx, { setup }, at) => {
    if (setup.withdrawnAt !== null) return refuse('withdrawn');
    const { hold } = input;
    if (hold !== null && hold.until <= at) return refuse('date_passed');
    await updateSetup(tx, setup.id, { holdUntil: hold?.until ?? null, holdReason: hold?.reason ?? null });
    const after = { until: hold?.until.toISOString() ?? null };
    const reason = hold?.reason ?? null;
    return ok({
      value: null,
      event: { kind: 'held', detail: { ...after, reason } },
      audit: { action: 'setup.held', after, reason },
    });
  });

/** Hands a setup over to another member of staff who may run setups, with a note on where it stands. */
export const handOver = (
  deps: SetupDeps,
  input: SetupInput & { toStaffId: string; note: string },
  by: By,
): Promise<Result<null, SetupRefusal | 'withdrawn' | 'no_such_person'>> =>
  changeSetup<null, 'withdrawn' | 'no_such_person'>(deps, input, by, async (tx, { setup }, at) => {
    if (setup.withdrawnAt !== null) return refuse('withdrawn');
    const to = await findTaker(tx, input.toStaffId, at);
    return to === null ? refuse('no_such_person') : ok(await giveSetup(tx, setup, to, input.note));
  });

/** Gives a held setup to a person, or to the team (null). */
export async function giveSetup(
  tx: Transaction,
  setup: HeldSetup['setup'],
  to: { staffId: string; name: string } | null,
  note: string,
): Promise<Changed<null>> {
  const owner = { ownerStaffId: to?.staffId ?? TEAM_ID, ownerName: to?.name ?? TEAM_WORD };
  await updateSetup(tx, setup.id, owner);
  return {
    value: null,
    event: { kind: 'handed_over', detail: { from: setup.ownerName, to: owner.ownerName, note } },
    audit: {
      action: 'setup.handed_over',
      before: { owner: setup.ownerName },
      after: { owner: owner.ownerName },
      reason: note,
    },
  };
}

/** Withdraws a setup: the customer decided otherwise. What was cleared stays cleared. */
export const withdrawSetup = (
  deps: SetupDeps,
  input: SetupInput & { reason: string },
  by: By,
): Promise<Result<null, SetupRefusal | 'withdrawn'>> =>
  changeSetup(deps, input, by, async (tx, { setup }, at) => {
    if (setup.withdrawnAt !== null) return refuse('withdrawn');
    const { reason } = input;
    await updateSetup(tx, setup.id, { withdrawnAt: at, withdrawnBy: by.actor.name, withdrawReason: reason });
    await endOpenLines(tx, setup.id, at);
    await endMove(tx, setup.id, at);
    return ok({
      value: null,
      event: { kind: 'withdrawn', detail: { reason } },
      audit: { action: 'setup.withdrawn', reason },
    });
  });

/**
 * Whether a withdrawn setup may take its keys back: another customer may have come to use one of them meanwhile, and then
 * an approver has to decide.
 */
async function mayTakeKeysBack(tx: Transaction, { customer, lines }: HeldSetup, by: By): Promise<boolean> {
  const keys = lines.flatMap(({ keyId, clearedAt }) => (keyId === null || clearedAt !== null ? [] : [keyId]));
  const accounts = await Promise.all(keys.map((keyId) => accountOfKey(tx, keyId)));
  // In one order, so that two people who reopen setups never wait for each other.
  for (const account of [...new Set(accounts)].toSorted()) if (account !== null) await lockAccount(tx, account);
  for (const keyId of keys)
    if (!(await sharingOf(tx, { keyId, customerId: customer.id }, by.actor)).allowed) return false;
  return true;
}

/**
 * Opens a withdrawn setup again, unless one of its workspaces is in another setup or has an active key now. Where one of
 * its keys has come to be used for another customer meanwhile, an approver has to do it.
 */
export async function reopenSetup(deps: SetupDeps, input: SetupInput, by: By): Promise<Result<null, ReopenRefusal>> {
  try {
    return await changeSetup<null, ReopenRefusal>(deps, input, by, async (tx, held) => {
      const { setup } = held;
      if (setup.withdrawnAt === null) return refuse('not_withdrawn');
      const inUse = new Set(
        (await workspacesOf(tx, setup.customerId)).flatMap((one) => (one.hasActiveKey ? one.id : [])),
      );
      if (held.lines.some(({ workspaceId, clearedAt }) => clearedAt === null && inUse.has(workspaceId)))
        return refuse('workspace_has_key');
      if (!(await mayTakeKeysBack(tx, held, by))) return refuse('shared_key_needs_approver');
      await updateSetup(tx, setup.id, { withdrawnAt: null, withdrawnBy: null, withdrawReason: null });
      await endOpenLines(tx, setup.id, null);
      await endMove(tx, setup.id, null);
      return ok({ value: null, event: { kind: 'reopened' }, audit: { action: 'setup.reopened' } });
    });
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'setup_lines_one_open' || constraint === 'workspace_moves_one_open')
      return refuse('workspace_in_setup');
    throw error;
  }
}
