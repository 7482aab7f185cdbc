import { sql } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';

/** What a row of Home says of one of its keys beside the key itself. */
export type KeyDetails = {
  lastConclusiveAt: Date | null;
  /** The newest open ticket about the key; without an owner the team has it. */
  ticket: { reference: string; ownerName: string | null } | null;
  /** Whether somebody copied the text that must be sent now, and nobody recorded that it was sent, or that it was not. */
  copied: boolean;
};

type Found = {
  id: string;
  lastConclusiveAt: string | null;
  reference: string | null;
  ownerName: string | null;
  copied: boolean;
};

/**
 * The same of the keys in the rows that are shown, by their ids. One statement, a look-up of each kind per key. What a
 * person has who is away or disabled belongs to the team.
 */
export async function keyDetails(db: Executor, keyIds: readonly string[], now: Date): Promise<Map<string, KeyDetails>> {
  if (keyIds.length === 0) return new Map();
  const { rows } = await db.execute<Found>(sql`
    select wanted.id, checked.last_conclusive_at as "lastConclusiveAt", ticket.reference, ticket.owner_name as "ownerName",
      exists (
        select from key_text_keys about join key_texts texts on texts.id = about.text_id
        where about.key_id = wanted.id and about.tell_digest = key.tell_digest and texts.sent_at is null
          and texts.not_sent_at is null) as copied
    from unnest(string_to_array(${keyIds.join(',')}, ',')::uuid[]) as wanted(id)
    cross join lateral (select tell_digest from customer_keys where id = wanted.id limit 1) as key
    left join lateral (select last_conclusive_at from key_checks where key_id = wanted.id limit 1) as checked on true
    left join lateral (
      select tickets.reference, case when owner.disabled_at is null
        and coalesce(owner.away_until <= ${now.toISOString()}::timestamptz, true) then tickets.owner_name end as owner_name
      from ticket_keys about
      join tickets on tickets.id = about.ticket_id and tickets.closed_at is null
      left join staff owner on owner.id = tickets.owner_staff_id
      where about.key_id = wanted.id
      order by tickets.opened_at desc limit 1) as ticket on true`);
  return new Map(
    rows.map(({ id, lastConclusiveAt, reference, ownerName, copied }) => [
      id,
      {
        lastConclusiveAt: lastConclusiveAt === null ? null : new Date(lastConclusiveAt),
        ticket: reference === null ? null : { reference, ownerName },
        copied,
      },
    ]),
  );
}
