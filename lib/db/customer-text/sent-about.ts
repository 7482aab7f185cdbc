import { sql, type SQL } from 'drizzle-orm';

/**
 * What was sent about a key, in a select of one row for each text: replies, and texts of a replacement or a setup that tell
 * the key's problem. A text of a setup counts only where it was for the key's holder. Ids are in the order of time.
 * Each is found by an index.
 * @param keyId a column
 */
export const sentAbout = (keyId: SQL): SQL => sql`(
  select about.text_id as id, about.tell_digest, texts.sent_at, texts.sent_by, texts.sent_to, texts.sent_channel
  from key_text_keys about join key_texts texts on texts.id = about.text_id
  where about.key_id = ${keyId} and texts.sent_at is not null
  union all
  select texts.id, texts.tells ->> line.old_key_id::text, texts.told_at, texts.told_by, texts.told_to, texts.told_channel
  from replacement_lines line join replacement_texts texts on texts.replacement_id = line.replacement_id
  where line.old_key_id = ${keyId} and texts.told_at is not null and texts.tells ->> line.old_key_id::text is not null
  union all
  select texts.id, texts.tells ->> line.key_id::text, texts.told_at, texts.told_by, texts.told_to, texts.told_channel
  from setup_lines line join sent_texts texts on texts.setup_id = line.setup_id and texts.line_id = line.id
  join customer_keys held on held.id = line.key_id and held.customer_id = texts.customer_id
  where line.key_id = ${keyId} and texts.told_at is not null and texts.tells ->> line.key_id::text is not null)`;

/** The newest of them, in a select of one row or none. @param and a further condition on it, as `said` */
export const lastSentAbout = (keyId: SQL, and: SQL = sql`true`): SQL =>
  sql`select said.* from ${sentAbout(keyId)} as said where ${and} order by said.id desc limit 1`;
