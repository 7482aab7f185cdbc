import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { whyNotInTexts } from '#lib/core/setup/instructions-check.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { insertWorkspace } from '#lib/db/customer/workspaces.ts';
import {
  recordPartChange,
  staleCustomer,
  type CustomerDeps,
  type OfCustomer,
  type StaleCustomer,
} from './customer-change.ts';

export type AddWorkspaceRefusal = StaleCustomer | 'region_not_hosted' | 'workspace_exists' | 'unsafe_name';

/** Adds a workspace of a customer in one of our hosting regions. */
export async function addWorkspace(
  { db, clock, regions }: CustomerDeps & { regions: readonly HostingRegion[] },
  input: OfCustomer & { name: string; region: string },
  by: By,
): Promise<Result<{ workspaceId: string }, AddWorkspaceRefusal>> {
  const { customerId, name, region } = input;
  if (findRegion(regions, region) === undefined) return refuse('region_not_hosted');
  if (whyNotInTexts({ value: name, place: '' }) !== null) return refuse('unsafe_name');
  const at = clock();
  return db.transaction(async (tx) => {
    const stale = await staleCustomer(tx, input);
    if (stale !== null) return refuse(stale);
    const workspaceId = await insertWorkspace(tx, { customerId, region, name, at });
    if (workspaceId === null) return refuse('workspace_exists');
    await recordPartChange(
      tx,
      { action: 'customer.workspace_added', customerId, before: null, after: { workspaceId, name, region } },
      at,
      by,
    );
    return ok({ workspaceId });
  });
}
