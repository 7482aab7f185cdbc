import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { revokeAccountRow } from '#lib/db/customer/accounts.ts';
import { recordPartChange, type CustomerDeps } from './customer-change.ts';
import { accountOf, type AccountRefusal, type OfAccount } from './account-of.ts';

/**
 * Takes back that an AWS account is a customer's: it covers no further key. The proof of each key that it covered before
 * is withdrawn on its own, with its own reason.
 */
export async function revokeAccount(
  { db, clock }: CustomerDeps,
  input: OfAccount,
  by: By,
): Promise<Result<{ awsAccountId: string }, AccountRefusal>> {
  const { customerId, accountId, reason } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await accountOf(tx, input);
    if (!found.ok) return found;
    const { awsAccountId, proof, provenAt, provenBy } = found.value;
    await revokeAccountRow(tx, accountId, { at, by: by.actor.name, reason });
    await recordPartChange(
      tx,
      {
        action: 'customer.account_revoked',
        customerId,
        before: { accountId, awsAccountId, proof, provenAt: provenAt.toISOString(), provenBy },
        after: null,
        reason,
      },
      at,
      by,
    );
    return ok({ awsAccountId });
  });
}
