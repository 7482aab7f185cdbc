import { and, asc, eq, isNull } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor } from '#lib/db/database.ts';

/** A workspace with the key that new backups use. */
export type ActiveKey = { workspaceId: string; workspace: string; region: string; keyId: string; arn: string };

/** The workspaces of a customer that have an active key, by region and name. */
export const activeKeysOf = (db: Executor, customerId: string): Promise<ActiveKey[]> =>
  db
    .select({
      workspaceId: workspaces.id,
      workspace: workspaces.name,
      region: workspaces.region,
      keyId: customerKeys.id,
      arn: customerKeys.arn,
    })
    .from(workspaces)
    .innerJoin(
      keyAssignments,
      and(
        eq(keyAssignments.workspaceId, workspaces.id),
        eq(keyAssignments.role, 'active'),
        isNull(keyAssignments.toAt),
      ),
    )
    .innerJoin(customerKeys, eq(customerKeys.id, keyAssignments.keyId))
    .where(eq(workspaces.customerId, customerId))
    .orderBy(asc(workspaces.region), asc(workspaces.name));
