import { approvalEnd, switchBlocks, type ApprovalEnd, type SwitchBlock } from '#lib/core/replacement/gate.ts';
import { toldOfMove } from '#lib/core/replacement/flags.ts';
import { gateChecks, type GateChecks } from '#lib/core/setup/stage.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { changeAssignments, lockKey, openAssignmentsOf } from '#lib/db/departure/releases.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { assignKey } from '#lib/db/key/assignments.ts';
import type { StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import { storedMoveTest, updateReplacementLine } from '#lib/db/replacement/replacements.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { proofOf } from '#lib/db/setup/holders.ts';
import { CHECK_CLAIM_MS } from '#lib/db/verdict/check-claims.ts';
import { lockCustomersOf } from '#lib/db/verdict/expiry.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import {
  changeReplacement,
  factsOfLine,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';
import { settleReplacement } from './settle-replacements.ts';
import { tellRoles } from './tell-roles.ts';
import { moveAfter, readLine, testBetween, type TestLineDeps } from './test-line.ts';

type SwitchProblem =
  'no_such_line' | 'not_approved' | 'not_checked' | 'before_window' | 'workspace_leaves' | 'approval_ended' | 'blocked';
export type SwitchRefusal = ReplacementRefusal | Exclude<SwitchProblem, 'approval_ended' | 'blocked'>;
/** A switch that was refused because of what the tests of this moment found. */
export type NotSwitched =
  | { ok: false; reason: 'approval_ended'; end: ApprovalEnd }
  | { ok: false; reason: 'blocked'; blocks: readonly SwitchBlock[] };

/**
 * Orders the switch of one line. Both keys are checked once more, and the move between them; where anything differs from
 * what was approved, the approval is void and nothing is switched. Then, in one transaction, the new key becomes the active
 * one and the old one is retained, and our product learns it. The database refuses it too while something is missing.
 */
export async function switchLine(
  deps: TestLineDeps,
  input: ReplacementLineInput,
  by: By,
): Promise<Result<null, SwitchRefusal> | NotSwitched> {
  const before = await readLine(deps, input);
  if (before === null) return refuse('no_such_line');
  if (before.line.state !== 'approved' || before.newKey === null) return refuse('not_approved');
  const pressedAt = deps.clock();
  const { approval } = before.facts;
  if (approval !== null && pressedAt < approval.from) return refuse('before_window');
  for (const { customerKeyId } of [before.oldKey, before.newKey]) {
    const checked = await checkKey(deps, { customerKeyId }, by.actor, by.requestId);
    // Without an answer nobody knows whether the last result still holds. The old key may be lost already: its override says so.
    const mayBeSilent = customerKeyId === before.oldKey.customerKeyId && before.facts.override !== null;
    if (!mayBeSilent && (!checked.ok || !checked.value.conclusive)) return refuse('not_checked');
  }
  const after = await readLine(deps, input);
  if (after === null || after.newKey === null) return refuse('no_such_line');
  const move = await testBetween(deps, { ...after, newKey: after.newKey });
  if (move !== null && !toldOfMove(move) && after.facts.override === null) return refuse('not_checked');

  let end: ApprovalEnd | null = null;
  let blocks: readonly SwitchBlock[] = [];
  try {
    const switched = await changeReplacement<null, SwitchProblem>(deps, input, by, async (tx, held, at) => {
      const stored = await factsOfLine(tx, input.lineId, at);
      if (stored === null || stored.replacement.id !== held.replacement.id) return refuse('no_such_line');
      const { line } = stored;
      // What was just found counts in the decision.
      const facts = { ...stored.facts, moveTest: moveAfter(move, stored.facts.moveTest) };
      if (line.state !== 'approved' || facts.approval === null) return refuse('not_approved');
      if (at < facts.approval.from) return refuse('before_window');
      end = approvalEnd(facts, at);
      if (end !== null) return refuse('approval_ended');
      blocks = switchBlocks(facts, at);
      const checks = gateChecks(facts, at);
      if (checks === null || blocks.length > 0) return refuse('blocked');
      // A check that somebody else began a moment ago counts.
      if (pressedAt.getTime() - checks.second.startedAt.getTime() > CHECK_CLAIM_MS) return refuse('not_checked');
      const leaving = await leavingWorkspaces(tx, held.customer.id);
      if (leaving.some(({ workspaceId }) => workspaceId === line.workspaceId)) return refuse('workspace_leaves');
      return writeSwitch(tx, { ...stored, facts }, checks, by, at);
    });
    if (switched.ok) return switched;
    // The refused transaction wrote nothing: the approval ends in one of its own.
    if (switched.reason === 'approval_ended' || switched.reason === 'blocked')
      await settleReplacement(
        deps,
        input.replacementId,
        move === null || !toldOfMove(move) ? [] : [{ lineId: input.lineId, move }],
      );
    const { reason } = switched;
    if (reason === 'approval_ended') return end === null ? refuse('not_approved') : { ok: false, reason, end };
    return reason === 'blocked' ? { ok: false, reason, blocks } : refuse(reason);
  } catch (error) {
    const constraint = violatedConstraint(error) ?? '';
    // Something changed in the same moment, and the database saw it first.
    if (/^(replacement_lines|key_assignments)_/.test(constraint)) return refuse('stale');
    throw error;
  }
}

async function writeSwitch(
  tx: Transaction,
  { line, oldKey, newKey, facts }: StoredReplacementLine,
  checks: GateChecks,
  by: By,
  at: Date,
) {
  const proof = newKey === null ? null : await proofOf(tx, newKey.customerKeyId);
  if (newKey === null || proof === null) return refuse('not_approved');
  const [oldId, newId] = [oldKey.customerKeyId, newKey.customerKeyId];
  for (const id of [oldId, newId].toSorted()) await lockKey(tx, id);
  await lockCustomersOf(tx, [oldId, newId]);
  const active = (await openAssignmentsOf(tx, oldId)).filter(
    ({ workspaceId, role }) => workspaceId === line.workspaceId && role === 'active',
  );
  if (active.length === 0) return refuse('not_approved');
  const reports = {
    firstReportId: checks.first.id,
    secondReportId: checks.second.id,
    proofReportId: checks.encryptTest.id,
    ownershipProofId: proof,
  };
  await updateReplacementLine(tx, line.id, {
    state: 'switched',
    stateAt: at,
    switchedAt: at,
    switchedBy: by.actor.name,
    ...reports,
    moveTest: facts.moveTest === null ? null : storedMoveTest(facts.moveTest),
    restorePointsBefore: facts.oldKey.known?.counts.restore_points ?? null,
  });
  await changeAssignments(tx, active, 'retained', at);
  const { workspaceId, region } = line;
  // The new key may be retained here already, from before a roll back.
  await changeAssignments(
    tx,
    (await openAssignmentsOf(tx, newId)).filter((one) => one.workspaceId === workspaceId),
    null,
    at,
  );
  await assignKey(tx, {
    workspaceId,
    keyId: newId,
    role: 'active',
    from: at,
    origin: 'replacement',
    originId: line.id,
  });
  const because = 'The switch of a replacement was ordered.';
  await tellRoles(tx, [oldKey, newKey], { by: by.actor.name, reason: because, at });
  const [arn, oldArn] = [newKey.record.arn, oldKey.record.arn];
  await insertOutbox(
    tx,
    [
      {
        kind: 'key_switched',
        subject: workspaceId,
        region,
        payload: { workspaceId, keyId: newId, arn, oldKeyId: oldId, oldArn },
      },
    ],
    at,
  );
  for (const id of [oldId, newId]) await announceChange(tx, { kind: 'key', id });
  return ok({
    value: null,
    event: { kind: 'switched', lineId: line.id, detail: { arn, oldArn } },
    audit: { action: 'replacement.switched' as const, after: { lineId: line.id, arn, oldArn, ...reports } },
  });
}
