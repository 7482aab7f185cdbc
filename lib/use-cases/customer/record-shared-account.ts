import { ok, refuse, type Result } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import { holdersOfAccount } from '#lib/db/customer/accounts.ts';
import { markShared } from '#lib/db/ownership/accounts.ts';
import { recordPartChange, type By, type CustomerDeps } from './customer-change.ts';
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
  const { customerId, accountId, reason } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await accountOf(tx, input);
    if (!found.ok) return found;
    const { awsAccountId, sharedSince } = found.value;
    if (sharedSince !== null) return refuse('already_shared');
    const holders = await holdersOfAccount(tx, awsAccountId);
    await markShared(tx, awsAccountId, at);
    for (const holder of holders)
      if (holder.customerId !== customerId) await announceChange(tx, { kind: 'customer', id: holder.customerId });
    await recordPartChange(
      tx,
      {
        action: 'customer.account_shared',
        customerId,
        before: { accountId, awsAccountId, shared: false },
        after: { accountId, awsAccountId, shared: true, holders: holders.map(({ name }) => name) },
        reason,
      },
      at,
      by,
    );
    return ok({ awsAccountId });
  });
}
