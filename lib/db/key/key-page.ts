import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import type { Executor } from '#lib/db/database.ts';
import { eventOf } from '#lib/db/stored-vocabulary.ts';

export type { StoredCell } from '#drizzle/schema/stored.ts';

export const EVENTS_SHOWN = 50;

/** A key with its customer, its check row and the report that the page shows; null if there is no such key. */
export async function findKeyPage(db: Executor, customerKeyId: string) {
  const [row] = await db
    .select({ key: customerKeys, customer: customers, check: keyChecks, report: probeReports })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .leftJoin(probeReports, eq(probeReports.id, keyChecks.lastReportId))
    .where(eq(customerKeys.id, customerKeyId));
  return row ?? null;
}

/** A key's latest events, newest first. */
export async function latestKeyEvents(db: Executor, customerKeyId: string) {
  const rows = await db
    .select()
    .from(keyEvents)
    .where(eq(keyEvents.keyId, customerKeyId))
    .orderBy(desc(keyEvents.at), desc(keyEvents.id))
    .limit(EVENTS_SHOWN);
  return rows.map(({ id, at, kind, detail }) => ({ id, at, event: eventOf(kind, detail) }));
}

/** The customer's contacts who haven't left. */
export const currentContacts = (db: Executor, customerId: string) =>
  db
    .select()
    .from(contacts)
    .where(and(eq(contacts.customerId, customerId), isNull(contacts.leftAt)))
    .orderBy(contacts.role, contacts.name);

/** The customer's other keys. */
export const otherKeysOf = (db: Executor, customerId: string, customerKeyId: string) =>
  db
    .select({
      id: customerKeys.id,
      arn: customerKeys.arn,
      region: customerKeys.region,
      role: customerKeys.role,
      verdict: customerKeys.verdict,
      cause: customerKeys.cause,
      ownershipProvenAt: customerKeys.ownershipProvenAt,
      lastConclusiveAt: keyChecks.lastConclusiveAt,
    })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(and(eq(customerKeys.customerId, customerId), ne(customerKeys.id, customerKeyId)))
    .orderBy(customerKeys.region, desc(customerKeys.createdAt))
    .limit(50);
