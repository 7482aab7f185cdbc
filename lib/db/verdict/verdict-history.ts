import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import type { VerdictSpan } from '#lib/core/verdict/verdict-strip.ts';
import type { Executor } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';

/** The most periods that are shown. With more in 90 days, the strip begins later. */
export const SPANS_SHOWN = 500;

const since = sql`${sql.placeholder('since')}::timestamptz`;
const keyId = sql.placeholder('keyId');
const reachingIn = sql`(select max(${verdictSpans.fromAt}) from ${verdictSpans}
  where ${verdictSpans.keyId} = ${keyId} and ${verdictSpans.fromAt} <= ${since})`;

const spansOfKey = prepared('spans_of_key', (db, name) =>
  db
    .select()
    .from(verdictSpans)
    .where(and(eq(verdictSpans.keyId, keyId), gte(verdictSpans.fromAt, sql`coalesce(${reachingIn}, ${since})`)))
    .orderBy(desc(verdictSpans.fromAt))
    .limit(SPANS_SHOWN + 1)
    .prepare(name),
);

/**
 * A key's periods since `begin`, newest first, including the one that was open at that time.
 * @returns `completeFrom` if there were too many and only the newest are given
 */
export async function verdictSpansSince(
  db: Executor,
  customerKeyId: string,
  begin: Date,
): Promise<{ spans: Pick<VerdictSpan, 'verdict' | 'from' | 'to'>[]; completeFrom: Date | null }> {
  const rows = await spansOfKey(db).execute({ keyId: customerKeyId, since: begin.toISOString() });
  const shown = rows.slice(0, SPANS_SHOWN);
  return {
    spans: shown.map((row) => ({ verdict: verdictOf(row), from: row.fromAt, to: row.toAt })),
    completeFrom: rows.length > SPANS_SHOWN ? (shown.at(-1)?.fromAt ?? null) : null,
  };
}
