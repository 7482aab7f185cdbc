import { ok, refuse, type Result } from '#lib/core/result.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { endMove } from '#lib/db/departure/moves.ts';
import { staffWhoWork } from '#lib/db/setup/setup-page.ts';
import { endOpenLines, updateSetup } from '#lib/db/setup/setups.ts';
import { changeSetup, type By, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';

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

/** Hands a setup over to another member of staff, with a note on where it stands. */
export const handOver = (
  deps: SetupDeps,
  input: SetupInput & { toStaffId: string; note: string },
  by: By,
): Promise<Result<null, SetupRefusal | 'withdrawn' | 'no_such_person'>> =>
  changeSetup<null, 'withdrawn' | 'no_such_person'>(deps, input, by, async (tx, { setup }) => {
    if (setup.withdrawnAt !== null) return refuse('withdrawn');
    const { toStaffId, note } = input;
    const to = (await staffWhoWork(tx)).find(({ staffId }) => staffId === toStaffId);
    if (to === undefined) return refuse('no_such_person');
    await updateSetup(tx, setup.id, { ownerStaffId: toStaffId, ownerName: to.name });
    return ok({
      value: null,
      event: { kind: 'handed_over', detail: { from: setup.ownerName, to: to.name, note } },
      audit: {
        action: 'setup.handed_over',
        before: { owner: setup.ownerName },
        after: { owner: to.name },
        reason: note,
      },
    });
  });

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

/** Opens a withdrawn setup again, unless another setup has one of its workspaces now. */
export async function reopenSetup(
  deps: SetupDeps,
  input: SetupInput,
  by: By,
): Promise<Result<null, SetupRefusal | 'not_withdrawn' | 'workspace_in_setup'>> {
  try {
    return await changeSetup(deps, input, by, async (tx, { setup }) => {
      if (setup.withdrawnAt === null) return refuse('not_withdrawn');
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
