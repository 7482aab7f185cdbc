import { sql } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import { lookAlikeExternalIds } from '#lib/core/customer/external-id-typos.ts';
import { nameForm } from '#lib/core/customer/name-form.ts';
import type { Book, BookAccount, BookContact, BookCustomer, BookKey, BookWorkspace } from '#lib/core/import/book.ts';
import type { ImportGroup } from '#lib/core/import/groups.ts';
import { groupKeyOf } from '#lib/core/import/read-row.ts';
import type { ContactRole } from '#lib/core/customer/customer.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { Executor } from '#lib/db/database.ts';

/** A list as one parameter. */
const texts = (list: Iterable<string>) => sql`${sql.param([...new Set(list)])}::text[]`;
const ids = (list: Iterable<string>) => sql`${sql.param([...new Set(list)])}::uuid[]`;
const present = (list: readonly (string | null | undefined)[]): string[] =>
  list.filter((one) => one !== null && one !== undefined);

const grouped = <Row, T>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => T,
): Map<string, T[]> => {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(keyOf(row)) ?? [];
    map.set(keyOf(row), list);
    list.push(valueOf(row));
  }
  return map;
};

type CustomerRow = {
  asked: string;
  id: string;
  name: string;
  external_id: string | null;
  time_zone: string | null;
  service_level: string | null;
  working_days: number[] | null;
  provider_id: string | null;
  provider_name: string | null;
};

/** The customers with these names, in any case, by the group key of the name that was asked for. */
export async function customersNamed(db: Executor, names: Iterable<string>): Promise<Map<string, BookCustomer>> {
  const { rows } = await db.execute<CustomerRow>(sql`
    select asked.name as asked, c.id, c.name, c.external_id, c.time_zone, c.service_level, c.working_days, c.provider_id,
      provider.name as provider_name
    from unnest(${texts(names)}) as asked (name)
    join ${customers} c on lower(c.name) = lower(asked.name)
    left join ${customers} provider on provider.id = c.provider_id`);
  return new Map(
    rows.map((row) => [
      groupKeyOf(row.asked),
      {
        id: row.id,
        name: row.name,
        externalId: row.external_id,
        timeZone: row.time_zone,
        serviceLevel: row.service_level,
        workingDays: row.working_days,
        providerId: row.provider_id,
        providerName: row.provider_name,
      },
    ]),
  );
}

/** What the book has of what these customers' rows name. A statement for each kind, whatever the number of rows. */
export async function readBook(db: Executor, groups: readonly ImportGroup[]): Promise<Book> {
  const rows = groups.flatMap((group) => group.rows);
  const named = await customersNamed(
    db,
    present([
      ...groups.map(({ name }) => name),
      ...groups.map(({ facts }) => facts.provider),
      ...rows.map(({ key }) => key?.holder),
    ]),
  );
  const withProviders = await addProviders(db, named);
  const customerIds = [...withProviders.values()].map(({ id }) => id);
  return {
    customers: withProviders,
    byForm: await lookAlikes(db, groups),
    byExternalId: await sameExternalIds(db, groups),
    workspaces: await workspacesOf(db, customerIds),
    contacts: await contactsOf(db, customerIds),
    accounts: await accountsBound(db, present(rows.map(({ awsAccountId }) => awsAccountId))),
    keys: await keysWith(db, present(rows.map(({ key }) => key?.parts.arn))),
  };
}

/** The providers of customers whose rows don't name them: they hold the keys. */
async function addProviders(db: Executor, named: Map<string, BookCustomer>): Promise<Map<string, BookCustomer>> {
  const names = present([...named.values()].map(({ providerName }) => providerName));
  const missing = names.filter((name) => !named.has(groupKeyOf(name)));
  return missing.length === 0 ? named : new Map([...(await customersNamed(db, missing)), ...named]);
}

async function lookAlikes(db: Executor, groups: readonly ImportGroup[]): Promise<Book['byForm']> {
  const { rows } = await db.execute<{ form: string; id: string; name: string }>(sql`
    select name_form as form, id, name from ${customers}
    where name_form = any(${texts(groups.map(({ name }) => nameForm(name)))})`);
  return grouped(
    rows,
    ({ form }) => form,
    ({ id, name }) => ({ id, name }),
  );
}

