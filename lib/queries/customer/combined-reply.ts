import { combinedText, toldByReply } from '#lib/core/customer-text/combined-text.ts';
import {
  ofProviderWords,
  textsElsewhere,
  type CombinedReply,
  type TextsElsewhere,
} from '#lib/core/pages/combined-reply.ts';
import { ENDED_STATES } from '#lib/core/replacement/replacement.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { keysToTellOf } from '#lib/db/customer-text/combined-texts.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import type { Database } from '#lib/db/database.ts';
import { replacementsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { setupsOfCustomer } from '#lib/db/setup/setup-page.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { setupItems } from '#lib/queries/setup/setup-item.ts';

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
    const elsewhere = await openWorkOf(deps.db, customerId, now);
    return { now: now.toISOString(), leftOut: left, text: { kind: 'blocked', words, elsewhere } };
  }
  const { subject, body, caution, keyIds } = text;
  return {
    now: now.toISOString(),
    leftOut: left,
    text: { kind: 'text', subject, body, caution, keys: keyIds.length, tells: toldByReply(keys, keyIds, now) },
  };
}

/** So many of the newest replacements are looked at. */
const REPLACEMENTS_READ = 20;

/** The open setups and replacements of a customer: what they are told of those is in texts of their own. */
async function openWorkOf(db: Database, customerId: string, now: Date): Promise<TextsElsewhere[]> {
  const [{ ids }, replacements] = await Promise.all([
    setupsOfCustomer(db, customerId),
    replacementsOfCustomer(db, customerId, REPLACEMENTS_READ),
  ]);
  const setups = setupItems(ids.length === 0 ? [] : await readLines(db, { setupIds: ids }, now), now);
  const ended: readonly string[] = ENDED_STATES;
  return [
    ...setups
      .filter(({ open }) => open !== null)
      .map(({ setupId, ticket }) => textsElsewhere('setup', { id: setupId, ticket })),
    ...replacements
      .filter(({ states }) => states.some((state) => !ended.includes(state)))
      .map((replacement) => textsElsewhere('replacement', replacement)),
  ];
}
