import { firstJob } from '#lib/core/service/first-job.ts';
import { coversRegion, type Service } from '#lib/core/service/service-scope.ts';
import { reportedStatus, type ReportedStatus } from '#lib/core/service/service-status.ts';
import { policyOf, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { Database } from '#lib/db/database.ts';
import {
  findServiceKey,
  findWorkspaceKeys,
  workspaceKeysOf,
  type AssignedKey,
  type ServiceKeyPage,
  type ServiceWorkspace,
} from '#lib/db/service/workspace-keys.ts';

export type ServiceReadDeps = { db: Database; clock: () => Date; policy: CheckPolicy };

const reported = (status: ReportedStatus | null) =>
  status === null ? null : { ...status, since: status.since.toISOString(), asOf: status.asOf?.toISOString() ?? null };

const assigned = ({ since, key: { keyId, arn } }: AssignedKey) => ({ keyId, arn, since: since.toISOString() });

function workspaceKeyOf({ policy, clock }: ServiceReadDeps, { id, name, region, leaving, keys }: ServiceWorkspace) {
  const active = keys.find(({ role }) => role === 'active');
  const { allowed, reason } = firstJob(
    active === undefined
      ? null
      : {
          role: active.key.role,
          status: active.key.verdict.status,
          ownershipWithdrawn: active.key.ownershipWithdrawn,
        },
    leaving,
  );
  return {
    workspaceId: id,
    name,
    region,
    firstJobAllowed: allowed,
    firstJobReason: reason,
    active: active === undefined ? null : assigned(active),
    retained: keys.filter(({ role }) => role === 'retained').map(assigned),
    status: active === undefined ? null : reported(reportedStatus(active.key, policy.intervalMinutes, clock())),
  };
}

/** The key of a workspace, or null where there is none or the token doesn't cover its region. */
export async function readWorkspaceKey(deps: ServiceReadDeps, service: Service, id: string) {
  const found = await findWorkspaceKeys(deps.db, id);
  return found !== null && coversRegion(service, found.region) ? workspaceKeyOf(deps, found) : null;
}

/** The keys of a customer's workspaces that the token covers, or null where there is no workspace among them. */
export async function readCustomerKeys(
  deps: ServiceReadDeps,
  service: Service,
  { externalId, region }: { externalId: string; region: string | null },
) {
  const found = await workspaceKeysOf(deps.db, externalId, region);
  const covered = found.filter((workspace) => coversRegion(service, workspace.region));
  return covered.length === 0 ? null : { workspaces: covered.map((workspace) => workspaceKeyOf(deps, workspace)) };
}

const dependentsOf = (found: ServiceKeyPage['dependents']) =>
  found === null
    ? null
    : { asOf: found.asOf.toISOString(), receivedAt: found.receivedAt.toISOString(), ...found.content };

/** One key, or null where there is none or the token doesn't cover its region. */
export async function readServiceKey({ db, clock, policy }: ServiceReadDeps, service: Service, id: string) {
  const found = await findServiceKey(db, id);
  if (found === null || !coversRegion(service, found.key.region)) return null;
  const { key, workspaces, dependents } = found;
  const { keyId, arn, region, role } = key;
  return {
    keyId,
    arn,
    region,
    role,
    workspaces: workspaces.map(({ id: workspaceId, since, ...workspace }) => ({
      workspaceId,
      ...workspace,
      since: since.toISOString(),
    })),
    // Nobody checks a retired key, so it has no status.
    status: role === 'retired' ? null : reported(reportedStatus(key, policyOf(role, policy).intervalMinutes, clock())),
    dependents: dependentsOf(dependents),
  };
}
