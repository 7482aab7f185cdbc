import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { NO_KEYS_URGENCY } from '#lib/core/verdict/urgency.ts';
import { instant, urgentFirst } from './columns.ts';
import { customerFacetsOf } from './key-facets.ts';

export const customers = pgTable(
  'customers',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** IANA name, if known. Customer texts give dates in it as well as in UTC. */
    timeZone: text('time_zone'),
    /** The customer's id in the vendor's other systems; null for customers from before it was asked for. */
    externalId: text('external_id'),
    serviceLevel: text('service_level'),
    /** ISO weekdays, 1 is Monday; null where nobody recorded them. */
    workingDays: smallint('working_days').array(),
    /** The service provider whose AWS account holds this customer's keys; null where the customer holds them. */
    providerId: uuid('provider_id').references((): AnyPgColumn => customers.id),
    revision: integer('revision').notNull().default(1),
    /** The name as people confuse it: look-alike letters, case and spaces made one (`name-form.ts`). Null in old rows. */
    nameForm: text('name_form'),
    createdAt: instant('created_at').notNull(),

    // Kept by trigger, for the list of customers: what the most urgent of the customer's keys has, and their number.
    leadKeyId: uuid('lead_key_id'),
    urgency: smallint('urgency').notNull().default(NO_KEYS_URGENCY),
    deadlineAt: instant('deadline_at'),
    notUsableSince: instant('not_usable_since'),
    leadVerdict: text('lead_verdict', { enum: VERDICT_STATUSES }),
    leadRegion: text('lead_region'),
    /** How many keys that aren't retired they hold or use, counted up to 100. */
    keyCount: smallint('key_count').notNull().default(0),
  },
  (table) => [
    check('customers_external_id_form', sql`${table.externalId} ~ '^[A-Za-z0-9._-]{1,64}$'`),
    check('customers_service_level_short', sql`length(${table.serviceLevel}) between 1 and 64`),
    check(
      'customers_working_days_known',
      sql`${table.workingDays} <@ '{1,2,3,4,5,6,7}'::smallint[] and cardinality(${table.workingDays}) > 0`,
    ),
    check('customers_other_provider', sql`${table.providerId} <> ${table.id}`),
    // searchCustomerRows: by the beginning of an external id; a second one is refused.
    uniqueIndex('customers_external_id_key').on(sql`${table.externalId} text_pattern_ops`),
    // listCustomerRows: urgent first, all customers.
    index('customers_urgent').on(...urgentFirst(table)),
    // listCustomerRows: urgent first, customers by the status of their most urgent key.
    index('customers_urgent_verdict').on(customerFacetsOf(table).verdict, ...urgentFirst(table)),
    // listCustomerRows: urgent first, customers by the region of their most urgent key.
    index('customers_urgent_region').on(customerFacetsOf(table).region, ...urgentFirst(table)),
    // selectFound: the name of a key's holder, once per row of a list. It reads one page, the primary key three.
    index('customers_id').using('hash', table.id),
    // selectFound: which holders are providers.
    index('customers_provider')
      .on(table.providerId)
      .where(sql`${table.providerId} is not null`),
    // findCustomerByName: by the name that a person types, in any case; insertCustomer refuses a second one.
    // otherCustomersNamed: the names in an edited reply.
    // searchKeyRows, searchCustomerRows: by the beginning of a name.
    uniqueIndex('customers_name_key').on(sql`lower(${table.name}) text_pattern_ops`),
    // similarCustomers, customersOfForm: names that look alike.
    // lockWithoutForm: rows of an earlier version, which have none.
    index('customers_name_form').on(table.nameForm),
    // similarCustomers: names with one typing error, where they are long enough.
    index('customers_name_form_trgm').using('gin', sql`${table.nameForm} gin_trgm_ops`),
    // similarCustomers: short names with one typing error.
    index('customers_name_form_length').on(sql`length(${table.nameForm})`),
    // searchKeyRows, searchCustomerRows: by a part of the name (three characters and more).
    index('customers_name_trgm').using('gin', sql`lower(${table.name}) gin_trgm_ops`),
  ],
);
