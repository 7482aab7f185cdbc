import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { markShared } from '#lib/db/ownership/accounts.ts';
import { recordChange, recordPartChange, type CustomerDeps } from './customer-change.ts';
import { accountOf, type AccountRefusal, type OfAccount } from './account-of.ts';

/**
 * Records that an AWS account serves several holders, for all of them: from now on it proves nothing about a further key
 * (H16). Keys that were proven before stay proven.
 */
export async function recordSharedAccount(
  { db, clock }: CustomerDeps,
  input: OfAccount,
  by: By,
): Promise<Result<{ awsAccountId: string }, AccountRefusal>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await accountOf(tx, input);
    if (!found.ok) return found;
    const { awsAccountId, sharedSince } = found.value;
    if (sharedSince !== null) return refuse('already_shared');
    for (const customerId of await markShared(tx, awsAccountId, at)) {
      const record = customerId === input.customerId ? recordPartChange : recordChange;
      const change = { before: { awsAccountId, shared: false }, after: { awsAccountId, shared: true } };
      await record(tx, { action: 'customer.account_shared', customerId, ...change, reason: input.reason }, at, by);
    }
    return ok({ awsAccountId });
  });
}
