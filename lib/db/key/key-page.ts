import { and, desc, eq, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import { regionStatus } from '#drizzle/schema/region-status.ts';
import type { Executor } from '#lib/db/database.ts';

export type { StoredCell } from '#drizzle/schema/stored.ts';

/**
 * A key with its customer, its check row, the report that the page shows and our own side's incident in its region; null
 * if there is no such key.
 */
export async function findKeyPage(db: Executor, customerKeyId: string) {
  const [row] = await db
    .select({
      key: customerKeys,
      customer: customers,
      check: keyChecks,
      report: { principalArn: probeReports.principalArn, cells: probeReports.cells },
      ourSide: { incidentSince: regionStatus.incidentSince, ourSideCheckedAt: regionStatus.ourSideCheckedAt },
    })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .leftJoin(probeReports, eq(probeReports.id, keyChecks.lastReportId))
    .leftJoin(regionStatus, eq(regionStatus.region, customerKeys.region))
    .where(eq(customerKeys.id, customerKeyId));
  return row ?? null;
}

/** By the key's id, so that a page can ask for everything at once. */
const customerOf = (customerKeyId: string): SQL =>
  sql`(select customer_id from ${customerKeys} as own where own.id = ${customerKeyId})`;

/** The contacts of a key's customer who haven't left. */
export const currentContacts = (db: Executor, customerKeyId: string) =>
  db
    .select({
      id: contacts.id,
      name: contacts.name,
      role: contacts.role,
      email: contacts.email,
      lastConfirmedAt: contacts.lastConfirmedAt,
    })
    .from(contacts)
    .where(and(eq(contacts.customerId, customerOf(customerKeyId)), isNull(contacts.leftAt)))
    .orderBy(contacts.role, contacts.name);

/** The other keys of a key's customer. */
export const otherKeysOf = (db: Executor, customerKeyId: string) =>
  db
    .select({
      id: customerKeys.id,
      arn: customerKeys.arn,
      region: customerKeys.region,
      role: customerKeys.role,
      verdict: customerKeys.verdict,
      cause: customerKeys.cause,
      ownershipProvenAt: customerKeys.ownershipProvenAt,
    })
    .from(customerKeys)
    .where(and(eq(customerKeys.customerId, customerOf(customerKeyId)), ne(customerKeys.id, customerKeyId)))
    .orderBy(customerKeys.region, desc(customerKeys.createdAt))
    .limit(50);

/** What a part of a key's page needs of the key itself; null if there is no such key. */
export async function findKeyPlace(
  db: Executor,
  customerKeyId: string,
): Promise<{ proven: boolean; timeZone: string | null; spanLastSeenAt: Date | null } | null> {
  const [row] = await db
    .select({
      provenAt: customerKeys.ownershipProvenAt,
      timeZone: customers.timeZone,
      spanLastSeenAt: keyChecks.spanLastSeenAt,
    })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(eq(customerKeys.id, customerKeyId));
  return row === undefined ? null : { ...row, proven: row.provenAt !== null };
}
