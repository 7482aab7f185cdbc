import type { Transaction } from '#lib/db/database.ts';
import { lockAccount, type StoredAccount } from '#lib/db/customer/accounts.ts';
import { staleCustomer, type OfCustomer, type StaleCustomer } from './customer-change.ts';

/** A binding of an AWS account to a customer, and why its mark is set. */
export type OfAccount = OfCustomer & { accountId: string; reason: string };
export type AccountRefusal = StaleCustomer | 'not_bound' | 'already_shared';

/** A binding that holds now, locked with the customer, or why it can’t be changed. */
export async function accountOf(
  tx: Transaction,
  input: OfAccount,
): Promise<{ ok: true; value: StoredAccount } | { ok: false; reason: AccountRefusal }> {
  const stale = await staleCustomer(tx, input);
  if (stale !== null) return { ok: false, reason: stale };
  const account = await lockAccount(tx, input.accountId);
  if (account === null || account.customerId !== input.customerId || account.revokedAt !== null)
    return { ok: false, reason: 'not_bound' };
  return { ok: true, value: account };
}
