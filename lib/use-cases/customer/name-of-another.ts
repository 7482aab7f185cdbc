import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import { sameToTheEye } from '#lib/core/customer/name-form.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { findCustomer, findCustomerByName } from '#lib/db/customer/customers.ts';
import { customersOfForm, similarCustomers } from '#lib/db/customer/similar-customers.ts';

/** Why a name or an external id can’t be used: another customer has it, or one that looks alike. */
export type NameRefusal = 'same_name' | 'external_id_taken' | 'only_invisible' | 'similar';
export type NameTaken = { reason: NameRefusal; similar: SimilarCustomer[] };

/**
 * Looks for another customer that a person may have meant.
 * @param asked null for what isn't asked about, because it stays as it is
 * @param different whether the person has seen the similar ones and says that this is another customer. A name that only
 * differs in what nobody sees is refused even then
 * @param except the customer that is edited
 */
export async function nameOfAnother(
  tx: Transaction,
  asked: { name: string | null; externalId: string | null },
  different: boolean,
  except: string | null = null,
): Promise<NameTaken | null> {
  const sameName = asked.name === null ? null : await ofTheSameName(tx, asked.name, except);
  if (sameName !== null) return sameName;
  const similar = await similarCustomers(tx, asked, except);
  const taken = similar.filter(({ externalId }) => externalId !== null && externalId === asked.externalId);
  if (taken.length > 0) return { reason: 'external_id_taken', similar: taken };
  return similar.length > 0 && !different ? { reason: 'similar', similar } : null;
}

/** Another customer whose name nobody can tell from this one. */
async function ofTheSameName(tx: Transaction, name: string, except: string | null): Promise<NameTaken | null> {
  const others = (await customersOfForm(tx, name)).filter(({ id }) => id !== except);
  const same = await findCustomerByName(tx, name);
  if (same !== null && same.id !== except) return { reason: 'same_name', similar: byName([same]) };
  const unseen = others.filter((other) => sameToTheEye(other.name, name));
  return unseen.length === 0 ? null : { reason: 'only_invisible', similar: byName(unseen) };
}

const byName = (found: readonly { id: string; name: string }[]): SimilarCustomer[] =>
  found.map((other) => ({ ...other, externalId: null, by: 'name' }));

/** The refusal behind a violated rule of the database, where two people write at once; null for any other error. */
export function takenMeanwhile(error: unknown): NameTaken | null {
  const constraint = violatedConstraint(error);
  if (constraint === 'customers_name_key') return { reason: 'same_name', similar: [] };
  return constraint === 'customers_external_id_key' ? { reason: 'external_id_taken', similar: [] } : null;
}

export type ProviderRefusal = 'provider_unknown' | 'provider_itself' | 'provider_is_client';

/** Finds a provider by name. A customer is no provider of its own provider, nor of itself. */
export async function providerNamed(
  tx: Transaction,
  name: string | null,
  customerId: string | null,
): Promise<{ ok: true; value: string | null } | { ok: false; reason: ProviderRefusal }> {
  if (name === null) return { ok: true, value: null };
  const found = await findCustomerByName(tx, name);
  if (found === null) return { ok: false, reason: 'provider_unknown' };
  if (found.id === customerId) return { ok: false, reason: 'provider_itself' };
  const provider = await findCustomer(tx, found.id);
  if (customerId !== null && provider?.providerId === customerId) return { ok: false, reason: 'provider_is_client' };
  return { ok: true, value: found.id };
}
