import { and, asc, desc, eq, gte, isNotNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';

export const KEYS_A_PAGE = 50;
/** The trigram index needs three characters. Shorter searches match only the beginning of names. */
const SUBSTRING_FROM = 3;

/** Exactly what `writeCursor` writes: any other time would be an error in the database. */
const Instant = z.string().refine((text) => {
  const at = Date.parse(text);
  return at >= 0 && new Date(at).toISOString() === text && text.length === 24;
});
const Cursor = z.tuple([z.int().min(0).max(9), Instant, z.uuid()]);
export type KeyCursor = z.infer<typeof Cursor>;
export type PageOf = { direction: 'after' | 'before'; cursor: KeyCursor } | null;

/** A cursor as text for a URL. */
export const writeCursor = (cursor: KeyCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** The cursor in a URL, or null if it isn't valid. */
export function readCursor(text: string | null): KeyCursor | null {
  if (text === null || text.length > 200) return null;
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/** One condition per kind of search text, so that each can use its index. */
function searchCondition(search: string): SQL {
  const text = search.trim();
  const lower = text.toLowerCase();
  if (lower.startsWith('arn:')) return eq(customerKeys.arn, sql`${text}`);
  if (/^\d{4,12}$/.test(text)) return sql`${customerKeys.awsAccountId} like ${`${text}%`}`;
  if (/^(?:mrk-[0-9a-f]*|[0-9a-f]{8}[0-9a-f-]*)$/.test(lower)) return sql`${customerKeys.kmsKeyId} like ${`${lower}%`}`;
  const pattern = text.length < SUBSTRING_FROM ? `${escapeLike(text)}%` : `%${escapeLike(text)}%`;
  return sql`lower(${customers.name}) like lower(${pattern})`;
}

function conditionsOf(filter: KeyFilter, now: Date): SQL[] {
  const conditions: SQL[] = [];
  if (filter.search !== null) conditions.push(searchCondition(filter.search));
  if (filter.verdict !== null) conditions.push(eq(customerKeys.verdict, filter.verdict));
  // A filter reveals as much as a column: a key without proof of ownership has no state and no verdict (H16).
  if (filter.keyState !== null || (filter.verdict !== null && filter.verdict !== 'unverified'))
    conditions.push(isNotNull(customerKeys.ownershipProvenAt));
  if (filter.region !== null) conditions.push(eq(customerKeys.region, filter.region));
  if (filter.role !== null) conditions.push(eq(customerKeys.role, filter.role));
  if (filter.keyState !== null) conditions.push(eq(customerKeys.keyState, filter.keyState));
  if (filter.changedWithinHours !== null)
    conditions.push(gte(customerKeys.verdictSince, new Date(now.getTime() - filter.changedWithinHours * 3_600_000)));
  return conditions;
}

function keysetCondition(filter: KeyFilter, page: NonNullable<PageOf>): SQL {
  const [severity, since, id] = page.cursor;
  const older = sql`(${customerKeys.verdictSince}, ${customerKeys.id}) < (${since}::timestamptz, ${id}::uuid)`;
  const newer = sql`(${customerKeys.verdictSince}, ${customerKeys.id}) > (${since}::timestamptz, ${id}::uuid)`;
  if (filter.sort === 'latest') return page.direction === 'after' ? older : newer;
  return page.direction === 'after'
    ? sql`(${customerKeys.severity} >= ${severity} and (${customerKeys.severity} > ${severity} or ${older}))`
    : sql`(${customerKeys.severity} <= ${severity} and (${customerKeys.severity} < ${severity} or ${newer}))`;
}

const COLUMNS = {
  id: customerKeys.id,
  customerId: customerKeys.customerId,
  customerName: customers.name,
  arn: customerKeys.arn,
  region: customerKeys.region,
  role: customerKeys.role,
  verdict: customerKeys.verdict,
  cause: customerKeys.cause,
  verdictSince: customerKeys.verdictSince,
  severity: customerKeys.severity,
  keyState: customerKeys.keyState,
  notUsableSince: customerKeys.notUsableSince,
  deadlineAt: customerKeys.deadlineAt,
  ownershipProvenAt: customerKeys.ownershipProvenAt,
  lastConclusiveAt: keyChecks.lastConclusiveAt,
};

export type KeyListRow = Awaited<ReturnType<typeof selectKeys>>[number];

const selectKeys = (db: Executor, where: SQL | undefined, order: SQL[]) =>
  db
    .select(COLUMNS)
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(where)
    .orderBy(...order)
    .limit(KEYS_A_PAGE + 1);

/**
 * One page of keys, by keyset: the cost grows neither with the fleet nor with the number of the page.
 * @returns the rows in the order of the list, and whether there are more before and after
 */
export async function listKeyRows(
  db: Executor,
  filter: KeyFilter,
  page: PageOf,
  now: Date,
): Promise<{ rows: KeyListRow[]; hasBefore: boolean; hasAfter: boolean }> {
  const backwards = page?.direction === 'before';
  const conditions = conditionsOf(filter, now);
  if (page !== null) conditions.push(keysetCondition(filter, page));
  const [up, down] = backwards ? [desc, asc] : [asc, desc];
  const byTime = [down(customerKeys.verdictSince), down(customerKeys.id)];
  const order = filter.sort === 'latest' ? byTime : [up(customerKeys.severity), ...byTime];
  const found = await selectKeys(db, and(...conditions), order);
  const more = found.length > KEYS_A_PAGE;
  const rows = found.slice(0, KEYS_A_PAGE);
  return backwards
    ? { rows: rows.toReversed(), hasBefore: more, hasAfter: true }
    : { rows, hasBefore: page !== null, hasAfter: more };
}
