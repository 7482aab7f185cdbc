import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import { ASSIGNMENT_ROLES, type AssignmentRole, type KeyRole } from '#lib/core/key/role.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { assignKey, DEFAULT_WORKSPACE, findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { newId } from '#lib/db/new-id.ts';
import { nextActionOf } from '#lib/core/verdict/next-action.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';

/** When an AWS account was proven to belong to a customer, or null. */
export async function accountProvenAt(db: Executor, customerId: string, awsAccountId: string): Promise<Date | null> {
  const [row] = await db
    .select({ provenAt: customerAccounts.provenAt })
    .from(customerAccounts)
    .where(
      and(
        eq(customerAccounts.customerId, customerId),
        eq(customerAccounts.awsAccountId, awsAccountId),
        isNull(customerAccounts.revokedAt),
      ),
    );
  return row?.provenAt ?? null;
}

/**
 * The customer who is the proven owner of an ARN that isn't retired, or null. A pending setup whose proof was withdrawn
 * holds nothing.
 */
export async function provenHolderOf(
  db: Executor,
  arn: string,
): Promise<{ customerId: string; customerName: string } | null> {
  const [row] = await db
    .select({ customerId: customers.id, customerName: customers.name })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .where(
      and(
        eq(customerKeys.arn, sql`${arn}`),
        ne(customerKeys.role, 'retired'),
        sql`${customerKeys.ownershipProvenAt} is not null`,
        sql`not (${customerKeys.role} = 'candidate' and ${customerKeys.ownershipWithdrawnAt} is not null)`,
      ),
    );
  return row ?? null;
}

export type NewKey = {
  customerId: string;
  parts: KeyArnParts;
  role: KeyRole;
  ownershipProvenAt: Date | null;
  verdict: Verdict;
  at: Date;
  /** The workspace of an active or retained key, by default the one of that name. */
  workspace?: string;
};

/**
 * Adds a key with its check row and its first history period, and assigns it to a workspace unless it is a candidate.
 * The database refuses a second active key of the workspace, a second proven owner, and a second attempt by the same
 * customer (`violatedConstraint` says which).
 */
export async function insertKey(tx: Transaction, key: NewKey): Promise<string> {
  const id = newId();
  const { status: verdict, cause } = key.verdict;
  await tx.insert(customerKeys).values({
    id,
    customerId: key.customerId,
    region: key.parts.region,
    role: key.role,
    arn: key.parts.arn,
    awsAccountId: key.parts.awsAccountId,
    kmsKeyId: key.parts.kmsKeyId,
    multiRegion: key.parts.multiRegion,
    ownershipProvenAt: key.ownershipProvenAt,
    createdAt: key.at,
    verdict,
    cause,
    nextAction: nextActionOf(key.verdict, []),
    tellDigest: NOTHING_TO_TELL,
    assignmentsFilled: true,
    verdictSince: key.at,
  });
  await tx.insert(keyChecks).values({ keyId: id, nextCheckAt: key.at });
  await tx.insert(verdictSpans).values({ id: newId(), keyId: id, verdict, cause, fromAt: key.at });
  const role = ASSIGNMENT_ROLES.find((assigned) => assigned === key.role);
  if (role !== undefined) await assignNewKey(tx, id, role, key);
  return id;
}

async function assignNewKey(tx: Transaction, keyId: string, role: AssignmentRole, key: NewKey): Promise<void> {
  const { customerId, at, workspace: name = DEFAULT_WORKSPACE } = key;
  const workspaceId = await findOrAddWorkspace(tx, { customerId, region: key.parts.region, name, at });
  await assignKey(tx, { workspaceId, keyId, role, from: at, origin: 'legacy', originId: null });
}
