import { and, asc, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import { promisesOf } from '#lib/core/customer-text/promise.ts';
import { HIDDEN_SUBJECT } from '#lib/core/customer-text/told-words.ts';
import { ASK_WHETHER_SENT_AFTER_MS } from '#lib/core/customer-text/unsent.ts';
import { TEAM_ID } from '#lib/core/shift/owner.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { asMs } from '#lib/db/raw-instant.ts';
import { hasOpenTicket } from '#lib/db/ticket/tickets.ts';
import { sentAbout } from './sent-about.ts';

/** A key that a text is about, and what the text tells of it. */
export type ToldKey = { keyId: string; tellDigest: string };

/** A text that a person is about to copy. */
export type NewKeyText = {
  customerId: string;
  subject: string;
  body: string;
  /** What Keydesk wrote, where the person changed it; null where they copied it as it was. */
  bodyBefore: string | null;
  /** When the check took place that it is based on; null for none. */
  asOf: Date | null;
  copiedAt: Date;
  copiedBy: { staffId: string; name: string };
  keys: readonly ToldKey[];
};

/** A copied text, and whether a person sent it. */
export type KeyText = Omit<NewKeyText, 'keys' | 'copiedBy'> & {
  id: string;
  copiedBy: string;
  copiedByStaffId: string;
  sent: { at: Date; by: string; to: string; channel: ToldChannel } | null;
  notSent: { at: Date; by: string } | null;
};

const toKeyText = (row: typeof keyTexts.$inferSelect): KeyText => ({
  id: row.id,
  customerId: row.customerId,
  subject: row.subject,
  body: row.body,
  bodyBefore: row.bodyBefore,
  asOf: row.asOf,
  copiedAt: row.copiedAt,
  copiedBy: row.copiedBy,
  copiedByStaffId: row.copiedByStaffId,
  sent:
    row.sentAt === null || row.sentBy === null || row.sentTo === null || row.sentChannel === null
      ? null
      : { at: row.sentAt, by: row.sentBy, to: row.sentTo, channel: row.sentChannel },
  notSent: row.notSentAt === null || row.notSentBy === null ? null : { at: row.notSentAt, by: row.notSentBy },
});

/** Stores a text as it is copied, with the keys that it is about. Returns its id. */
export async function insertKeyText(tx: Transaction, { keys, copiedBy, ...text }: NewKeyText): Promise<string> {
  const id = newId();
  await tx.insert(keyTexts).values({ id, ...text, copiedByStaffId: copiedBy.staffId, copiedBy: copiedBy.name });
  await tx.insert(keyTextKeys).values(keys.map((key) => ({ textId: id, ...key })));
  return id;
}

/** Whether a text is about a key of which nothing may be shown now, as `mayShow` says it (H16). @param textId a column */
export const isAboutHiddenKey = (textId: SQL): SQL => sql`exists (select from key_text_keys hidden_of
  join customer_keys hidden on hidden.id = hidden_of.key_id where hidden_of.text_id = ${textId}
  and (hidden.ownership_proven_at is null or hidden.ownership_withdrawn_at is not null))`;

const unanswered = (): SQL | undefined => and(isNull(keyTexts.sentAt), isNull(keyTexts.notSentAt));

/** A text that somebody copied and nobody recorded as sent or as not sent. */
export type UnsentText = {
  textId: string;
  customerId: string;
  customerName: string;
  subject: string;
  copiedAt: Date;
  copiedBy: string;
  copiedByStaffId: string;
  /** The keys that it is about. */
  keyIds: readonly string[];
  /** Whether its customer has an open ticket. */
  hasTicket: boolean;
};

/** Who has to say whether a text was sent: who copied it, until it was handed over. */
const HOLDER = {
  copied: sql`copied_by_staff_id = holders.id and owner_staff_id is null`,
  given: sql`owner_staff_id = holders.id and owner_staff_id is not null`,
} as const;

/**
 * The texts of which a person has to say whether they were sent, the oldest first. `asksWhetherSent` says which to ask about.
 * @param withTeams whether also those that the team has, after the person's own: given to it, or of people who are away or disabled
 */
export async function unsentTextsOf(
  db: Executor,
  staffId: string,
  now: Date,
  { limit = 50, withTeams = false }: { limit?: number; withTeams?: boolean } = {},
): Promise<UnsentText[]> {
  const team = sql`union select ${TEAM_ID}::uuid, false
    union select id, false from staff where id <> ${staffId} and (disabled_at is not null or away_until > ${now.toISOString()})`;
  // One look-up by an index for each holder: an "or" over them would read every unsent text.
  const ofHolder = (
    condition: SQL,
  ): SQL => sql`(select id, customer_id, subject, copied_at, copied_by, copied_by_staff_id
    from key_texts where ${condition} and sent_at is null and not_sent_at is null and copied_at <= ${now.toISOString()}
    order by copied_at limit ${limit})`;
  const { rows } = await db.execute<Omit<UnsentText, 'copiedAt'> & { copiedAt: number }>(sql`
    with holders (id, own) as (select ${staffId}::uuid, true ${withTeams ? team : sql``})
    select found.id as "textId", found.customer_id as "customerId", customers.name as "customerName",
      case when ${isAboutHiddenKey(sql`found.id`)} then ${HIDDEN_SUBJECT} else found.subject end as subject,
      ${asMs(sql`found.copied_at`)} as "copiedAt", found.copied_by as "copiedBy",
      found.copied_by_staff_id as "copiedByStaffId",
      (select json_agg(k.key_id order by k.key_id) from key_text_keys as k where k.text_id = found.id) as "keyIds",
      ${hasOpenTicket(sql`found.customer_id`)} as "hasTicket"
    from holders
    cross join lateral (${ofHolder(HOLDER.copied)} union all ${ofHolder(HOLDER.given)}) as found
    join customers on customers.id = found.customer_id
    order by holders.own desc, found.copied_at, found.id limit ${limit}`);
  return rows.map((row) => ({ ...row, copiedAt: new Date(row.copiedAt) }));
}

/** A text that somebody sent, for keys whose customer has to act, or to whom we promised to write again. */
export type ToldText = {
  textId: string;
  customerId: string;
  customerName: string;
  sentAt: Date;
  sentTo: string;
  sentChannel: ToldChannel;
  promisedFor: Date | null;
  keys: readonly { id: string; kmsKeyId: string; region: string }[];
};

/** After so long Home reminds everybody of it, and nobody's shift. */
const WAITED_FOR_MS = 14 * 24 * 3_600_000;

/**
 * The texts that a person sent, or that were given to them since, and that wait for the customer's answer or for the time by
 * which we write again, newest first. A key waits with the newest text about it, and only while nothing else must be told.
 */
export async function waitedForOf(db: Executor, staffId: string, now: Date, limit: number): Promise<ToldText[]> {
  const since = new Date(now.getTime() - WAITED_FOR_MS).toISOString();
  const { rows } = await db.execute<
    Omit<ToldText, 'sentAt' | 'promisedFor'> & { sentAt: number; promisedFor: number | null }
  >(sql`
    with sent as materialized (
      select id, customer_id, sent_at, sent_to, sent_channel from key_texts
      where coalesce(owner_staff_id, copied_by_staff_id) = ${staffId}::uuid and sent_at is not null and sent_at > ${since}
      order by sent_at desc nulls last limit ${limit})
    select sent.id as "textId", customers.id as "customerId", customers.name as "customerName",
      ${asMs(sql`sent.sent_at`)} as "sentAt", sent.sent_to as "sentTo", sent.sent_channel as "sentChannel",
      ${asMs(sql`about.promised_for`)} as "promisedFor", about.keys
    from sent join customers on customers.id = sent.customer_id
    cross join lateral (
      select min(key.promised_for) as promised_for,
        json_agg(json_build_object('id', key.id, 'kmsKeyId', key.kms_key_id, 'region', key.region) order by key.id) as keys
      from key_text_keys told join customer_keys key on key.id = told.key_id
      where told.text_id = sent.id and key.ownership_proven_at is not null and key.ownership_withdrawn_at is null
        and key.role not in ('retired', 'released')
        and (key.promised_for is not null or (key.tell_digest <> '' and key.tell_digest = key.told_digest))
        and not exists (select from ${sentAbout(sql`key.id`)} as newer where newer.id > sent.id)) as about
    where about.keys is not null
    order by sent.sent_at desc nulls last`);
  return rows.map(({ sentAt, promisedFor, ...row }) => ({
    ...row,
    sentAt: new Date(sentAt),
    promisedFor: promisedFor === null ? null : new Date(promisedFor),
  }));
}

/** A text that a transaction holds, to give it to somebody. `isSent`: null where nobody said whether it was sent. */
export type HeldText = { id: string; ownerStaffId: string; isSent: boolean | null; keyIds: string[] };

/** Locks texts until the transaction ends, in the order of their ids. */
export async function holdTexts(tx: Transaction, textIds: readonly string[]): Promise<HeldText[]> {
  if (textIds.length === 0) return [];
  const texts = await tx
    .select()
    .from(keyTexts)
    .where(inArray(keyTexts.id, [...textIds]))
    .orderBy(asc(keyTexts.id))
    .for('no key update');
  const about = await tx
    .select()
    .from(keyTextKeys)
    .where(inArray(keyTextKeys.textId, [...textIds]));
  return texts.map(({ id, ownerStaffId, copiedByStaffId, sentAt, notSentAt }) => ({
    id,
    ownerStaffId: ownerStaffId ?? copiedByStaffId,
    isSent: sentAt !== null ? true : notSentAt === null ? null : false,
    keyIds: about.flatMap(({ textId, keyId }) => (textId === id ? [keyId] : [])),
  }));
}

/** Makes somebody else say whether held texts were sent, or wait for the answer to them. */
export const giveTexts = async (
  tx: Transaction,
  textIds: readonly string[],
  to: { staffId: string; name: string },
): Promise<void> =>
  void (await tx
    .update(keyTexts)
    .set({ ownerStaffId: to.staffId, ownerName: to.name })
    .where(and(inArray(keyTexts.id, [...textIds]), isNull(keyTexts.notSentAt))));

/**
 * The text that is the newest about each of these keys, if this person copied the same words and nobody answered for it;
 * else null. Until the transaction ends, nobody else finds out for the same person: who presses thrice has one text.
 */
export async function sameUnsentText(
  tx: Transaction,
  { keys, subject, body, copiedBy }: Pick<NewKeyText, 'keys' | 'subject' | 'body' | 'copiedBy'>,
): Promise<string | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`key_texts:${copiedBy.staffId}`}, 0))`);
  const newest = new Set<string | undefined>();
  for (const { keyId } of keys) {
    const [row] = await tx
      .select({ textId: keyTextKeys.textId })
      .from(keyTextKeys)
      .where(eq(keyTextKeys.keyId, keyId))
      .orderBy(desc(keyTextKeys.textId))
      .limit(1);
    newest.add(row?.textId);
  }
  const [textId, ...others] = newest;
  if (textId === undefined || others.length > 0) return null;
  const told = await tx
    .select({ text: keyTexts, keyId: keyTextKeys.keyId, tellDigest: keyTextKeys.tellDigest })
    .from(keyTextKeys)
    .innerJoin(keyTexts, eq(keyTexts.id, keyTextKeys.textId))
    .where(eq(keyTextKeys.textId, textId));
  const same =
    told.length === keys.length &&
    told.every(
      ({ text, keyId, tellDigest }) =>
        text.copiedByStaffId === copiedBy.staffId &&
        text.ownerStaffId === null &&
        text.subject === subject &&
        text.body === body &&
        text.sentAt === null &&
        text.notSentAt === null &&
        keys.some((key) => key.keyId === keyId && key.tellDigest === tellDigest),
    );
  return same ? textId : null;
}

/** A text with its keys, which are locked in the order of their ids; null where there is none. */
export async function holdKeyText(
  tx: Transaction,
  textId: string,
): Promise<(KeyText & { keys: { id: string; arn: string }[] }) | null> {
  const keys = await tx
    .select({ id: customerKeys.id, arn: customerKeys.arn })
    .from(keyTextKeys)
    .innerJoin(customerKeys, eq(customerKeys.id, keyTextKeys.keyId))
    .where(eq(keyTextKeys.textId, textId))
    .orderBy(asc(customerKeys.id))
    .for('no key update', { of: customerKeys });
  const [text] = await tx.select().from(keyTexts).where(eq(keyTexts.id, textId)).for('no key update');
  return text === undefined ? null : { ...toKeyText(text), keys };
}

/**
 * What the customer knows of a key from a text that a person sent: what it tells, unless its ownership isn't proven now
 * (H16), and by when it promises to write again. A newer text about the key that was sent before stays the last word.
 * @param text whom it was sent to: a provider who holds the key is told nothing by a text to their client
 * @param told `tells`: null where the text says nothing of the key's problem, but keeps a promise by being sent
 */
export async function recordKeysTold(
  tx: Transaction,
  text: { id: string; customerId: string },
  told: readonly { keyId: string; tells: string | null; promisedFor: Date | null }[],
): Promise<void> {
  for (const { keyId, tells, promisedFor } of told)
    await tx
      .update(customerKeys)
      .set({ ...(tells !== null && { toldDigest: tells }), promisedFor })
      .where(
        and(
          eq(customerKeys.id, keyId),
          eq(customerKeys.customerId, text.customerId),
          isNotNull(customerKeys.ownershipProvenAt),
          isNull(customerKeys.ownershipWithdrawnAt),
          sql`not exists (select from ${sentAbout(sql`${customerKeys.id}`)} as newer where newer.id > ${text.id}::uuid)`,
        ),
      );
}

/**
 * Records that a text was sent, and what the customer knows of its keys from it. Whoever sent it waits for the answer. What
 * the person copied in the half hour before it was a draft.
 */
export async function recordSent(
  tx: Transaction,
  text: Pick<KeyText, 'id' | 'customerId' | 'body' | 'copiedAt' | 'copiedByStaffId'> & {
    keys: readonly { id: string; arn: string }[];
  },
  { by, ...sent }: { at: Date; by: { staffId: string; name: string }; to: string; channel: ToldChannel },
  recordedAt: Date,
): Promise<void> {
  const isCopier = by.staffId === text.copiedByStaffId;
  await tx
    .update(keyTexts)
    .set({
      sentAt: sent.at,
      sentBy: by.name,
      sentTo: sent.to,
      sentChannel: sent.channel,
      ownerStaffId: isCopier ? null : by.staffId,
      ownerName: isCopier ? null : by.name,
    })
    .where(and(eq(keyTexts.id, text.id), unanswered()));
  const keyIds = text.keys.map(({ id }) => id);
  const about = await tx.select().from(keyTextKeys).where(eq(keyTextKeys.textId, text.id));
  const promises = new Map(promisesOf(text.body, text.keys).map(({ key, promisedFor }) => [key.id, promisedFor]));
  await recordKeysTold(
    tx,
    text,
    about.map(({ keyId, tellDigest }) => ({ keyId, tells: tellDigest, promisedFor: promises.get(keyId) ?? null })),
  );
  const drafts = tx
    .select({ id: keyTextKeys.textId })
    .from(keyTextKeys)
    .where(and(inArray(keyTextKeys.keyId, keyIds), sql`${keyTextKeys.textId} < ${text.id}`));
  await tx
    .update(keyTexts)
    .set({ notSentAt: recordedAt, notSentBy: by.name })
    .where(
      and(
        inArray(keyTexts.id, drafts),
        eq(keyTexts.copiedByStaffId, text.copiedByStaffId),
        sql`${keyTexts.copiedAt} > ${new Date(text.copiedAt.getTime() - ASK_WHETHER_SENT_AFTER_MS).toISOString()}`,
        unanswered(),
      ),
    );
}

/** Records that a text was not sent. */
export const recordNotSent = async (tx: Transaction, textId: string, at: Date, by: string): Promise<void> =>
  void (await tx
    .update(keyTexts)
    .set({ notSentAt: at, notSentBy: by })
    .where(and(eq(keyTexts.id, textId), unanswered())));
