import { randomBytes } from 'node:crypto';
import { CODE_BYTES, codeFrom } from '#lib/core/customer/ownership.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { CODE_LASTS_MS } from '#lib/core/setup/setup.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { startAsking, unprovenKeysOfSetup } from '#lib/db/ownership/asking.ts';
import { extendCodeRow, insertCode, lockOpenSetup } from '#lib/db/ownership/codes.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type CodeDeps = { db: Database; clock: () => Date };
export type MadeCode = { codeId: string; code: string; expiresAt: Date };
export type MakeCodeRefusal = 'setup_not_open';
export type ExtendCodeRefusal = 'code_not_open';

const lastsUntil = (at: Date): Date => new Date(at.getTime() + CODE_LASTS_MS);

/**
 * Makes a one-time code for a setup, which lasts 30 days and proves one key (H16). The setup's unproven keys are asked
 * about every five minutes again. The audit entry has the code's id, not the code.
 */
export async function makeCode(
  deps: CodeDeps,
  input: { setupId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<MadeCode, MakeCodeRefusal>> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const setup = await lockOpenSetup(tx, input.setupId);
    if (setup === null) return refuse('setup_not_open');
    const made = { code: codeFrom(randomBytes(CODE_BYTES)), expiresAt: lastsUntil(at) };
    const codeId = await insertCode(tx, { setupId: input.setupId, createdAt: at, ...made });
    await startAsking(tx, await unprovenKeysOfSetup(tx, input.setupId), at);
    await announceChange(tx, { kind: 'setup', id: input.setupId });
    await appendAudit(
      tx,
      {
        action: 'ownership.code_made',
        actor,
        targetType: 'setup',
        targetId: input.setupId,
        customerId: setup.customerId,
        before: null,
        after: { codeId, expiresAt: made.expiresAt.toISOString() },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ codeId, ...made });
  });
}

/** Lets an unused code last 30 days from now, also one that has expired: the customer's text with it stays right. */
export async function extendCode(
  deps: CodeDeps,
  input: { codeId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<{ codeId: string; expiresAt: Date }, ExtendCodeRefusal>> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const expiresAt = lastsUntil(at);
    const before = await extendCodeRow(tx, input.codeId, expiresAt);
    if (before === null) return refuse('code_not_open');
    await startAsking(tx, await unprovenKeysOfSetup(tx, before.setupId), at);
    await announceChange(tx, { kind: 'setup', id: before.setupId });
    await appendAudit(
      tx,
      {
        action: 'ownership.code_made',
        actor,
        targetType: 'setup',
        targetId: before.setupId,
        customerId: before.customerId,
        before: { codeId: before.id, expiresAt: before.expiresAt.toISOString() },
        after: { codeId: before.id, expiresAt: expiresAt.toISOString() },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ codeId: before.id, expiresAt });
  });
}
