import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { ownershipCodes } from '#drizzle/schema/ownership-codes.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { gateChecks } from '#lib/core/setup/stage.ts';
import type { SetupTextInput } from '#lib/core/setup/setup-texts.ts';
import type { Executor } from '#lib/db/database.ts';
import { readLines } from './line-facts.ts';

/** The newest code of a setup that the customer may still use; null where there is none. */
export async function liveCodeOf(
  db: Executor,
  setupId: string,
  now: Date,
): Promise<{ code: string; expiresAt: Date } | null> {
  const [row] = await db
    .select({ code: ownershipCodes.code, expiresAt: ownershipCodes.expiresAt })
    .from(ownershipCodes)
    .where(and(eq(ownershipCodes.setupId, setupId), isNull(ownershipCodes.usedAt), gt(ownershipCodes.expiresAt, now)))
    .orderBy(desc(ownershipCodes.createdAt))
    .limit(1);
  return row ?? null;
}

/** The e-mail addresses of a customer's contacts who haven't left. */
export async function contactAddresses(db: Executor, customerId: string): Promise<string[]> {
  const rows = await db
    .select({ email: contacts.email })
    .from(contacts)
    .where(and(eq(contacts.customerId, customerId), isNull(contacts.leftAt)));
  return rows.map(({ email }) => email);
}

/** What the texts of a setup may name, or null where there is no such setup. */
export async function readTextInput(
  db: Executor,
  setupId: string,
  { regions, checkEveryMinutes, now }: { regions: readonly HostingRegion[]; checkEveryMinutes: number; now: Date },
): Promise<SetupTextInput | null> {
  const lines = await readLines(db, { setupId }, now);
  const [first] = lines;
  if (first === undefined) return null;
  const { customer, setup } = first;
  const [code, people] = await Promise.all([liveCodeOf(db, setupId, now), contactAddresses(db, customer.id)]);
  return {
    customerName: customer.name,
    contactName: setup.askedByName,
    timeZone: customer.timeZone,
    lines: lines
      .filter(({ line }) => line.endedAt === null)
      .map(({ line, workspace, key, facts }) => ({
        workspaceName: workspace.name,
        region: line.region,
        arn: key?.arn ?? null,
        awsAccountId: key?.awsAccountId ?? null,
        policyReceived: line.grantStatement !== null,
        ownershipProven: facts.ownershipProvenAt !== null && facts.ownershipWithdrawnAt === null,
        grantStatement: line.grantStatement,
        checks: facts.usable === true ? gateChecks(facts, now) : null,
        cleared: line.clearedAt !== null,
      })),
    contacts: people.length,
    code,
    regions,
    checkEveryMinutes,
  };
}
