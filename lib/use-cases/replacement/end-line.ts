import { isOpen, type RollBackReason } from '#lib/core/replacement/replacement.ts';
import type { RejectReason } from '#lib/core/replacement/text-input.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { changeAssignments, lockKey, openAssignmentsOf } from '#lib/db/departure/releases.ts';
import { assignKey } from '#lib/db/key/assignments.ts';
import { updateReplacementLine, voidApproval } from '#lib/db/replacement/replacements.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { lockCustomersOf } from '#lib/db/verdict/expiry.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import {
  changeReplacement,
  factsOfLine,
  lineOf,
  type ReplacementDeps,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';
import { readLine } from './test-line.ts';
import { tellRoles } from './tell-roles.ts';

type EndProblem = 'no_such_line' | 'too_late' | 'nothing_to_reject';

/** Ends a line before its switch: we reject the key, or the customer withdraws. Its old key stays in use, and its history stays. */
export const endLine = (
  deps: ReplacementDeps,
  input: ReplacementLineInput & { reason: string } & (
      | { how: 'withdrawn' }
      | {
          how: 'rejected';
          /** Why, as the customer may read it. */
          why: RejectReason;
        }
    ),
  by: By,
): Promise<Result<null, ReplacementRefusal | EndProblem>> =>
  changeReplacement<null, EndProblem>(deps, input, by, async (tx, held, at) => {
    const found = lineOf(held, input.lineId);
    if (!found.ok) return found;
    const line = found.value;
    const { how, reason } = input;
    if (!isOpen(line.state)) return refuse('too_late');
    if (how === 'rejected' && line.state === 'announced') return refuse('nothing_to_reject');
    if (line.approvalId !== null) await voidApproval(tx, line.approvalId, at, `The request was ${how}.`);
    const rejectedReason = input.how === 'rejected' ? input.why : null;
    await updateReplacementLine(tx, line.id, {
      state: how,
      stateAt: at,
      approvalId: null,
      rejectedReason,
      endNote: reason,
    });
    return ok({
      value: null,
      event: { kind: how, lineId: line.id, detail: { reason } },
      audit: {
        before: { state: line.state },
        after: { lineId: line.id, why: rejectedReason },
        reason,
        ...(how === 'rejected' ? { action: 'replacement.rejected' } : { action: 'replacement.withdrawn' }),
      },
    });
  });

/** Opens a line again that was rejected or withdrawn. It begins at its first state; its history stays. */
export async function reopenLine(
  deps: ReplacementDeps,
  input: ReplacementLineInput & { reason: string },
  by: By,
): Promise<Result<null, ReplacementRefusal | 'no_such_line' | 'not_ended' | 'no_active_key' | 'replaced_already'>> {
  try {
    return await changeReplacement<null, 'no_such_line' | 'not_ended' | 'no_active_key'>(
      deps,
      input,
      by,
      async (tx, held, at) => {
        const found = lineOf(held, input.lineId);
        if (!found.ok) return found;
        const line = found.value;
        if (line.state !== 'rejected' && line.state !== 'withdrawn') return refuse('not_ended');
        const open = await openAssignmentsOf(tx, line.oldKeyId);
        if (!open.some(({ workspaceId, role }) => workspaceId === line.workspaceId && role === 'active'))
          return refuse('no_active_key');
        await updateReplacementLine(tx, line.id, {
          state: 'announced',
          stateAt: at,
          newKeyId: null,
          keyReceivedAt: null,
          moveTest: null,
          confirmedAt: null,
          confirmedBy: null,
          confirmedByStaffId: null,
          confirmedHow: null,
          confirmedContactId: null,
          askedAt: null,
          askedBy: null,
          rejectedReason: null,
          endNote: null,
        });
        const { reason } = input;
        return ok({
          value: null,
          event: { kind: 'reopened', lineId: line.id, detail: { reason } },
          audit: { action: 'replacement.reopened', before: { state: line.state }, after: { lineId: line.id }, reason },
          part: { part: 'edited', lineIds: [line.id] },
        });
      },
    );
  } catch (error) {
    if (violatedConstraint(error) === 'replacement_lines_one_open') return refuse('replaced_already');
    throw error;
  }
}

