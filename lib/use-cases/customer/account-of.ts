import type { Transaction } from '#lib/db/database.ts';
import { findBinding, type StoredAccount } from '#lib/db/customer/accounts.ts';
import { lockAccount } from '#lib/db/ownership/accounts.ts';
import { staleCustomer, type OfCustomer, type StaleCustomer } from './customer-change.ts';

/** A binding of an AWS account to a customer, and why its mark is set. */
export type OfAccount = OfCustomer & { accountId: string; reason: string };
export type AccountRefusal = StaleCustomer | 'not_bound' | 'already_shared';

/** A binding that holds now, its account and customer locked, or why it can’t be changed. */
export async function accountOf(
  tx: Transaction,
  input: OfAccount,
): Promise<{ ok: true; value: StoredAccount } | { ok: false; reason: AccountRefusal }> {
  const found = await findBinding(tx, input.accountId);
  // The account first, as proofs of ownership lock it: two transactions never wait for each other.
  if (found !== null) await lockAccount(tx, found.awsAccountId);
  const stale = await staleCustomer(tx, input);
  if (stale !== null) return { ok: false, reason: stale };
  const account = await findBinding(tx, input.accountId);
  return account === null || account.customerId !== input.customerId
    ? { ok: false, reason: 'not_bound' }
    : { ok: true, value: account };
}
