import { needsConfirmation } from '#lib/core/departure/move.ts';
import { clearedText } from '#lib/core/setup/cleared-text.ts';
import { gateBlocks, gateChecks, type GateBlock, type GateChecks } from '#lib/core/setup/stage.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { assignKey } from '#lib/db/key/assignments.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { moveOfSetup } from '#lib/db/departure/moves.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { proofOf } from '#lib/db/setup/holders.ts';
import { readLines, type StoredLine } from '#lib/db/setup/line-facts.ts';
import { insertText } from '#lib/db/setup/texts.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import {
  changeSetup,
  openLine,
  type By,
  type Changed,
  type LineInput,
  type LineRefusal,
  type SetupRefusal,
} from './change-setup.ts';

type TextRefusal = 'region_not_hosted' | 'text_not_allowed';
type GateRefusal = LineRefusal | TextRefusal | 'workspace_leaves' | 'move_unconfirmed' | 'blocked';
export type ClearRefusal =
  | LineRefusal
  | SetupRefusal
  | TextRefusal
  | 'workspace_has_key'
  | 'workspace_leaves'
  | 'move_unconfirmed'
  | 'not_checked';

/** A line that can't be cleared yet, and everything that is missing. */
export type Blocked = { ok: false; reason: 'blocked'; blocks: readonly GateBlock[] };

export type ClearDeps = CheckKeyDeps & { regions: readonly HostingRegion[] };

/**
 * Clears a line to start. The full check runs once more; then, in one transaction, everything is looked at again, the key
 * becomes active, and the text for the customer is frozen with what was checked. The database refuses it too while
 * something is missing.
 */
export async function clearSetup(
  deps: ClearDeps,
  input: LineInput,
  by: By,
): Promise<Result<{ textId: string }, ClearRefusal> | Blocked> {
  const [before] = await readLines(deps.db, { lineIds: [input.lineId] }, deps.clock());
  if (before === undefined || before.setup.id !== input.setupId) return refuse('no_such_line');
  const missing = gateBlocks(before.facts, deps.clock());
  if (before.line.clearedAt === null && missing.length > 0) return { ok: false, reason: 'blocked', blocks: missing };
  if (before.line.clearedAt === null && before.key !== null) {
    const checked = await checkKey(deps, { customerKeyId: before.key.id }, by.actor, by.requestId);
    if (!checked.ok) return refuse('not_checked');
  }

  // Filled in where the gate says no, because a refusal is one word.
  let blocks: readonly GateBlock[] = [];
  try {
    const cleared = await changeSetup<{ textId: string }, GateRefusal>(deps, input, by, async (tx, held, at) => {
      const found = openLine(held, input.lineId);
      if (!found.ok) return found;
      const [stored] = await readLines(tx, { lineIds: [input.lineId] }, at);
      if (stored === undefined) return refuse('no_such_line');
      blocks = gateBlocks(stored.facts, at);
      const { key } = stored;
      const checks = gateChecks(stored.facts, at);
      const proof = key === null ? null : await proofOf(tx, key.id);
      if (key === null || checks === null || proof === null || blocks.length > 0) return refuse('blocked');
      const leaving = await leavingWorkspaces(tx, stored.setup.customerId);
      if (leaving.some(({ workspaceId }) => workspaceId === stored.line.workspaceId)) return refuse('workspace_leaves');
      const moving = await moveOfSetup(tx, input.setupId);
      if (moving !== null && needsConfirmation(moving.oldKey, moving.newKey, moving.move.confirmedAt))
        return refuse('move_unconfirmed');
      const text = textOf(stored, key, checks, deps.regions, at);
      if (text === null) return refuse('region_not_hosted');
      if (!text.ok) return refuse('text_not_allowed');
      return ok(await writeCleared(tx, { stored, key, checks, proof, text, at, by }));
    });
    if (cleared.ok) return cleared;
    const { reason } = cleared;
    return reason === 'blocked' ? { ok: false, reason, blocks } : refuse(reason);
  } catch (error) {
    if (violatedConstraint(error) === 'key_assignments_one_active') return refuse('workspace_has_key');
    throw error;
  }
}

type Key = NonNullable<StoredLine['key']>;

function textOf(
  { line, setup, customer, workspace }: StoredLine,
  { arn, awsAccountId }: Key,
  checks: GateChecks,
  regions: readonly HostingRegion[],
  at: Date,
) {
  const region = findRegion(regions, line.region);
  if (region === undefined) return null;
  return clearedText({
    customerName: customer.name,
    contactName: setup.askedByName,
    timeZone: customer.timeZone,
    workspace: workspace.name,
    region,
    arn,
    awsAccountId,
    checks,
    grantStatement: line.grantStatement,
    at,
  });
}

async function writeCleared(
  tx: Transaction,
  {
    stored: { line, setup },
    key: { id: keyId, arn },
    checks: { first, second, encryptTest },
    proof,
    text: { subject, body },
    at,
    by: { actor },
  }: {
    stored: StoredLine;
    key: Key;
    checks: GateChecks;
    proof: string;
    text: { subject: string; body: string };
    at: Date;
    by: By;
  },
): Promise<Changed<{ textId: string }>> {
  const reports = { firstReportId: first.id, secondReportId: second.id, proofReportId: encryptTest.id };
  await updateLine(tx, line.id, {
    clearedBy: actor.name,
    clearedAt: at,
    clearedArn: arn,
    ...reports,
    ownershipProofId: proof,
  });
  await assignKey(tx, {
    workspaceId: line.workspaceId,
    keyId,
    role: 'active',
    from: at,
    origin: 'setup',
    originId: line.id,
  });
  await insertOutbox(
    tx,
    [
      {
        kind: 'key_cleared',
        subject: line.workspaceId,
        region: line.region,
        payload: { workspaceId: line.workspaceId, keyId, arn },
      },
    ],
    at,
  );
  const textId = await insertText(tx, {
    customerId: setup.customerId,
    setupId: setup.id,
    lineId: line.id,
    kind: 'cleared',
    subject,
    body,
    at,
    by: actor.name,
    checkedAt: second.finishedAt,
  });
  return {
    value: { textId },
    event: { kind: 'cleared', lineId: line.id, detail: { arn } },
    audit: { action: 'setup.cleared', after: { lineId: line.id, arn, ...reports, ownershipProofId: proof } },
  };
}
