import type { OwnershipAnswer } from '#lib/core/customer/customer.ts';
import { nextAskAt, type DescriptionAnswer, type ReadDescription } from '#lib/core/customer/ownership.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { findKey, mayShow, type StoredKey } from '#lib/db/key/keys.ts';
import {
  claimOwnershipCheck,
  findOwnershipCheck,
  putOffAsking,
  startAsking,
  storeAnswer,
} from '#lib/db/ownership/asking.ts';
import { openCodesFor } from '#lib/db/ownership/codes.ts';
import { blockingHolder } from '#lib/db/ownership/proofs.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import { countAnswered } from '#lib/db/verdict/checks.ts';
import { recordProof } from './record-proof.ts';

export type CheckOwnershipDeps = { db: Database; clock: () => Date; readDescription: ReadDescription };

export type AskRefusal =
  'not_found' | 'retired' | 'already_proven' | 'key_held_by_another_customer' | 'asked_just_now' | 'superseded';

/** How long a question may wait for its share of the quota (H24). */
const LONGEST_WAIT_MS = 5_000;
/** How long an ARN that another customer holds is not asked about. */
const HELD_MS = 3_600_000;

/**
 * The key that somebody wants to prove, claimed for 15 seconds so that one question runs at a time; or why it can't be
 * asked about. An ARN that another customer holds is not asked about.
 */
export async function claimUnproven(
  { db, clock }: Pick<CheckOwnershipDeps, 'db' | 'clock'>,
  customerKeyId: string,
): Promise<Result<{ key: StoredKey; askedAt: Date; since: Date }, AskRefusal>> {
  const key = await findKey(db, customerKeyId);
  if (key === null) return refuse('not_found');
  if (key.record.role === 'retired') return refuse('retired');
  if (mayShow(key)) return refuse('already_proven');
  const now = clock();
  if ((await blockingHolder(db, { arn: key.record.arn, customerId: key.customerId })) !== null) {
    await putOffAsking(db, [customerKeyId], new Date(now.getTime() + HELD_MS));
    return refuse('key_held_by_another_customer');
  }
  let asked = await findOwnershipCheck(db, customerKeyId);
  if (asked === null) {
    await startAsking(db, [customerKeyId], now);
    asked = await findOwnershipCheck(db, customerKeyId);
  }
  if (asked === null || !(await claimOwnershipCheck(db, customerKeyId, now))) return refuse('asked_just_now');
  return ok({ key, askedAt: now, since: asked.since });
}

/**
 * Asks AWS once whether an unproven key's description shows an open code, and stores the answer and nothing else (H16).
 * Where it does, the key is proven at once. Only this use case asks about unproven keys by itself.
 * @returns the answer; `superseded` if the key was proven or the code was used meanwhile
 */
export async function checkOwnership(
  deps: CheckOwnershipDeps,
  input: { customerKeyId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string; answer: OwnershipAnswer }, AskRefusal>> {
  const claimed = await claimUnproven(deps, input.customerKeyId);
  if (!claimed.ok) return claimed;
  const { key, askedAt, since } = claimed.value;
  const { customerKeyId, record } = key;
  const codes = await openCodesFor(deps.db, key, askedAt);
  const waitMs = await reserveCalls(deps.db, { kind: 'describe', region: record.region }, 1, askedAt, LONGEST_WAIT_MS);
  if (waitMs !== null && waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  const seen: DescriptionAnswer =
    waitMs === null
      ? { answer: 'could_not_check' }
      : await deps.readDescription(
          record,
          codes.map(({ code }) => code),
        );

  const at = deps.clock();
  // The owner's CloudTrail has these calls too: an evidence pack that left them out would not agree with it.
  if (seen.answer !== 'could_not_check') await countAnswered(deps.db, customerKeyId, askedAt, { DescribeKey: 1 });
  const isStored = await storeAnswer(deps.db, customerKeyId, {
    answer: seen.answer,
    askedAt,
    at,
    nextAt: nextAskAt(since, at),
  });
  if (!isStored) return refuse('superseded');
  if (seen.answer !== 'seen') {
    await announceChange(deps.db, { kind: 'key', id: customerKeyId });
    return ok({ customerKeyId, answer: seen.answer });
  }
  const codeId = codes.find(({ code }) => code === seen.code)?.id ?? '';
  const given = { kind: 'description_code', codeId, reason: null } as const;
  const proven = await deps.db.transaction((tx) => recordProof(tx, customerKeyId, given, { actor, at, requestId }));
  if (proven.ok) return ok({ customerKeyId, answer: seen.answer });
  return refuse(proven.reason === 'code_used' ? 'superseded' : proven.reason);
}
