import type { Locator, Page } from 'playwright/test';
import pg from 'pg';
import { newId } from '#lib/db/new-id.ts';
import { control } from './desk.ts';
import { runningStack } from './running-stack.ts';

/** A connection as the owner of the database, for what no page of a test does. */
export async function ownerOfDesk(): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: runningStack().env['DATABASE_URL'] });
  await owner.connect();
  return owner;
}

/**
 * Writes what the customers of unusable keys must be told where no check wrote it since.
 * @param keyId one key, also after its later changes; all keys without it
 */
export const writeDigests = (owner: pg.Client, keyId: string | null = null) =>
  owner.query(
    `update customer_keys set tell_digest = case verdict when 'unusable' then 'e2e ' || coalesce(not_usable_since, verdict_since) else '' end
     where role in ('active', 'retained') and ownership_proven_at is not null and id = coalesce($1, id)
       and (tell_digest is null or tell_digest like 'e2e %' or (tell_digest = '' and verdict = 'unusable' and $1::uuid is not null))`,
    [keyId],
  );

/** Records that somebody copied the reply about a key and sent it, as the page does. */
export async function recordAsSent(owner: pg.Client, keyId: string, sentTo: string): Promise<void> {
  const { now } = await control.clock.read();
  await owner.query(
    `with told as (update customer_keys set told_digest = tell_digest where id = $1 returning customer_id, tell_digest),
       text as (insert into key_texts (id, customer_id, subject, body, copied_at, copied_by_staff_id, copied_by, sent_at, sent_by, sent_to, sent_channel)
         select $2, customer_id, 'Your key', 'Hello', $3, $2, 'Ana', $3, 'Ana', $4, 'email' from told)
     insert into key_text_keys (text_id, key_id, tell_digest) select $2, $1, tell_digest from told`,
    [keyId, newId(), now, sentTo],
  );
}

/** The table of a group on Home. */
export const groupOf = (page: Page, name: string): Locator => page.getByRole('table', { name, exact: true });
/** The row of a customer in a group. */
export const rowOf = (page: Page, group: string, customer: string): Locator =>
  groupOf(page, group).getByRole('row', { name: customer });
