import { combinedText } from '#lib/core/customer-text/combined-text.ts';
import { ofProviderWords, type CombinedReply } from '#lib/core/pages/combined-reply.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { keysToTellOf } from '#lib/db/customer-text/combined-texts.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** One reply about all keys of a customer that need one, as it would be copied now; null without such a customer. */
export async function readCombinedReply(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerId: string,
): Promise<CombinedReply | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read customers.`);
  const now = deps.clock();
  const customer = await findCustomer(deps.db, customerId);
  if (customer === null) return null;
  const keys = await keysToTellOf(deps.db, customerId);
  const { leftOut, ...text } = combinedText(keys, deps, now);
  const left = leftOut.map(({ id, arn, words }) => ({ id, arn, words }));
  if (text.kind === 'blocked') {
    const { providerName } = customer;
    const words = keys.length > 0 || providerName === null ? text.words : ofProviderWords(providerName);
    return { now: now.toISOString(), leftOut: left, text: { kind: 'blocked', words } };
  }
  const { subject, body, caution, keyIds } = text;
  return { now: now.toISOString(), leftOut: left, text: { kind: 'text', subject, body, caution, keys: keyIds.length } };
}
