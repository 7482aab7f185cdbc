import { sql, type SQL } from 'drizzle-orm';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import { HIDDEN_BODY, HIDDEN_SUBJECT } from '#lib/core/customer-text/told-words.ts';
import { isAboutHiddenKey } from '#lib/db/customer-text/key-texts.ts';
import type { Executor } from '#lib/db/database.ts';
import { InstantText } from '#lib/db/list-cursor.ts';
import { instantOf } from '#lib/db/raw-instant.ts';
import { z } from 'zod';

/** What a text that somebody copied belongs to. */
export const TEXT_SOURCES = ['keys', 'setup', 'replacement', 'departure'] as const;
export type TextSource = (typeof TEXT_SOURCES)[number];

/** Where the next page begins: after the text that was copied then, with this id. */
const Cursor = z.tuple([InstantText, z.uuid()]);
type TextCursor = z.infer<typeof Cursor>;

/** A cursor as text for a URL. */
export const writeTextCursor = ({ at, id }: { at: Date; id: string }): string => `${at.toISOString()}_${id}`;

/** The cursor in a URL, or null if it isn't valid. */
export const readTextCursor = (text: string): TextCursor | null => Cursor.safeParse(text.split('_')).data ?? null;

/** A text that was copied for a customer, without its body. */
export type CopiedText = {
  source: TextSource;
  id: string;
  /** The setup, replacement or departure; null of a text about keys. */
  ofId: string | null;
  subject: string;
  at: Date;
  by: string;
  sentAt: Date | null;
  sentBy: string | null;
  sentTo: string | null;
  channel: ToldChannel | null;
  notSentAt: Date | null;
  /** The keys that it is about, of a text about keys. */
  keys: readonly { id: string; arn: string }[];
};

type Row = Omit<CopiedText, 'at' | 'sentAt' | 'notSentAt'> & {
  at: string;
  sentAt: string | null;
  notSentAt: string | null;
};

const isoText = (column: string): SQL => sql.raw(`to_json(${column}) #>> '{}'`);

/** The texts of a kind of work, each of which its customer's index finds, newest first. */
function textsOfWork(
  { source, work, texts, key }: { source: TextSource; work: string; texts: string; key: string },
  customerId: string,
  before: SQL,
  limit: number,
): SQL {
  const [workTable, textTable] = [sql.raw(work), sql.raw(texts)];
  return sql`(select ${source}::text as source, t.id, t.${sql.raw(key)} as "ofId", t.subject, t.frozen_at as copied_at, t.frozen_by as by,
    t.told_at as sent_at, t.told_by as "sentBy", t.told_to as "sentTo", t.told_channel as channel, null::timestamptz as not_sent_at
    from ${workTable} w cross join lateral (select * from ${textTable} t where t.${sql.raw(key)} = w.id
      and (t.frozen_at, t.id) < (${before}) order by t.frozen_at desc, t.id desc limit ${limit}) as t
    where w.customer_id = ${customerId} order by t.frozen_at desc, t.id desc limit ${limit})`;
}

/** Whether a text `t` tells of a key of which nothing may be shown now (H16). */
const IS_HIDDEN = isAboutHiddenKey(sql.raw('t.id'));

/** The texts that people copied for a customer, newest first: about keys, setups, replacements and departures. */
export async function copiedTextsOf(
  db: Executor,
  customerId: string,
  after: TextCursor | null,
  limit: number,
): Promise<{ items: CopiedText[]; more: boolean }> {
  const before =
    after === null
      ? sql`'infinity'::timestamptz, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`
      : sql`${after[0]}::timestamptz, ${after[1]}::uuid`;
  const most = limit + 1;
  const parts = [
    sql`(select 'keys'::text as source, id, null::uuid as "ofId", subject, copied_at, copied_by as by, sent_at, sent_by as "sentBy",
      sent_to as "sentTo", sent_channel as channel, not_sent_at
      from key_texts where customer_id = ${customerId} and (copied_at, id) < (${before})
      order by copied_at desc, id desc limit ${most})`,
    textsOfWork({ source: 'setup', work: 'setups', texts: 'sent_texts', key: 'setup_id' }, customerId, before, most),
    textsOfWork(
      { source: 'replacement', work: 'replacements', texts: 'replacement_texts', key: 'replacement_id' },
      customerId,
      before,
      most,
    ),
    textsOfWork(
      { source: 'departure', work: 'departures', texts: 'departure_texts', key: 'departure_id' },
      customerId,
      before,
      most,
    ),
  ];
  const { rows } = await db.execute<Row>(sql`
    select source, id, "ofId", case when source = 'keys' and ${IS_HIDDEN} then ${HIDDEN_SUBJECT} else subject end as subject, by, "sentBy", "sentTo", channel, ${isoText('copied_at')} as at,
      ${isoText('sent_at')} as "sentAt", ${isoText('not_sent_at')} as "notSentAt",
      coalesce((select json_agg(json_build_object('id', k.id, 'arn', k.arn) order by k.arn)
        from key_text_keys tk join customer_keys k on k.id = tk.key_id where tk.text_id = t.id), '[]') as keys
    from (${sql.join(parts, sql` union all `)}) as t order by copied_at desc, id desc limit ${most}`);
  return {
    items: rows.slice(0, limit).map((row) => ({
      ...row,
      at: new Date(row.at),
      sentAt: instantOf(row.sentAt),
      notSentAt: instantOf(row.notSentAt),
    })),
    more: rows.length > limit,
  };
}

const OWNED: Record<TextSource, string> = {
  keys: 'key_texts t where t.customer_id = ',
  setup: 'sent_texts t join setups w on w.id = t.setup_id where w.customer_id = ',
  replacement: 'replacement_texts t join replacements w on w.id = t.replacement_id where w.customer_id = ',
  departure: 'departure_texts t join departures w on w.id = t.departure_id where w.customer_id = ',
};

/** The body of a copied text, and what Keydesk wrote where the person changed it: only replies about keys can be changed. */
export type TextBody = { body: string; bodyBefore: string | null };

/** The body of a text of this customer, or that it isn't shown (H16); null where there is none. */
export async function bodyOfText(
  db: Executor,
  { customerId, source, textId }: { customerId: string; source: TextSource; textId: string },
): Promise<TextBody | null> {
  const shown =
    source === 'keys'
      ? sql`case when ${IS_HIDDEN} then ${HIDDEN_BODY} else t.body end as body,
          case when ${IS_HIDDEN} then null else t.body_before end as "bodyBefore"`
      : sql`t.body, null::text as "bodyBefore"`;
  const { rows } = await db.execute<TextBody>(
    sql`select ${shown} from ${sql.raw(OWNED[source])} ${customerId} and t.id = ${textId}`,
  );
  return rows[0] ?? null;
}
