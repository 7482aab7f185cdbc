import { sql, type SQL } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
  type AnyPgColumn,
  type ExtraConfigColumn,
} from 'drizzle-orm/pg-core';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { ACTS, VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { NOT_FILLED_URGENCY } from '#lib/core/verdict/urgency.ts';
import { codeForm, instant, oneOf, urgentFirst } from './columns.ts';
import { customers } from './customers.ts';
import { facetsOf } from './key-facets.ts';

const severityOf = VERDICT_STATUSES.map((status, rank) => `when '${status}' then ${rank}`).join(' ');

/** Keys that lists show unless somebody asks for retired ones. */
const inUse = (role: AnyPgColumn): SQL => sql`${role} <> 'retired'`;
const newestFirst = (table: { verdictSince: ExtraConfigColumn; id: ExtraConfigColumn }) =>
  [table.verdictSince.desc().nullsFirst(), table.id.desc().nullsFirst()] as const;

/**
 * A key of its holder: the customer whose AWS account has it, normally the one it serves, else that customer's provider.
 * One row per holder and ARN; `key_assignments` says which workspaces it protects. `revision` guards what staff change.
 * Checks write here only when something changed; what every check writes is in `key_checks`.
 */
export const customerKeys = pgTable(
  'customer_keys',
  {
    id: uuid('id').primaryKey(),
    /** The holder. */
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** From before assignments: the workspace of a key that has none stored yet. */
    workspace: text('workspace').notNull().default('default'),
    region: text('region').notNull(),
    /** The strongest open assignment, kept by trigger. */
    role: text('role', { enum: KEY_ROLES }).notNull(),
    arn: text('arn').$type<KeyArn>().notNull(),
    awsAccountId: text('aws_account_id').notNull(),
    kmsKeyId: text('kms_key_id').notNull(),
    multiRegion: boolean('multi_region').notNull(),
    /** When the AWS account was proven to belong to the customer. Until then nothing about the key is shown (H16). */
    ownershipProvenAt: instant('ownership_proven_at'),
    /** When that proof was taken back: nothing more is shown, while checks go on (H16). */
    ownershipWithdrawnAt: instant('ownership_withdrawn_at'),
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
    /** Who must act next, as the advice on the cause says; null for a usable key. */
    nextAction: text('next_action', { enum: ACTS }),
    /**
     * What the customer must be told now, as a digest of when it began, cause, deadline and steps (`tell-digest.ts`). Empty
     * where there is nothing to tell, null in rows that no check wrote since.
     */
    tellDigest: text('tell_digest'),
    /** The same as it was in the last text that a person recorded as sent; null where none was. */
    toldDigest: text('told_digest'),
    /**
     * By when the last text that was sent promises that we write again; null where it promises nothing. The next text that
     * is recorded as sent, also one of a replacement of the key, keeps that promise (`promise.ts`).
     */
    promisedFor: instant('promised_for'),
    /** Whether the key's assignments were filled in: false in rows that a version from before assignments wrote. */
    assignmentsFilled: boolean('assignments_filled').notNull().default(false),
    /** How urgent the key is, 0 first (`urgency.ts`). Kept by trigger. */
    urgency: smallint('urgency').notNull().default(NOT_FILLED_URGENCY),
    /** The sort order of lists of an earlier version: 0 is the worst. */
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
    check('customer_keys_next_action_known', oneOf(table.nextAction, ACTS)),
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
    // listKeyRows: urgent first, all keys in use.
    index('customer_keys_urgent')
      .on(...urgentFirst(table))
      .where(inUse(table.role)),
    // listKeyRows: urgent first, keys of a region.
    index('customer_keys_urgent_region').on(facetsOf(table).region, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys of a status.
    index('customer_keys_urgent_verdict').on(facetsOf(table).verdict, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys of a cause.
    index('customer_keys_urgent_cause').on(facetsOf(table).cause, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys in a key state.
    index('customer_keys_urgent_state').on(facetsOf(table).state, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys in a role, retired ones too.
    index('customer_keys_urgent_role').on(facetsOf(table).role, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys of a status in a region.
    index('customer_keys_urgent_region_verdict').on(facetsOf(table).region_verdict, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys of a cause in a region.
    index('customer_keys_urgent_region_cause').on(facetsOf(table).region_cause, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys in a key state in a region.
    index('customer_keys_urgent_region_state').on(facetsOf(table).region_state, ...urgentFirst(table)),
    // listKeyRows: urgent first, keys in a role in a region, retired ones too.
    index('customer_keys_urgent_region_role').on(facetsOf(table).region_role, ...urgentFirst(table)),
    // listCustomerRows: the most urgent key of a customer, once per row of the list. It reads one page, the primary key three.
    index('customer_keys_id').using('hash', table.id),
    // searchKeyRows: the most urgent keys of a customer; the trigger's refresh_customer_lead reads the first.
    index('customer_keys_customer_urgent')
      .on(table.customerId, ...urgentFirst(table))
      .where(inUse(table.role)),
    // listKeyRows: newest change first, all keys in use.
    index('customer_keys_newest')
      .on(...newestFirst(table))
      .where(inUse(table.role)),
    // listKeyRows: newest change first, keys of a region.
    index('customer_keys_newest_region').on(facetsOf(table).region, ...newestFirst(table)),
    // listKeyRows: newest change first, keys of a status.
    index('customer_keys_newest_verdict').on(facetsOf(table).verdict, ...newestFirst(table)),
    // listKeyRows: newest change first, keys of a cause.
    index('customer_keys_newest_cause').on(facetsOf(table).cause, ...newestFirst(table)),
    // listKeyRows: newest change first, keys in a key state.
    index('customer_keys_newest_state').on(facetsOf(table).state, ...newestFirst(table)),
    // listKeyRows: newest change first, keys in a role, retired ones too.
    index('customer_keys_newest_role').on(facetsOf(table).role, ...newestFirst(table)),
    // untoldKeys: urgent first, keys whose customer must be told something that no sent text says.
    index('customer_keys_untold')
      .on(...urgentFirst(table))
      .where(
        sql`${table.tellDigest} <> '' and ${table.tellDigest} is distinct from ${table.toldDigest} and ${inUse(table.role)}`,
      ),
    // toldKeys: urgent first, keys whose customer was told all there is to tell.
    index('customer_keys_told')
      .on(...urgentFirst(table))
      .where(sql`${table.tellDigest} <> '' and ${table.tellDigest} = ${table.toldDigest} and ${inUse(table.role)}`),
    // promisedKeys: keys of whose customer we promised to write again, the soonest first.
    index('customer_keys_promised')
      .on(table.promisedFor, table.id)
      .where(sql`${table.promisedFor} is not null and ${inUse(table.role)}`),
    // ourKeys: urgent first, keys whose next action is ours.
    index('customer_keys_ours')
      .on(...urgentFirst(table))
      .where(sql`${table.nextAction} = 'vendor' and ${inUse(table.role)}`),
    // notDigestedKeys: keys that no version wrote a digest for.
    index('customer_keys_not_digested')
      .on(table.id)
      .where(sql`${table.tellDigest} is null and ${inUse(table.role)}`),
    // listDeadlines: keys with a deadline, the soonest first.
    index('customer_keys_deadline')
      .on(table.deadlineAt, table.id)
      .where(sql`${table.deadlineAt} is not null and ${inUse(table.role)}`),
    // listDeadlines: scheduled deletions, the soonest first; replica deletions have no date.
    index('customer_keys_deletion')
      .on(sql`(coalesce(${table.deletionAt}, 'infinity'::timestamptz))`, table.id)
      .where(sql`${table.keyState} in ('PendingDeletion', 'PendingReplicaDeletion') and ${inUse(table.role)}`),
    // listDeadlines: imported key material that expires, the soonest first.
    index('customer_keys_material_expiry')
      .on(table.materialExpiresAt, table.id)
      .where(sql`${table.materialExpiresAt} is not null and ${inUse(table.role)}`),
    // lockOldKeys: keys that a version from before assignments wrote.
    index('customer_keys_not_filled')
      .on(table.id)
      .where(sql`not ${table.assignmentsFilled}`),
    // searchKeyRows: by an exact ARN, whoever holds it.
    index('customer_keys_arn').on(table.arn),
    // searchKeyRows: by the beginning of a key id.
    index('customer_keys_kms_key_id').on(sql`${table.kmsKeyId} text_pattern_ops`),
    // searchKeyRows: by the last characters of a key id.
    index('customer_keys_kms_key_id_end').on(sql`reverse(${table.kmsKeyId}) text_pattern_ops`),
    // searchKeyRows: by the beginning of an account id.
    index('customer_keys_account').on(sql`${table.awsAccountId} text_pattern_ops`),
    // otherKeysOf: the other keys of the same customer.
    index('customer_keys_customer').on(table.customerId),
  ],
);
