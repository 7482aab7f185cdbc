import { and, asc, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { departureWorkspaces } from '#drizzle/schema/departures.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { AssignmentRole, KeyRole } from '#lib/core/key/role.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { Executor } from '#lib/db/database.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';

/** A key as other systems may see it, and in which role it protects a workspace since when. */
export type ServiceKey = {
  keyId: string;
  arn: string;
  region: string;
  role: KeyRole;
  ownershipProven: boolean;
  ownershipWithdrawn: boolean;
  verdict: Verdict;
  verdictSince: Date;
  lastConclusiveAt: Date | null;
};
export type AssignedKey = { role: AssignmentRole; since: Date; key: ServiceKey };
export type ServiceWorkspace = {
  id: string;
  name: string;
  region: string;
  /** Whether its customer is leaving with it. */
  leaving: boolean;
  keys: AssignedKey[];
};

const KEY = {
  id: customerKeys.id,
  arn: customerKeys.arn,
  region: customerKeys.region,
  role: customerKeys.role,
  ownershipProvenAt: customerKeys.ownershipProvenAt,
  ownershipWithdrawnAt: customerKeys.ownershipWithdrawnAt,
  verdict: customerKeys.verdict,
  cause: customerKeys.cause,
  verdictSince: customerKeys.verdictSince,
};

type KeyRow = Pick<typeof customerKeys.$inferSelect, keyof typeof KEY>;

const serviceKey = (row: KeyRow, lastConclusiveAt: Date | null): ServiceKey => ({
  keyId: row.id,
  arn: row.arn,
  region: row.region,
  role: row.role,
  ownershipProven: row.ownershipProvenAt !== null,
  ownershipWithdrawn: row.ownershipWithdrawnAt !== null,
  verdict: verdictOf(row),
  verdictSince: row.verdictSince,
  lastConclusiveAt,
});

/** Workspaces with the keys that are assigned to them now, in one statement whatever is found. */
async function readWorkspaces(db: Executor, where: SQL | undefined): Promise<ServiceWorkspace[]> {
  const rows = await db
    .select({
      id: workspaces.id,
      name: workspaces.name,
      region: workspaces.region,
      leaving: isNotNull(departureWorkspaces.departureId).mapWith(Boolean),
      assigned: keyAssignments.role,
      since: keyAssignments.fromAt,
      lastConclusiveAt: keyChecks.lastConclusiveAt,
      key: KEY,
    })
    .from(workspaces)
    .innerJoin(customers, eq(customers.id, workspaces.customerId))
    .leftJoin(
      departureWorkspaces,
      and(eq(departureWorkspaces.workspaceId, workspaces.id), isNull(departureWorkspaces.endedAt)),
    )
    .leftJoin(keyAssignments, and(eq(keyAssignments.workspaceId, workspaces.id), isNull(keyAssignments.toAt)))
    .leftJoin(customerKeys, eq(customerKeys.id, keyAssignments.keyId))
    .leftJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(where)
    .orderBy(asc(workspaces.region), asc(workspaces.name), asc(keyAssignments.fromAt));
  const found = new Map<string, ServiceWorkspace>();
  for (const { id, name, region, leaving, assigned, since, key, lastConclusiveAt } of rows) {
    const workspace = found.get(id) ?? { id, name, region, leaving, keys: [] };
    found.set(id, workspace);
    if (assigned !== null && since !== null && key !== null)
      workspace.keys.push({ role: assigned, since, key: serviceKey(key, lastConclusiveAt) });
  }
  return [...found.values()];
}

/** One workspace, or null. */
export const findWorkspaceKeys = async (db: Executor, id: string): Promise<ServiceWorkspace | null> =>
  (await readWorkspaces(db, eq(workspaces.id, id)))[0] ?? null;

/** The workspaces of the customer with this external id; empty for an unknown customer too. */
export const workspaceKeysOf = (db: Executor, externalId: string, region: string | null): Promise<ServiceWorkspace[]> =>
  readWorkspaces(
    db,
    and(eq(customers.externalId, externalId), region === null ? undefined : eq(workspaces.region, region)),
  );

/** A key, the workspaces that it protects, and what depends on it. */
export type ServiceKeyPage = {
  key: ServiceKey;
  workspaces: { id: string; name: string; role: AssignmentRole; since: Date }[];
  dependents: Pick<typeof dependents.$inferSelect, 'asOf' | 'receivedAt' | 'content'> | null;
};

/** One key in one statement, whatever is found. */
export async function findServiceKey(db: Executor, id: string): Promise<ServiceKeyPage | null> {
  const rows = await db
    .select({
      key: KEY,
      lastConclusiveAt: keyChecks.lastConclusiveAt,
      workspace: { id: workspaces.id, name: workspaces.name },
      assigned: keyAssignments.role,
      since: keyAssignments.fromAt,
      dependents: { asOf: dependents.asOf, receivedAt: dependents.receivedAt, content: dependents.content },
    })
    .from(customerKeys)
    .leftJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .leftJoin(dependents, eq(dependents.keyId, customerKeys.id))
    .leftJoin(keyAssignments, and(eq(keyAssignments.keyId, customerKeys.id), isNull(keyAssignments.toAt)))
    .leftJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
    .where(eq(customerKeys.id, id))
    .orderBy(asc(keyAssignments.fromAt));
  const [first] = rows;
  if (first === undefined) return null;
  return {
    key: serviceKey(first.key, first.lastConclusiveAt),
    workspaces: rows.flatMap(({ workspace, assigned, since }) =>
      workspace === null || assigned === null || since === null ? [] : [{ ...workspace, role: assigned, since }],
    ),
    dependents: first.dependents,
  };
}
