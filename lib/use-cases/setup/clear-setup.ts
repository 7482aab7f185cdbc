import { needsConfirmation } from '#lib/core/departure/move.ts';
import { clearedText } from '#lib/core/setup/cleared-text.ts';
import { gateBlocks, gateChecks, type GateBlock, type GateChecks } from '#lib/core/setup/stage.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { assignKey } from '#lib/db/key/assignments.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { moveOfSetup } from '#lib/db/departure/moves.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { proofOf } from '#lib/db/setup/holders.ts';
import { readLines, type StoredLine } from '#lib/db/setup/line-facts.ts';
import { insertText } from '#lib/db/setup/texts.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import { CHECK_CLAIM_MS } from '#lib/db/verdict/check-claims.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import {
  changeSetup,
  openLine,
  type Changed,
  type LineInput,
  type LineRefusal,
  type SetupRefusal,
} from './change-setup.ts';

type TextRefusal = 'region_not_hosted' | 'text_not_allowed';
type GateRefusal = LineRefusal | TextRefusal | 'workspace_leaves' | 'move_unconfirmed' | 'blocked' | 'not_checked';
type RuleRefusal = 'workspace_has_key' | 'workspace_has_this_key' | 'not_the_holder' | 'move_unconfirmed';
export type ClearRefusal =
  | LineRefusal
  | SetupRefusal
  | TextRefusal
  | RuleRefusal
  | 'workspace_leaves'
  | 'move_unconfirmed'
  | 'not_checked'
  | 'recorded_later';

/** The rules of the database that refuse a clearance, where the reason is always the same. */
const RULES: Readonly<Record<string, RuleRefusal>> = {
  key_assignments_one_active: 'workspace_has_key',
  key_assignments_once: 'workspace_has_this_key',
  key_assignments_holder: 'not_the_holder',
  key_assignments_move_confirmed: 'move_unconfirmed',
};

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
  const pressedAt = deps.clock();
  if (before.line.clearedAt === null && before.key !== null) {
    const checked = await checkKey(deps, { customerKeyId: before.key.id }, by.actor, by.requestId);
    // Without an answer the last status stays, and nobody knows whether it still holds.
    if (!checked.ok || !checked.value.conclusive) {
      // Or a colleague cleared it meanwhile, and the check found another role than it began with.
      const [meanwhile] = await readLines(deps.db, { lineIds: [input.lineId] }, deps.clock());
      return refuse(meanwhile !== undefined && meanwhile.line.clearedAt !== null ? 'stale' : 'not_checked');
    }
  }

  // Filled in where the gate says no, because a refusal is one word.
  let blocks: readonly GateBlock[] = [];
  try {
    const cleared = await changeSetup<{ textId: string }, GateRefusal>(deps, input, by, async (tx, held, at) => {
      const found = openLine(held, input.lineId);
      if (!found.ok) return found;
      const ofSetup = await readLines(tx, { setupId: input.setupId }, at);
      const stored = ofSetup.find(({ line }) => line.id === input.lineId);
      if (stored === undefined) return refuse('no_such_line');
      blocks = gateBlocks(stored.facts, at);
      const { key } = stored;
      const checks = gateChecks(stored.facts, at);
      const proof = key === null ? null : await proofOf(tx, key.id);
      // A key from before proofs were stored has none that the clearance could name.
      if (proof === null && blocks.length === 0) blocks = ['ownership'];
      if (key === null || checks === null || proof === null || blocks.length > 0) return refuse('blocked');
      // A check that somebody else began a moment ago counts. Another kind of test is none.
      if (pressedAt.getTime() - checks.second.startedAt.getTime() > CHECK_CLAIM_MS) return refuse('not_checked');
      const leaving = await leavingWorkspaces(tx, stored.setup.customerId);
      if (leaving.some(({ workspaceId }) => workspaceId === stored.line.workspaceId)) return refuse('workspace_leaves');
      const moving = await moveOfSetup(tx, input.setupId);
      if (moving !== null && needsConfirmation(moving.oldKey, moving.newKey, moving.move.confirmedAt))
        return refuse('move_unconfirmed');
      const text = textOf(stored, { key, checks, ofSetup, regions: deps.regions });
      if (text === null) return refuse('region_not_hosted');
      if (!text.ok) return refuse('text_not_allowed');
      return ok(await writeCleared(tx, { stored, key, checks, proof, text, at, by }));
    });
    if (cleared.ok) return cleared;
    const { reason } = cleared;
    return reason === 'blocked' ? { ok: false, reason, blocks } : refuse(reason);
  } catch (error) {
    const constraint = violatedConstraint(error) ?? '';
    const reason = RULES[constraint];
    if (reason !== undefined) return refuse(reason);
    if (constraint === 'setup_lines_gate') return whyRefused(deps, input);
    throw error;
  }
}

/**
 * Why the database refused a line that the gate had let pass: something was taken back in the same moment, or was
 * recorded at a later time than now.
 */
async function whyRefused(
  { db, clock }: ClearDeps,
  { lineId }: LineInput,
): Promise<{ ok: false; reason: 'recorded_later' } | Blocked> {
  const at = clock();
  const [stored] = await readLines(db, { lineIds: [lineId] }, at);
  const blocks = stored === undefined ? [] : gateBlocks(stored.facts, at);
  return blocks.length === 0 ? { ok: false, reason: 'recorded_later' } : { ok: false, reason: 'blocked', blocks };
}

type Key = NonNullable<StoredLine['key']>;

function textOf(
  { line, setup, customer, workspace }: StoredLine,
  {
    key: { arn, awsAccountId },
    checks,
    ofSetup,
    regions,
  }: { key: Key; checks: GateChecks; ofSetup: readonly StoredLine[]; regions: readonly HostingRegion[] },
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
    mustWait: ofSetup
      .filter(({ line: other }) => other.id !== line.id && other.endedAt === null && other.toldAt === null)
      .map((other) => ({ workspace: other.workspace.name, region: other.line.region })),
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
    tells: null,
  });
  return {
    value: { textId },
    event: { kind: 'cleared', lineId: line.id, detail: { arn } },
    audit: { action: 'setup.cleared', after: { lineId: line.id, arn, ...reports, ownershipProofId: proof } },
  };
}
