import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor } from '#lib/db/database.ts';
import { KEY_LIST, keysUsedBy } from '#lib/db/key/key-entries.ts';
import { rowOf, selectFound, type FoundKey, type KeyListRow } from '#lib/db/key/key-rows.ts';
import { orderOf } from '#lib/db/list-entries.ts';

/** How many keys, workspaces and clients a customer's page shows. A provider may have thousands of clients. */
const SHOWN_AT_MOST = 50;
/** Past contacts are history: the latest of them are shown. */
const PAST_AT_MOST = 20;

/** A page of things, and whether there are more. */
export type Cut<Item> = { items: Item[]; more: boolean };
const cut = <Item>(rows: Item[]): Cut<Item> => ({
  items: rows.slice(0, SHOWN_AT_MOST),
  more: rows.length > SHOWN_AT_MOST,
});

/** The keys that a customer holds, and those that its provider holds for its workspaces, the most urgent first. */
export async function keysOfCustomer(
  db: Executor,
  customer: { id: string; providerId: string | null },
): Promise<Cut<KeyListRow>> {
  const { id, providerId } = customer;
  const urgent = orderOf('urgent');
  const keys = sql`select ${KEY_LIST.selected}, true as matches, false as is_last_read from ${customerKeys}`;
  const held = sql`${keys} where customer_id = ${id} order by ${urgent} limit ${SHOWN_AT_MOST + 1}`;
  const used = sql`select provided.* from (${keysUsedBy(sql`${id}::uuid`)}) as used
    cross join lateral (${keys} where id = used.key_id and customer_id = ${providerId}::uuid limit 1) as provided
    limit ${SHOWN_AT_MOST + 1}`;
  const found = await selectFound<FoundKey>(
    db,
    sql`select once.* from (select distinct on (id) * from ((${held}) union all (${used})) as every order by id) as once
      order by ${urgent} limit ${SHOWN_AT_MOST + 1}`,
    urgent,
  );
  return cut(found.map(rowOf));
}

/** A customer's workspaces, with the active key of each. */
export async function workspacesOf(db: Executor, customerId: string) {
  return cut(
    await db
      .select({ id: workspaces.id, name: workspaces.name, region: workspaces.region, keyId: keyAssignments.keyId })
      .from(workspaces)
      .leftJoin(
        keyAssignments,
        and(
          eq(keyAssignments.workspaceId, workspaces.id),
          eq(keyAssignments.role, 'active'),
          isNull(keyAssignments.toAt),
        ),
      )
      .where(eq(workspaces.customerId, customerId))
      .orderBy(asc(workspaces.region), asc(workspaces.name))
      .limit(SHOWN_AT_MOST + 1),
  );
}

/** So many workspaces can be chosen from. */
const CHOSEN_FROM = 500;

/** A customer's workspaces by name, those that moved away and that left too. */
export const workspacesNamed = (db: Executor, customerId: string) =>
  db
    .select({ id: workspaces.id, name: workspaces.name, region: workspaces.region })
    .from(workspaces)
    .where(eq(workspaces.customerId, customerId))
    .orderBy(asc(workspaces.region), asc(workspaces.name))
    .limit(CHOSEN_FROM);

/** How many periods of roles a customer's page shows, the newest first. */
const PERIODS_SHOWN = 100;
/** A provider may have thousands of clients: so many of their workspaces are looked at. */
const CLIENTS_WORKSPACES = 500;

/** Which key protected which workspace when: those of the customer, and those of clients whose keys it holds. */
export async function rolesOfCustomer(db: Executor, customerId: string) {
  const client = alias(customers, 'client');
  const columns = {
    id: keyAssignments.id,
    keyId: keyAssignments.keyId,
    arn: customerKeys.arn,
    role: keyAssignments.role,
    from: keyAssignments.fromAt,
    to: keyAssignments.toAt,
    workspace: workspaces.name,
    region: workspaces.region,
    client: sql<string | null>`case when ${client.id} <> ${customerId} then ${client.name} end`.as('client_name'),
  };
  const newestFirst = [desc(keyAssignments.fromAt), desc(keyAssignments.id)];
  const rows = await db
    .select(columns)
    .from(keyAssignments)
    .innerJoin(customerKeys, eq(customerKeys.id, keyAssignments.keyId))
    .innerJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
    .innerJoin(client, eq(client.id, workspaces.customerId))
    .where(
      sql`${keyAssignments.workspaceId} in (select w.id from workspaces w where w.customer_id = ${customerId}
        union all (select w.id from customers c join workspaces w on w.customer_id = c.id where c.provider_id = ${customerId}
          limit ${CLIENTS_WORKSPACES}))`,
    )
    .orderBy(...newestFirst)
    .limit(PERIODS_SHOWN + 1);
  return { items: rows.slice(0, PERIODS_SHOWN), more: rows.length > PERIODS_SHOWN };
}

/** A customer's contacts: those of today by role and name, then those who left, the latest first. */
export async function contactsOf(db: Executor, customerId: string) {
  return db
    .select()
    .from(contacts)
    .where(eq(contacts.customerId, customerId))
    .orderBy(sql`${contacts.leftAt} desc nulls first`, asc(contacts.role), asc(contacts.name))
    .limit(SHOWN_AT_MOST + PAST_AT_MOST);
}

/** The AWS accounts that are bound to a customer now. */
export async function accountsOf(db: Executor, customerId: string) {
  return db
    .select()
    .from(customerAccounts)
    .where(and(eq(customerAccounts.customerId, customerId), isNull(customerAccounts.revokedAt)))
    .orderBy(desc(customerAccounts.provenAt))
    .limit(SHOWN_AT_MOST);
}

/** The customers whose keys this customer's AWS account holds. */
export async function clientsOf(db: Executor, customerId: string): Promise<Cut<{ id: string; name: string }>> {
  return cut(
    await db
      .select({ id: customers.id, name: customers.name })
      .from(customers)
      .where(eq(customers.providerId, customerId))
      .orderBy(asc(customers.name))
      .limit(SHOWN_AT_MOST + 1),
  );
}
