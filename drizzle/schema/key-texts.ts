import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { customers } from './customers.ts';

/** A reply about keys as somebody copied it, and whether a person then sent it: two facts (H18). */
export const keyTexts = pgTable(
  'key_texts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    subject: text('subject').notNull(),
    /** The text that was copied. */
    body: text('body').notNull(),
    /** What Keydesk wrote, where the person changed it before copying; null where they copied it as it was. */
    bodyBefore: text('body_before'),
    /** When the check took place that the text is based on; null where it is based on none. */
    asOf: instant('as_of'),
    copiedAt: instant('copied_at').notNull(),
    copiedByStaffId: uuid('copied_by_staff_id').notNull(),
    copiedBy: text('copied_by').notNull(),
    /**
     * Who has to say whether it was sent, and who sent it and waits for an answer then, where that isn't who copied it: the
     * taker of a shift, or the team (TEAM_ID).
     */
    ownerStaffId: uuid('owner_staff_id'),
    ownerName: text('owner_name'),
    sentAt: instant('sent_at'),
    sentBy: text('sent_by'),
    sentTo: text('sent_to'),
    sentChannel: text('sent_channel', { enum: TOLD_CHANNELS }),
    /** When somebody said that it was not sent. */
    notSentAt: instant('not_sent_at'),
    notSentBy: text('not_sent_by'),
  },
  (table) => [
    check('key_texts_channel_known', oneOf(table.sentChannel, TOLD_CHANNELS)),
    check(
      'key_texts_sent_whole',
      sql`num_nulls(${table.sentAt}, ${table.sentBy}, ${table.sentTo}, ${table.sentChannel}) in (0, 4)`,
    ),
    check('key_texts_not_sent_whole', sql`num_nulls(${table.notSentAt}, ${table.notSentBy}) in (0, 2)`),
    check('key_texts_owner_whole', sql`num_nulls(${table.ownerStaffId}, ${table.ownerName}) in (0, 2)`),
    check('key_texts_sent_or_not', sql`${table.sentAt} is null or ${table.notSentAt} is null`),
    // copiedTextsOf: newest first.
    index('key_texts_customer').on(table.customerId, table.copiedAt.desc()),
    // unsentTextsOf: what a person copied and nobody recorded as sent or as not sent.
    index('key_texts_unsent')
      .on(table.copiedByStaffId, table.copiedAt)
      .where(sql`${table.sentAt} is null and ${table.notSentAt} is null`),
    // unsentTextsOf: the same of what was given to a person, or to the team.
    index('key_texts_unsent_given')
      .on(table.ownerStaffId, table.copiedAt)
      .where(sql`${table.ownerStaffId} is not null and ${table.sentAt} is null and ${table.notSentAt} is null`),
    // waitedForOf: what a person sent, or was given after it was sent, newest first.
    index('key_texts_sent_by')
      .on(sql`(coalesce(${table.ownerStaffId}, ${table.copiedByStaffId}))`, table.sentAt.desc())
      .where(sql`${table.sentAt} is not null`),
  ],
);

/** The keys that a text is about. */
export const keyTextKeys = pgTable(
  'key_text_keys',
  {
    textId: uuid('text_id')
      .notNull()
      .references(() => keyTexts.id),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id),
    /** What the text tells of the key, as `customer_keys.tell_digest` was then. */
    tellDigest: text('tell_digest').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.textId, table.keyId] }),
    // findKeyPage: the newest that was sent and the newest unsent; ids are in the order of time.
    index('key_text_keys_key').on(table.keyId, table.textId.desc()),
  ],
);
