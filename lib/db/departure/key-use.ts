import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { departureWorkspaces } from '#drizzle/schema/departures.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyReleases } from '#drizzle/schema/key-releases.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { AssignmentRole, KeyRole } from '#lib/core/key/role.ts';
import type { Executor } from '#lib/db/database.ts';
import type { ReleaseRow } from '#lib/db/departure/releases.ts';

export type KeyUse = {
  role: KeyRole;
  /** What it protects now. */
  workspaces: {
    id: string;
    customerId: string;
    name: string;
    region: string;
    role: AssignmentRole;
    since: Date;
  }[];
  /** The departures of these workspaces, unless they were withdrawn. */
  departures: { id: string; workspaceName: string; hasLeft: boolean }[];
  /** Newest first. */
  releases: ReleaseRow[];
};

/** What a key protects, and how it was released; null when there is no such key. */
export async function keyUseOf(db: Executor, keyId: string): Promise<KeyUse | null> {
  const [rows, releases] = await Promise.all([
    db
      .select({
        role: customerKeys.role,
        workspace: {
          id: workspaces.id,
          customerId: workspaces.customerId,
          name: workspaces.name,
          region: workspaces.region,
        },
        assigned: keyAssignments.role,
        since: keyAssignments.fromAt,
        departureId: departureWorkspaces.departureId,
        hasLeft: sql<boolean>`exists (select from departure_steps s
          where s.departure_id = ${departureWorkspaces.departureId} and s.step = 'statement_may_go')`,
      })
      .from(customerKeys)
      .leftJoin(keyAssignments, and(eq(keyAssignments.keyId, customerKeys.id), isNull(keyAssignments.toAt)))
      .leftJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
      .leftJoin(
        departureWorkspaces,
        and(eq(departureWorkspaces.workspaceId, workspaces.id), isNull(departureWorkspaces.endedAt)),
      )
      .where(eq(customerKeys.id, keyId))
      .orderBy(asc(keyAssignments.fromAt)),
    db.select().from(keyReleases).where(eq(keyReleases.keyId, keyId)).orderBy(desc(keyReleases.releasedAt)),
  ]);
  const [first] = rows;
  if (first === undefined) return null;
  const used = rows.flatMap(({ workspace, assigned, since, departureId, hasLeft }) =>
    workspace === null || assigned === null || since === null
      ? []
      : [{ ...workspace, role: assigned, since, departureId, hasLeft }],
  );
  return {
    role: first.role,
    workspaces: used.map(({ departureId: _departure, hasLeft: _left, ...workspace }) => workspace),
    departures: used.flatMap(({ departureId, hasLeft, name }) =>
      departureId === null ? [] : [{ id: departureId, workspaceName: name, hasLeft }],
    ),
    releases,
  };
}
