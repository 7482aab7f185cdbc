import type { CustomerFacts, SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { insertCustomerFacts } from '#lib/db/customer/customers.ts';
import { recordChange, type CustomerDeps } from './customer-change.ts';
import {
  nameOfAnother,
  providerNamed,
  takenMeanwhile,
  type NameRefusal,
  type ProviderRefusal,
} from './name-of-another.ts';

/** The facts of a customer as a form has them: the provider by name. */
export type TypedFacts = Omit<CustomerFacts, 'providerId'> & { providerName: string | null };
export type AddCustomerRefusal = NameRefusal | ProviderRefusal;

/**
 * Adds a customer. A name or an external id that looks like another customer's is refused with the customers that may be
 * meant, unless the person says that it is a different one.
 * @returns the new customer's id, or why nothing was written
 */
export async function addCustomer(
  { db, clock }: CustomerDeps,
  input: { facts: TypedFacts; different: boolean },
  by: By,
): Promise<
  { ok: true; value: { customerId: string } } | { ok: false; reason: AddCustomerRefusal; similar: SimilarCustomer[] }
> {
  const { providerName, ...typed } = input.facts;
  const at = clock();
  try {
    return await db.transaction(async (tx) => {
      const taken = await nameOfAnother(tx, typed, input.different);
      if (taken !== null) return { ok: false, ...taken };
      const provider = await providerNamed(tx, providerName, null);
      if (!provider.ok) return { ...provider, similar: [] };
      const customerId = await insertCustomerFacts(tx, { ...typed, providerId: provider.value }, at);
      await recordChange(
        tx,
        { action: 'customer.added', customerId, before: null, after: { ...typed, providerName } },
        at,
        by,
      );
      return { ok: true, value: { customerId } };
    });
  } catch (error) {
    const taken = takenMeanwhile(error);
    if (taken === null) throw error;
    return { ok: false, ...taken };
  }
}
