import { eq, sql, type SQL } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import { SIMILAR_SHOWN, type SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import { confusableExternalIds } from '#lib/core/customer/external-id-typos.ts';
import { nameForm } from '#lib/core/customer/name-form.ts';
import type { Transaction } from '#lib/db/database.ts';

/** Of forms up to this length, those of about the same length are compared: trigrams miss typing errors in them. */
const SHORT_FORM = 6;
const FORM = sql`${customers.nameForm}`;

const ofSameForm = (form: string): SQL =>
  sql`select id, name, external_id, 'name' as by, 0 as far from ${customers} where ${FORM} = ${form}`;

/** Each id is looked up by itself: for thousands at once, the planner would read the whole table. */
const withExternalIdLike = (externalId: string): SQL => sql`
  select found.id, found.name, found.external_id, 'external_id' as by,
    case when found.external_id = ${externalId} then 0 else 2 end as far
  from unnest(${sql.param(confusableExternalIds(externalId))}::text[]) as near (external_id)
  cross join lateral (select id, name, external_id from ${customers} where external_id = near.external_id limit 1) as found
  order by far`;

/** Names whose form is one typing error away, found by an index. */
function misspelled(form: string): SQL {
  const near = sql`levenshtein_less_equal(${FORM}, ${form}, 1) = 1`;
  const length = Array.from(form).length;
  return length <= SHORT_FORM
    ? sql`select id, name, external_id, 'name' as by, 1 as far from ${customers}
        where length(${FORM}) between ${length - 1} and ${length + 1} and ${near}`
    : sql`select id, name, external_id, 'name' as by, 1 as far from ${customers} where ${FORM} % ${form} and ${near}`;
}

/**
 * One typing error changes three trigrams at most and adds three at most, so that forms with fewer in common needn't be
 * compared. Applies until the end of the transaction.
 */
const setSimilarity = (tx: Transaction, form: string) =>
  tx.execute(sql`
    select set_config('pg_trgm.similarity_threshold', greatest(0.1, (n - 3.0) / (n + 3.0) - 0.001)::text, true)
    from (select cardinality(show_trgm(${form})) as n) as trigrams`);

/**
 * The customers whose names have the same form, at most a hundred. Until the transaction ends, another one that asks for
 * the form waits: of two people who add the same customer at once, the second sees the first.
 */
export async function customersOfForm(tx: Transaction, name: string): Promise<{ id: string; name: string }[]> {
  const form = nameForm(name);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${form}, 0))`);
  return tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(eq(customers.nameForm, form))
    .limit(100);
}

/**
 * Customers that a person may have meant with a name or an external id: case, spaces, look-alike letters or one typing
 * error apart. Cheap at any number of customers, and never all of them: five at most, those that look the same first.
 * @param asked null for what isn't asked about; @param except a customer that is never among them
 */
export async function similarCustomers(
  tx: Transaction,
  asked: { name: string | null; externalId: string | null },
  except: string | null = null,
): Promise<SimilarCustomer[]> {
  const { name, externalId } = asked;
  const form = name === null ? null : nameForm(name);
  if (form !== null) await setSimilarity(tx, form);
  const sources = [
    ...(form === null ? [] : [ofSameForm(form), misspelled(form)]),
    ...(externalId === null ? [] : [withExternalIdLike(externalId)]),
  ].map((source) => sql`(${source} limit ${SIMILAR_SHOWN + 1})`);
  if (sources.length === 0) return [];
  const { rows } = await tx.execute<{
    id: string;
    name: string;
    external_id: string | null;
    by: SimilarCustomer['by'];
  }>(
    sql`select id, name, external_id, by from (
          select distinct on (id) * from (${sql.join(sources, sql` union all `)}) as found
          where ${except}::uuid is null or id <> ${except}::uuid order by id, far
        ) as once order by far, name limit ${SIMILAR_SHOWN}`,
  );
  return rows.map(({ external_id, ...found }) => ({ ...found, externalId: external_id }));
}
