import { sql } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import { nameForm } from '#lib/core/customer/name-form.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import type { Book } from '#lib/core/import/book.ts';
import { FACTS, type ImportGroup } from '#lib/core/import/groups.ts';
import type { CustomerPlan } from '#lib/core/import/judge-customer.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Rows in one INSERT: PostgreSQL takes 65,535 parameters. */
const AT_ONCE = 500;

/** Calls `insert` with parts of a list that fit into one statement. */
export async function inParts<T>(list: readonly T[], insert: (part: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < list.length; at += AT_ONCE) await insert(list.slice(at, at + AT_ONCE));
}

/** A plan whose customer exists. */
export type Placed = CustomerPlan & { customerId: string };

/**
 * Nobody else adds a customer whose name looks like one of these, or binds one of these AWS accounts, until the transaction
 * ends.
 */
export async function lockForImport(
  tx: Transaction,
  names: { forms: readonly string[]; accounts: readonly string[] },
): Promise<void> {
  // One import at a time; a part of one takes less than a second.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('keydesk.import'))`);
  await tx.execute(sql`
    select count(pg_advisory_xact_lock(hash)) from (
      select distinct hashtextextended(form, 0) as hash from unnest(${sql.param([...names.forms])}::text[]) as forms (form)
      order by hash) as forms`);
  await tx.execute(sql`
    select count(pg_advisory_xact_lock(hash)) from (
      select distinct hashtext('keydesk.account ' || account) as hash
      from unnest(${sql.param([...names.accounts])}::text[]) as accounts (account) order by hash) as accounts`);
}

/**
 * Locks the keys and the customers that rows name, so that what is read of them next stays. In the order in which a check's
 * result does it: keys, then customers.
 */
export async function lockKnown(tx: Transaction, groups: readonly ImportGroup[]): Promise<void> {
  const arns = groups.flatMap(({ rows }) => rows.flatMap(({ key }) => key?.parts.arn ?? []));
  const names = groups.map(({ name }) => name);
  await tx.execute(sql`
    select from ${customerKeys} where arn = any(${sql.param(arns)}::text[]) order by id for no key update`);
  await tx.execute(sql`
    select from ${customers} where lower(name) in (select lower(named) from unnest(${sql.param(names)}::text[]) as names (named))
    order by id for no key update`);
}

/** Adds the new customers, fills in what the book lacks of others, and counts the change of each. */
export async function addCustomers(
  tx: Transaction,
  plans: readonly CustomerPlan[],
  book: Book,
  at: Date,
): Promise<Placed[]> {
  const placed = plans.map((plan): Placed => ({ ...plan, customerId: plan.customerId ?? newId() }));
  const byKey = new Map(placed.map(({ group, customerId }) => [group.key, customerId]));
  const providerId = ({ group, facts }: CustomerPlan): string | null => {
    if (facts.provider === null || group.providerKey === null) return null;
    return book.customers.get(group.providerKey)?.id ?? byKey.get(group.providerKey) ?? null;
  };
  const isNew = ({ group }: CustomerPlan): boolean => !book.customers.has(group.key);
  await inParts(placed.filter(isNew), (part) =>
    tx.insert(customers).values(
      part.map((plan) => ({
        id: plan.customerId,
        name: plan.group.name,
        nameForm: nameForm(plan.group.name),
        externalId: plan.facts.externalId,
        timeZone: plan.facts.timeZone,
        serviceLevel: plan.facts.serviceLevel,
        workingDays: plan.facts.workingDays === null ? null : [...plan.facts.workingDays],
        providerId: providerId(plan),
        createdAt: at,
      })),
    ),
  );
  const changed = placed
    .filter((plan) => !isNew(plan))
    .map((plan) => ({
      id: plan.customerId,
      ...Object.fromEntries(FACTS.map((fact) => [fact, plan.facts[fact]])),
      providerId: providerId(plan),
    }));
  if (changed.length > 0)
    await tx
      .update(customers)
      .set({
        externalId: sql`coalesce(${customers.externalId}, filled."externalId")`,
        timeZone: sql`coalesce(${customers.timeZone}, filled."timeZone")`,
        serviceLevel: sql`coalesce(${customers.serviceLevel}, filled."serviceLevel")`,
        workingDays: sql`coalesce(${customers.workingDays}, filled."workingDays")`,
        providerId: sql`coalesce(${customers.providerId}, filled."providerId")`,
        revision: sql`${customers.revision} + 1`,
      })
      .from(
        sql`jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as filled (id uuid, "externalId" text, "timeZone" text,
          "serviceLevel" text, "workingDays" smallint[], "providerId" uuid)`,
      )
      .where(sql`${customers.id} = filled.id`);
  return placed;
}

export type WorkspaceIds = ReadonlyMap<string, string>;
export const placeOf = (customerId: string, { region, name }: { region: string; name: string }): string =>
  JSON.stringify([customerId, region, name]);

/** Adds workspaces, contacts and AWS accounts. Returns the ids of all workspaces that the plans name, new or not. */
export async function addParts(
  tx: Transaction,
  placed: readonly Placed[],
  book: Book,
  by: { acceptedBy: string; reason: string; at: Date },
): Promise<WorkspaceIds> {
  const { at } = by;
  const of = <T>(list: (plan: Placed) => readonly T[]) =>
    placed.flatMap((plan) => list(plan).map((one) => ({ ...one, id: newId(), customerId: plan.customerId })));
  const newWorkspaces = of((plan) => plan.workspaces);
  await inParts(newWorkspaces, (part) =>
    tx.insert(workspaces).values(part.map((workspace) => ({ ...workspace, createdAt: at }))),
  );
  await inParts(
    of((plan) => plan.contacts),
    (part) => tx.insert(contacts).values(part.map((contact) => ({ ...contact, createdAt: at }))),
  );
  await inParts(
    of((plan) => plan.accounts),
    (part) =>
      tx.insert(customerAccounts).values(
        part.map(({ shared, ...account }) => ({
          ...account,
          proof: 'exception' as const,
          provenAt: at,
          provenBy: by.acceptedBy,
          reason: by.reason,
          sharedSince: shared ? at : null,
        })),
      ),
  );
  const stored = placed.flatMap(({ customerId }) =>
    (book.workspaces.get(customerId) ?? []).map((workspace) => ({ ...workspace, customerId })),
  );
  return new Map([...stored, ...newWorkspaces].map((one) => [placeOf(one.customerId, one), one.id]));
}
