import type { Result } from '#lib/core/result.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { recordProof, type ProveRefusal } from './record-proof.ts';

/**
 * Accepts a key as its holder's without proof, because an approver has a reason. It is about this key alone: the AWS
 * account stays unproven.
 */
export const exceptOwnership = (
  deps: { db: Database; clock: () => Date },
  input: { customerKeyId: string; reason: string },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string }, ProveRefusal>> =>
  deps.db.transaction((tx) =>
    recordProof(
      tx,
      input.customerKeyId,
      { kind: 'exception', codeId: null, reason: input.reason },
      { actor, at: deps.clock(), requestId },
    ),
  );
