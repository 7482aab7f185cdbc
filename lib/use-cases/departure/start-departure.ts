import type { DeparturePath } from '#lib/core/departure/departure.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { insertDeparture } from '#lib/db/departure/departures.ts';
import { workspacesOf } from '#lib/db/setup/setups.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { DepartureDeps } from './change-departure.ts';

export type StartDepartureRefusal = 'no_such_customer' | 'no_workspace' | 'another_customer' | 'already_leaving';

export type StartDepartureInput = {
  customerId: string;
  workspaceIds: readonly string[];
  path: DeparturePath;
  reason: string;
  ticket: string | null;
};

/** Starts a departure: a customer leaves with some workspaces. From now on no first job may be created in them. */
export async function startDeparture(
  { db, clock }: DepartureDeps,
  { customerId, workspaceIds, path, reason, ticket }: StartDepartureInput,
  { actor, requestId }: By,
): Promise<Result<{ departureId: string }, StartDepartureRefusal>> {
  const wanted = [...new Set(workspaceIds)];
  if (wanted.length === 0) return refuse('no_workspace');
  const at = clock();
  try {
    return await db.transaction(async (tx) => {
      if ((await findCustomer(tx, customerId)) === null) return refuse('no_such_customer');
      const theirs = await workspacesOf(tx, customerId);
      const leaving = theirs.filter(({ id }) => wanted.includes(id));
      if (leaving.length < wanted.length) return refuse('another_customer');
      const departureId = await insertDeparture(
        tx,
        { customerId, path, reason, ticket, startedAt: at, startedBy: actor.name },
        wanted,
      );
      await appendAudit(
        tx,
        {
          action: 'departure.started',
          actor,
          targetType: 'departure',
          targetId: departureId,
          customerId,
          before: null,
          after: { path, ticket, workspaces: leaving.map(({ region, name }) => `${region} ${name}`) },
          reason,
        },
        at,
        requestId,
      );
      await announceChange(tx, { kind: 'departure', id: departureId });
      await announceChange(tx, { kind: 'customer', id: customerId });
      return ok({ departureId });
    });
  } catch (error) {
    if (violatedConstraint(error) === 'departure_workspaces_one_open') return refuse('already_leaving');
    throw error;
  }
}
