import { sql, type SQL } from 'drizzle-orm';
import { COPY_SHOWN_FOR_MS } from '#lib/core/customer-text/unsent.ts';
import type { StoredOwner } from '#lib/core/shift/owner.ts';
import { sentAbout } from '#lib/db/customer-text/sent-about.ts';
import type { Executor } from '#lib/db/database.ts';
import { instantOf } from '#lib/db/raw-instant.ts';

/** What a row of Home says of one of its keys beside the key itself. */
export type KeyDetails = {
  lastConclusiveAt: Date | null;
  /** The newest open ticket about the key, and to whom it was given. */
  ticket: { reference: string; owner: StoredOwner } | null;
  /** Whether the reader has the text that must be sent now, as copied, and nobody recorded whether it was sent. */
  copied: boolean;
  /** Who else copied a text about it lately, newer than what was sent last, and nobody recorded whether it was sent. */
  copiedByOther: { by: string; at: Date } | null;
};

type Found = {
  id: string;
  lastConclusiveAt: string | null;
  reference: string | null;
  ownerStaffId: string | null;
  ownerName: string | null;
  disabledAt: string | null;
  awayUntil: string | null;
  copied: boolean;
  otherBy: string | null;
  otherAt: string | null;
};

// Each of these looks one key up, `wanted.id`, by an index.

/** The newest open ticket about the key, who has it, and whether that person is there. */
const NEWEST_TICKET = sql`
  select tickets.reference, tickets.owner_staff_id, tickets.owner_name, owner.disabled_at, owner.away_until
  from ticket_keys about
  join tickets on tickets.id = about.ticket_id and tickets.closed_at is null
  left join staff owner on owner.id = tickets.owner_staff_id
  where about.key_id = wanted.id
  order by tickets.opened_at desc limit 1`;

const TEXTS_ABOUT_IT = sql`key_text_keys about join key_texts texts on texts.id = about.text_id
  where about.key_id = wanted.id`;
const NOT_ANSWERED = sql`texts.sent_at is null and texts.not_sent_at is null`;
const OWNER_OF_TEXT = sql`coalesce(texts.owner_staff_id, texts.copied_by_staff_id)`;

/** The text that says what there is to tell now, where the reader has it as copied. */
const readersCopy = (readerId: string): SQL => sql`
  select from ${TEXTS_ABOUT_IT} and about.tell_digest = key.tell_digest
    and ${NOT_ANSWERED} and ${OWNER_OF_TEXT} = ${readerId}::uuid`;

/** The newest text that somebody else has copied since a time, and since what was sent last. */
const copyOfAnother = (readerId: string, since: Date): SQL => sql`
  select texts.copied_by, texts.copied_at
  from ${TEXTS_ABOUT_IT} and ${NOT_ANSWERED}
    and ${readerId}::uuid not in (texts.copied_by_staff_id, ${OWNER_OF_TEXT})
    and texts.copied_at > ${since.toISOString()}::timestamptz
    and not exists (select from ${sentAbout(sql`wanted.id`)} as told where told.sent_at >= texts.copied_at)
  order by about.text_id desc limit 1`;

/**
 * The same of the keys in the rows that are shown, by their ids. One statement, a look-up of each kind per key.
 * @param readerId who reads Home: what they copied themselves, or was given to them, they can record as sent
 */
export async function keyDetails(
  db: Executor,
  keyIds: readonly string[],
  readerId: string,
  now: Date,
): Promise<Map<string, KeyDetails>> {
  if (keyIds.length === 0) return new Map();
  const { rows } = await db.execute<Found>(sql`
    select wanted.id, checked.last_conclusive_at as "lastConclusiveAt", ticket.reference,
      ticket.owner_staff_id as "ownerStaffId", ticket.owner_name as "ownerName", ticket.disabled_at as "disabledAt",
      ticket.away_until as "awayUntil", exists (${readersCopy(readerId)}) as copied,
      other.copied_by as "otherBy", other.copied_at as "otherAt"
    from unnest(string_to_array(${keyIds.join(',')}, ',')::uuid[]) as wanted(id)
    cross join lateral (select tell_digest from customer_keys where id = wanted.id limit 1) as key
    left join lateral (select last_conclusive_at from key_checks where key_id = wanted.id limit 1) as checked on true
    left join lateral (${NEWEST_TICKET}) as ticket on true
    left join lateral (${copyOfAnother(readerId, new Date(now.getTime() - COPY_SHOWN_FOR_MS))}) as other on true`);
  return new Map(
    rows.map(({ id, lastConclusiveAt, reference, copied, otherBy, otherAt, ...owner }) => [
      id,
      {
        lastConclusiveAt: instantOf(lastConclusiveAt),
        ticket:
          reference === null
            ? null
            : {
                reference,
                owner: {
                  staffId: owner.ownerStaffId,
                  name: owner.ownerName,
                  disabledAt: instantOf(owner.disabledAt),
                  awayUntil: instantOf(owner.awayUntil),
                },
              },
        copied,
        copiedByOther: otherBy === null || otherAt === null ? null : { by: otherBy, at: new Date(otherAt) },
      },
    ]),
  );
}
