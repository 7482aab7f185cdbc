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
export type ExtendCodeRefusal = MakeCodeRefusal | 'no_unused_code';

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

/**
 * Lets the newest unused code of a setup last 30 days from now, also where it has expired: what the customer was sent stays
 * right.
 */
export async function extendCode(
  deps: CodeDeps,
  input: { setupId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<MadeCode, ExtendCodeRefusal>> {
  const at = deps.clock();
  const { setupId } = input;
  return deps.db.transaction(async (tx) => {
    const setup = await lockOpenSetup(tx, setupId);
    if (setup === null) return refuse('setup_not_open');
    const expiresAt = lastsUntil(at);
    const extended = await extendCodeRow(tx, setupId, expiresAt);
    if (extended === null) return refuse('no_unused_code');
    const { codeId, code, expiredAt } = extended;
    await startAsking(tx, await unprovenKeysOfSetup(tx, setupId), at);
    await announceChange(tx, { kind: 'setup', id: setupId });
    await appendAudit(
      tx,
      {
        action: 'ownership.code_made',
        actor,
        targetType: 'setup',
        targetId: setupId,
        customerId: setup.customerId,
        before: { codeId, expiresAt: expiredAt.toISOString() },
        after: { codeId, expiresAt: expiresAt.toISOString() },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ codeId, code, expiresAt });
  });
}
