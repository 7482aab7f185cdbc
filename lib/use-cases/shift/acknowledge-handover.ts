import { ok, refuse, type Result } from '#lib/core/result.ts';
import { shiftWords } from '#lib/core/shift/handover-words.ts';
import { TEAM_ID } from '#lib/core/shift/owner.ts';
import { hasEnded } from '#lib/core/replacement/replacement.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Transaction } from '#lib/db/database.ts';
import { holdHandover, recordAcknowledged } from '#lib/db/shift/handovers.ts';
import { absentAmong } from '#lib/db/shift/owners.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { giveItems, holdItems, type HeldItems } from './give-items.ts';
import type { ShiftDeps } from './hand-over-shift.ts';

export type AcknowledgeRefusal = 'not_found' | 'acknowledged_already' | 'not_yours';

/**
 * Acknowledges a hand-over, once. One to the team, or to somebody who is away or disabled, is taken by whoever
 * acknowledges it: what the team still has of it becomes theirs.
 */
export async function acknowledgeHandover(
  { db, clock }: ShiftDeps,
  { handoverId }: { handoverId: string },
  by: By,
): Promise<Result<{ taken: number }, AcknowledgeRefusal>> {
  const at = clock();
  const { staffId, name } = by.actor;
  return db.transaction(async (tx) => {
    const handover = await holdHandover(tx, handoverId);
    if (handover === null) return refuse('not_found');
    if (handover.acknowledgedAt !== null) return refuse('acknowledged_already');
    const { toStaffId } = handover;
    const isTeams = toStaffId === null || (await absentAmong(tx, [toStaffId], at)).has(toStaffId);
    if (!isTeams && toStaffId !== staffId) return refuse('not_yours');

    const taken = isTeams
      ? await teamsOwn(
          tx,
          await holdItems(
            tx,
            handover.items.filter(({ stays }) => stays !== true),
          ),
          at,
        )
      : { tickets: [], setups: [], replacements: [], texts: [] };
    await recordAcknowledged(tx, handoverId, { staffId, name, at });
    const kinds = [
      ...taken.tickets.map(() => 'ticket' as const),
      ...taken.setups.map(() => 'setup' as const),
      ...taken.replacements.map(() => 'replacement' as const),
      ...taken.texts.map(({ isSent }) => (isSent === true ? ('told_text' as const) : ('unsent_text' as const))),
    ];
    await giveItems(tx, taken, by.actor, shiftWords(kinds), at, by);
    const count = kinds.length;
    await appendAudit(
      tx,
      {
        action: 'shift.acknowledged',
        actor: by.actor,
        targetType: 'handover',
        targetId: handoverId,
        customerId: null,
        before: { from: handover.fromName, to: handover.toName },
        after: { taken: count },
        reason: null,
      },
      at,
      by.requestId,
    );
    await announceChange(tx, { kind: 'handover', id: handoverId });
    return ok({ taken: count });
  });
}

/** Of held items those that the team has now and that aren't over. What somebody took meanwhile is theirs. */
async function teamsOwn(tx: Transaction, held: HeldItems, at: Date): Promise<HeldItems> {
  const owners = [
    ...held.tickets.map(({ ownerStaffId }) => ownerStaffId),
    ...held.setups.map(({ setup }) => setup.ownerStaffId),
    ...held.replacements.map(({ replacement }) => replacement.ownerStaffId),
    ...held.texts.map(({ ownerStaffId }) => ownerStaffId),
  ];
  const absent = await absentAmong(
    tx,
    owners.filter((owner) => owner !== null),
    at,
  );
  const isTeams = (owner: string | null): boolean => owner === null || owner === TEAM_ID || absent.has(owner);
  return {
    tickets: held.tickets.filter(({ ownerStaffId, closedAt }) => closedAt === null && isTeams(ownerStaffId)),
    setups: held.setups.filter(({ setup }) => setup.withdrawnAt === null && isTeams(setup.ownerStaffId)),
    replacements: held.replacements.filter(
      ({ replacement, lines }) => !lines.every(({ state }) => hasEnded(state)) && isTeams(replacement.ownerStaffId),
    ),
    texts: held.texts.filter(({ isSent, ownerStaffId }) => isSent !== false && isTeams(ownerStaffId)),
  };
}