type RollBackProblem = 'no_such_line' | 'not_switched' | 'old_key_gone' | 'old_key_unusable' | 'old_key_unproven';

/**
 * Goes back to the old key: it is active again, and the new one is retained and watched like it was, because backups may
 * exist under it. What was written under it stays. The old key is checked first: a status from before says little of it.
 */
export async function rollBackLine(
  deps: CheckKeyDeps,
  input: ReplacementLineInput & { why: RollBackReason; reason: string },
  by: By,
): Promise<Result<null, ReplacementRefusal | RollBackProblem>> {
  const before = await readLine(deps, input);
  if (before === null) return refuse('no_such_line');
  // Without an answer the last status stays: a region that is silent must not keep anybody from going back.
  await checkKey(deps, { customerKeyId: before.oldKey.customerKeyId }, by.actor, by.requestId);
  try {
    return await changeReplacement<null, RollBackProblem>(deps, input, by, async (tx, held, at) => {
      const stored = await factsOfLine(tx, input.lineId, at);
      if (stored === null || stored.replacement.id !== held.replacement.id) return refuse('no_such_line');
      const { line, oldKey, newKey } = stored;
      if ((line.state !== 'switched' && line.state !== 'acknowledged') || newKey === null)
        return refuse('not_switched');
      if (!stored.facts.oldKey.proven) return refuse('old_key_unproven');
      // Every new backup would fail.
      if (stored.facts.oldKey.status === 'unusable') return refuse('old_key_unusable');
      const { workspaceId, region } = line;
      const [oldId, newId] = [oldKey.customerKeyId, newKey.customerKeyId];
      for (const id of [oldId, newId].toSorted()) await lockKey(tx, id);
      await lockCustomersOf(tx, [oldId, newId]);
      const here = async (keyId: string, role: string) =>
        (await openAssignmentsOf(tx, keyId)).filter((one) => one.workspaceId === workspaceId && one.role === role);
      const retained = await here(oldId, 'retained');
      const active = await here(newId, 'active');
      if (retained.length === 0 || active.length === 0) return refuse('old_key_gone');
      const { why, reason } = input;
      await updateReplacementLine(tx, line.id, {
        state: 'rolled_back',
        stateAt: at,
        rolledBackAt: at,
        rolledBackBy: by.actor.name,
        rolledBackReason: why,
        endNote: reason,
      });
      await changeAssignments(tx, active, 'retained', at);
      await changeAssignments(tx, retained, null, at);
      await assignKey(tx, {
        workspaceId,
        keyId: oldId,
        role: 'active',
        from: at,
        origin: 'replacement',
        originId: line.id,
      });
      await tellRoles(tx, [newKey, oldKey], { by: by.actor.name, reason, at });
      const payload = {
        workspaceId,
        keyId: oldId,
        arn: oldKey.record.arn,
        newKeyId: newId,
        newArn: newKey.record.arn,
      };
      await insertOutbox(tx, [{ kind: 'switch_rolled_back', subject: workspaceId, region, payload }], at);
      for (const id of [oldId, newId]) await announceChange(tx, { kind: 'key', id });
      return ok({
        value: null,
        event: { kind: 'rolled_back', lineId: line.id, detail: { why, reason } },
        audit: {
          action: 'replacement.rolled_back',
          before: { state: line.state },
          after: { lineId: line.id, arn: oldKey.record.arn, oldArn: newKey.record.arn, why },
          reason,
        },
      });
    });
  } catch (error) {
    if (/^(replacement_lines|key_assignments)_/.test(violatedConstraint(error) ?? '')) return refuse('stale');
    throw error;
  }
}
