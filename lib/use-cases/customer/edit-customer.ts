import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { findCustomer, updateCustomer } from '#lib/db/customer/customers.ts';
import type { TypedFacts } from './add-customer.ts';
import { recordChange, type CustomerDeps, type OfCustomer, type StaleCustomer } from './customer-change.ts';
import {
  nameOfAnother,
  providerNamed,
  takenMeanwhile,
  type NameRefusal,
  type ProviderRefusal,
} from './name-of-another.ts';

export type EditCustomerRefusal = StaleCustomer | NameRefusal | ProviderRefusal | 'provider_in_use';
type Refused = { ok: false; reason: EditCustomerRefusal; similar: SimilarCustomer[] };

const refused = (reason: EditCustomerRefusal): Refused => ({ ok: false, reason, similar: [] });

/**
 * Writes a customer's facts. Only a changed name or external id is compared with those of others.
 * @returns whether anything changed, or why nothing was written
 */
export async function editCustomer(
  { db, clock }: CustomerDeps,
  input: OfCustomer & { facts: TypedFacts; different: boolean },
  by: By,
): Promise<{ ok: true; value: { changed: boolean } } | Refused> {
  const { customerId, revision, facts, different } = input;
  const { providerName, ...typed } = facts;
  const at = clock();
  try {
    return await db.transaction(async (tx) => {
      const stored = await findCustomer(tx, customerId);
      if (stored === null) return refused('not_found');
      if (stored.revision !== revision) return refused('superseded');
      const { id: _, revision: __, providerId: ___, ...before } = stored;
      const asked = {
        name: stored.name === typed.name ? null : typed.name,
        externalId: stored.externalId === typed.externalId ? null : typed.externalId,
      };
      const taken = await nameOfAnother(tx, asked, different, customerId);
      if (taken !== null) return { ok: false, ...taken };
      const provider = await providerNamed(tx, providerName, customerId);
      if (!provider.ok) return refused(provider.reason);
      const changes = changesOf(before, { ...typed, providerName });
      if (changes === null) return { ok: true, value: { changed: false } };
      if (!(await updateCustomer(tx, customerId, revision, { ...typed, providerId: provider.value })))
        return refused('superseded');
      await recordChange(tx, { action: 'customer.changed', customerId, ...changes }, at, by);
      return { ok: true, value: { changed: true } };
    });
  } catch (error) {
    if (violatedConstraint(error) === 'customers_provider_in_use') return refused('provider_in_use');
    const taken = takenMeanwhile(error);
    if (taken === null) throw error;
    return { ok: false, ...taken };
  }
}

/** The facts that differ, before and after; null where none does. */
function changesOf(
  before: TypedFacts,
  after: TypedFacts,
): { before: Record<string, unknown>; after: Record<string, unknown> } | null {
  const names = (Object.keys(after) as (keyof TypedFacts)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return null;
  const only = (facts: TypedFacts) => Object.fromEntries(names.map((name) => [name, facts[name]]));
  return { before: only(before), after: only(after) };
}