async function sameExternalIds(db: Executor, groups: readonly ImportGroup[]): Promise<Book['byExternalId']> {
  const asked = present(groups.map(({ facts }) => facts.externalId));
  const near = asked.flatMap((id) => lookAlikeExternalIds(id).map((alike) => ({ id, alike })));
  const { rows } = await db.execute<{ asked: string; id: string; name: string; external_id: string }>(sql`
    select near.asked, found.id, found.name, found.external_id
    from unnest(${sql.param(near.map(({ id }) => id))}::text[], ${sql.param(near.map(({ alike }) => alike))}::text[]) as near (asked, external_id)
    cross join lateral (select id, name, external_id from ${customers} where external_id = near.external_id limit 1) as found`);
  return grouped(
    rows,
    (row) => row.asked,
    ({ id, name, external_id: externalId }) => ({ id, name, externalId }),
  );
}

async function workspacesOf(db: Executor, customerIds: readonly string[]): Promise<Book['workspaces']> {
  const { rows } = await db.execute<
    { customer_id: string; active_arn: string | null; had_active: boolean; in_setup: boolean } & Pick<
      BookWorkspace,
      'id' | 'region' | 'name' | 'leaves'
    >
  >(sql`
    select w.customer_id, w.id, w.region, w.name, k.arn as active_arn,
      exists (select from key_assignments ended
        where ended.workspace_id = w.id and ended.role = 'active' and ended.to_at is not null) as had_active,
      exists (select from departure_workspaces d where d.workspace_id = w.id and d.ended_at is null) as leaves,
      exists (select from setup_lines l
        where l.workspace_id = w.id and l.cleared_at is null and l.ended_at is null) as in_setup
    from workspaces w
    left join key_assignments a on a.workspace_id = w.id and a.role = 'active' and a.to_at is null
    left join customer_keys k on k.id = a.key_id
    where w.customer_id = any(${ids(customerIds)})`);
  return grouped(
    rows,
    (row) => row.customer_id,
    ({ id, region, name, leaves, active_arn: activeArn, had_active: hadActive, in_setup: inSetup }): BookWorkspace => ({
      id,
      region,
      name,
      activeArn,
      hadActive,
      leaves,
      inSetup,
    }),
  );
}

async function contactsOf(db: Executor, customerIds: readonly string[]): Promise<Book['contacts']> {
  const { rows } = await db.execute<{
    customer_id: string;
    role: ContactRole;
    name: string;
    email: string;
    phone: string | null;
  }>(sql`
    select customer_id, role, name, email, phone from contacts
    where customer_id = any(${ids(customerIds)}) and left_at is null`);
  return grouped(
    rows,
    (row) => row.customer_id,
    ({ role, name, email, phone }): BookContact => ({ role, name, email, phone }),
  );
}

async function accountsBound(db: Executor, accounts: readonly string[]): Promise<Book['accounts']> {
  const { rows } = await db.execute<{
    account: string;
    customer_id: string;
    name: string;
    shared: boolean;
    revoked: boolean;
  }>(sql`
    select a.aws_account_id as account, a.customer_id, c.name, a.shared_since is not null as shared,
      a.revoked_at is not null as revoked
    from customer_accounts a join ${customers} c on c.id = a.customer_id
    where a.aws_account_id = any(${texts(accounts)})`);
  return grouped(
    rows,
    (row) => row.account,
    ({ customer_id: customerId, name: customerName, shared, revoked }): BookAccount => ({
      customerId,
      customerName,
      shared,
      revoked,
    }),
  );
}

type KeyRow = {
  arn: string;
  id: string;
  holder_id: string;
  holder_name: string;
  role: KeyRole;
  proven: boolean;
  withdrawn: boolean;
  assigned: { workspaceId: string; role: string; since: string }[] | null;
};

async function keysWith(db: Executor, arns: readonly string[]): Promise<Book['keys']> {
  const { rows } = await db.execute<KeyRow>(sql`
    select k.arn, k.id, k.customer_id as holder_id, c.name as holder_name, k.role, k.ownership_proven_at is not null as proven,
      k.ownership_withdrawn_at is not null as withdrawn,
      (select jsonb_agg(jsonb_build_object('workspaceId', a.workspace_id, 'role', a.role, 'since', a.from_at))
        from key_assignments a where a.key_id = k.id and a.to_at is null) as assigned
    from customer_keys k join ${customers} c on c.id = k.customer_id
    where k.arn = any(${texts(arns)})
      and (k.role <> 'retired' or exists (select from key_assignments was where was.key_id = k.id))`);
  return grouped(
    rows,
    ({ arn }) => arn,
    (row): BookKey => ({
      id: row.id,
      holderId: row.holder_id,
      holderName: row.holder_name,
      role: row.role,
      proven: row.proven,
      withdrawn: row.withdrawn,
      assigned: (row.assigned ?? []).map(({ since, ...assignment }) => ({ ...assignment, since: new Date(since) })),
    }),
  );
}
