import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { codeForm, instant, oneOf } from './columns.ts';
import { customers } from './customers.ts';

const severityOf = VERDICT_STATUSES.map((status, rank) => `when '${status}' then ${rank}`).join(' ');

/**
 * A customer's key. `revision` guards what staff change. Checks write here only when something changed; what every check
 * writes is in `key_checks`.
 */
export const customerKeys = pgTable(
  'customer_keys',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    workspace: text('workspace').notNull().default('default'),
    region: text('region').notNull(),
    role: text('role', { enum: KEY_ROLES }).notNull(),
    arn: text('arn').$type<KeyArn>().notNull(),
    awsAccountId: text('aws_account_id').notNull(),
    kmsKeyId: text('kms_key_id').notNull(),
    multiRegion: boolean('multi_region').notNull(),
    /** When the AWS account was proven to belong to the customer. Until then nothing about the key is shown (H16). */
    ownershipProvenAt: instant('ownership_proven_at'),
    note: text('note'),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull(),

    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    cause: text('cause'),
    verdictSince: instant('verdict_since').notNull(),
    /** Since when the key has not been usable without a break, whatever the causes were since. */
    notUsableSince: instant('not_usable_since'),
    /** The one date by which somebody must have acted. */
    deadlineAt: instant('deadline_at'),
    /** Until when the tests allow `usable` (H9). It moves with full checks. */
    usableUntil: instant('usable_until'),
    /** The sort order of lists: 0 is the worst. */
    severity: smallint('severity')
      .notNull()
      .generatedAlwaysAs(sql.raw(`case verdict ${severityOf} end`)),

    /** No CHECK: AWS can add states. */
    keyState: text('key_state'),
    keyManager: text('key_manager'),
    keySpec: text('key_spec'),
    keyUsage: text('key_usage'),
    origin: text('origin'),
    kmsCreatedAt: instant('kms_created_at'),
    deletionAt: instant('deletion_at'),
    pendingDeletionWindowDays: integer('pending_deletion_window_days'),
    materialExpiresAt: instant('material_expires_at'),
    multiRegionType: text('multi_region_type'),
    customKeyStoreId: text('custom_key_store_id'),
    currentKeyMaterialId: text('current_key_material_id'),

    /** The last answer of GetKeyRotationStatus; null if it never answered. The standard policy doesn't allow that call. */
    rotationEnabled: boolean('rotation_enabled'),
    rotationPeriodDays: integer('rotation_period_days'),
    nextRotationAt: instant('next_rotation_at'),
    onDemandRotationStartedAt: instant('on_demand_rotation_started_at'),
  },
  (table) => [
    check('customer_keys_role_known', oneOf(table.role, KEY_ROLES)),
    check('customer_keys_verdict_known', oneOf(table.verdict, VERDICT_STATUSES)),
    check('customer_keys_cause_form', codeForm(table.cause)),
    check('customer_keys_usable_has_no_cause', sql`(${table.verdict} = 'usable') = (${table.cause} is null)`),
    check(
      'customer_keys_arn_parts',
      sql`${table.arn} = 'arn:aws:kms:' || ${table.region} || ':' || ${table.awsAccountId} || ':key/' || ${table.kmsKeyId}`,
    ),
    check(
      'customer_keys_live_is_proven',
      sql`${table.role} in ('candidate', 'retired') or ${table.ownershipProvenAt} is not null`,
    ),
    // insertKey: refuses a second active key of one customer, workspace and region.
    uniqueIndex('customer_keys_one_active')
      .on(table.customerId, table.workspace, table.region)
      .where(sql`${table.role} = 'active'`),
    // insertKey: refuses a second proven owner of one ARN; an unproven candidate can't hold it.
    // provenHolderOf: who holds an ARN.
    uniqueIndex('customer_keys_one_owner')
      .on(table.arn)
      .where(sql`${table.role} <> 'retired' and ${table.ownershipProvenAt} is not null`),
    // insertKey: refuses the same customer's second attempt with the same ARN.
    uniqueIndex('customer_keys_one_per_customer')
      .on(table.customerId, table.arn)
      .where(sql`${table.role} <> 'retired'`),
    // lockRunOut: usable keys whose tests ran out.
    index('customer_keys_usable_until')
      .on(table.usableUntil)
      .where(sql`${table.verdict} = 'usable'`),
    // listKeyRows: the default order, keyset by (severity, verdict_since, id).
    index('customer_keys_worst').on(
      table.severity,
      table.verdictSince.desc().nullsFirst(),
      table.id.desc().nullsFirst(),
    ),
    // listKeyRows: latest change first, and "changed in the last 24 h".
    index('customer_keys_latest').on(table.verdictSince.desc().nullsFirst(), table.id.desc().nullsFirst()),
    // listKeyRows: the default order within a region that holds few of the keys.
    index('customer_keys_region_worst').on(
      table.region,
      table.severity,
      table.verdictSince.desc().nullsFirst(),
      table.id.desc().nullsFirst(),
    ),
    // listKeyRows: search by an exact ARN, whoever holds it.
    index('customer_keys_arn').on(table.arn),
    // listKeyRows: search by the beginning of a key id.
    index('customer_keys_kms_key_id').on(sql`${table.kmsKeyId} text_pattern_ops`),
    // listKeyRows: search by the beginning of an account id.
    index('customer_keys_account').on(sql`${table.awsAccountId} text_pattern_ops`),
    // otherKeysOf: the other keys of the same customer.
    index('customer_keys_customer').on(table.customerId),
  ],
);
