import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { customers } from '#drizzle/schema/customers.ts';
import type { CustomerFacts } from '#lib/core/customer/customer-facts.ts';
import { nameForm } from '#lib/core/customer/name-form.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** The customer with that name, in any case, or null. */
export async function findCustomerByName(db: Executor, name: string): Promise<{ id: string; name: string } | null> {
  const [row] = await db
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(sql`lower(${customers.name}) = lower(${name})`);
  return row ?? null;
}

/**
 * Which of these names are another customer's, in any case: neither this one's nor their provider's. A reply to this
 * customer names nobody else (H6).
 */
export async function otherCustomersNamed(
  db: Executor,
  customerId: string,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const lower = sql.join(
    [...new Set(names)].map((name) => sql`lower(${name})`),
    sql`, `,
  );
  const rows = await db
    .select({ name: sql<string>`lower(${customers.name})` })
    .from(customers)
    .where(
      and(
        sql`lower(${customers.name}) in (${lower})`,
        sql`${customers.id} <> ${customerId}`,
        sql`${customers.id} is distinct from (select own.provider_id from customers own where own.id = ${customerId})`,
      ),
    );
  // As it was asked for: PostgreSQL may lower other letters than JavaScript does.
  return rows.map(({ name }) => names.find((asked) => asked.toLowerCase() === name.toLowerCase()) ?? name);
}

/** A customer's facts with the revision that an edit must name, and the name of their provider. */
export type StoredCustomer = CustomerFacts & { id: string; revision: number; providerName: string | null };

/** The customer with that id, or null. */
export async function findCustomer(db: Executor, customerId: string): Promise<StoredCustomer | null> {
  const provider = alias(customers, 'provider');
  const [row] = await db
    .select({
      id: customers.id,
      name: customers.name,
      externalId: customers.externalId,
      timeZone: customers.timeZone,
      workingDays: customers.workingDays,
      serviceLevel: customers.serviceLevel,
      providerId: customers.providerId,
      providerName: provider.name,
      revision: customers.revision,
    })
    .from(customers)
    .leftJoin(provider, eq(provider.id, customers.providerId))
    .where(eq(customers.id, customerId));
  return row ?? null;
}

/** Adds a customer, or returns the one that another process has just added under that name. */
export async function insertCustomer(
  tx: Transaction,
  customer: { name: string; timeZone: string | null; at: Date },
): Promise<string> {
  const id = newId();
  const added = await tx
    .insert(customers)
    .values({
      id,
      name: customer.name,
      nameForm: nameForm(customer.name),
      timeZone: customer.timeZone,
      createdAt: customer.at,
    })
    .onConflictDoNothing()
    .returning({ id: customers.id });
  if (added.length === 1) return id;
  const other = await findCustomerByName(tx, customer.name);
  if (other === null) throw new Error('The customer could neither be added nor found.');
  return other.id;
}

const columnsOf = ({ name, externalId, timeZone, workingDays, serviceLevel, providerId }: CustomerFacts) => ({
  name,
  nameForm: nameForm(name),
  externalId,
  timeZone,
  workingDays: workingDays === null ? null : [...workingDays],
  serviceLevel,
  providerId,
});

/**
 * Adds a customer with all facts. The database refuses a second one of a name, in any case (`customers_name_key`), and of
 * an external id (`customers_external_id_key`).
 */
export async function insertCustomerFacts(tx: Transaction, facts: CustomerFacts, at: Date): Promise<string> {
  const id = newId();
  await tx.insert(customers).values({ id, ...columnsOf(facts), createdAt: at });
  return id;
}

/**
 * Writes a customer's facts, unless somebody has changed the customer since.
 * @param revision the one that the person saw
 * @returns whether it was written; the database refuses what `insertCustomerFacts` says, and a change of a provider who
 * holds keys of the customer (`customers_provider_in_use`)
 */
export async function updateCustomer(
  tx: Transaction,
  customerId: string,
  revision: number,
  facts: CustomerFacts,
): Promise<boolean> {
  const changed = await tx
    .update(customers)
    .set({ ...columnsOf(facts), revision: sql`${customers.revision} + 1` })
    .where(and(eq(customers.id, customerId), eq(customers.revision, revision)))
    .returning({ id: customers.id });
  return changed.length === 1;
}

/** The revision of a customer, locked until the transaction ends; null if there is no such customer. */
export async function lockRevision(tx: Transaction, customerId: string): Promise<number | null> {
  const [row] = await tx
    .select({ revision: customers.revision })
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('no key update');
  return row?.revision ?? null;
}

/** Counts a change of what belongs to a customer. */
export async function countRevision(tx: Transaction, customerId: string): Promise<void> {
  await tx
    .update(customers)
    .set({ revision: sql`${customers.revision} + 1` })
    .where(eq(customers.id, customerId));
}

/** Customers that an earlier version wrote, without the form of their name, locked. */
export const lockWithoutForm = (tx: Transaction, limit: number): Promise<{ id: string; name: string }[]> =>
  tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(isNull(customers.nameForm))
    .limit(limit)
    .for('no key update', { skipLocked: true });

/** Stores the forms of names. A revision counts what people change, so it stays. */
export async function setNameForms(tx: Transaction, named: readonly { id: string; name: string }[]): Promise<void> {
  if (named.length === 0) return;
  const forms: SQL[] = named.map(({ id, name }) => sql`(${id}::uuid, ${nameForm(name)})`);
  await tx
    .update(customers)
    .set({ nameForm: sql`formed.form` })
    .from(sql`(values ${sql.join(forms, sql`, `)}) as formed (id, form)`)
    .where(sql`${customers.id} = formed.id`);
}
