import { sql } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import type { ImportCells } from '#lib/core/import/import.ts';
import { workingDaysCell } from '#lib/core/import/read-cells.ts';
import type { Database } from '#lib/db/database.ts';

type Exported = {
  customer: string;
  external_id: string | null;
  time_zone: string | null;
  service_level: string | null;
  working_days: number[] | null;
  provider: string | null;
  sort: string;
  places:
    | {
        workspace: string;
        region: string;
        arn: string | null;
        role: string | null;
        since: string | null;
        holder: string | null;
      }[]
    | null;
  contacts: { name: string; role: string; email: string; phone: string | null }[] | null;
  accounts: string[] | null;
};

/**
 * The next customers of the book as rows of a file, in the order of their names. Keys are those in use whose ownership is
 * proven: pending setups and retired keys aren't part of the book.
 * @param after the cursor of the page before; null at the beginning
 */
export async function readBookRows(
  db: Database,
  after: string | null,
  limit: number,
): Promise<{ rows: ImportCells[]; after: string | null }> {
  const { rows } = await db.execute<Exported>(sql`
    select c.name as customer, c.external_id, c.time_zone, c.service_level, c.working_days, provider.name as provider,
      lower(c.name) as sort,
      (select jsonb_agg(jsonb_build_object('workspace', w.name, 'region', w.region, 'arn', used.arn, 'role', used.role,
          'since', used.from_at, 'holder', used.holder)
          order by w.region collate "C", w.name collate "C", used.role, used.arn)
        from workspaces w
        left join lateral (
          select k.arn, a.role, a.from_at, case when k.customer_id <> coalesce(c.provider_id, c.id) then holder.name end as holder
          from key_assignments a
          join customer_keys k on k.id = a.key_id and k.role <> 'retired'
            and k.ownership_proven_at is not null and k.ownership_withdrawn_at is null
          join ${customers} holder on holder.id = k.customer_id
          where a.workspace_id = w.id and a.to_at is null and a.role in ('active', 'retained')
        ) as used on true
        where w.customer_id = c.id) as places,
      (select jsonb_agg(distinct jsonb_build_object('name', name, 'role', role, 'email', email, 'phone', phone))
        from contacts where customer_id = c.id and left_at is null) as contacts,
      (select array_agg(aws_account_id order by aws_account_id) from customer_accounts
        where customer_id = c.id and revoked_at is null) as accounts
    from ${customers} c left join ${customers} provider on provider.id = c.provider_id
    where ${after}::text is null or lower(c.name) ~>~ ${after}::text
    order by lower(c.name) using ~<~ limit ${limit}`);
  return {
    rows: rows.flatMap(rowsOf),
    after: rows.length < limit ? null : (rows.at(-1)?.sort ?? null),
  };
}

const filled = (cells: Readonly<Record<string, string | null>>): ImportCells =>
  Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== null));

function rowsOf({
  customer,
  working_days: days,
  places,
  contacts,
  accounts,
  external_id,
  time_zone,
  service_level,
  provider,
}: Exported): ImportCells[] {
  return [
    filled({
      customer,
      external_id,
      time_zone,
      service_level,
      provider,
      working_days: days === null ? null : workingDaysCell(days),
      // Everything in the book was told apart by somebody.
      different: 'yes',
    }),
    ...(places ?? []).map(({ arn, since, holder, ...place }) =>
      filled({
        customer,
        ...place,
        key_arn: arn,
        in_use_since: since === null ? null : new Date(since).toISOString(),
        key_holder: holder,
      }),
    ),
    ...(contacts ?? []).map(({ name, role, email, phone }) =>
      filled({ customer, contact_name: name, contact_role: role, contact_email: email, contact_phone: phone }),
    ),
    ...(accounts ?? []).map((account) => filled({ customer, aws_account: account })),
  ];
}
