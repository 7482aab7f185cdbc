import { callsPerKeyAndDay, estimateCalls, sumEstimates } from '#lib/core/pages/call-estimate.ts';
import type { CapacityPage } from '#lib/core/pages/capacity-page.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import { readDueChecks, readThroughput } from '#lib/db/verdict/capacity.ts';
import { noKeys, readFleetCountsByRegion, type FleetCounts } from '#lib/db/verdict/fleet.ts';

type CapacityDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[]; policy: CheckPolicy };

const SECONDS_A_DAY = 24 * 3_600;
const total = (counts: FleetCounts): number => VERDICT_STATUSES.reduce((sum, status) => sum + counts[status], 0);

/** What scheduled checks use, whether they keep up, and how many workers they need. It takes three small queries. */
export async function readCapacityPage(deps: CapacityDeps, viewer: { role: StaffRole }): Promise<CapacityPage> {
  if (!can(viewer.role, 'keys:read')) throw new Error(`The role ${viewer.role} may not read the capacity.`);
  const now = deps.clock();
  const [counts, due, throughput] = await Promise.all([
    readFleetCountsByRegion(deps.db),
    readDueChecks(deps.db, now),
    readThroughput(deps.db),
  ]);
  const regions = deps.regions.map(({ code, name }) => {
    const liveKeys = counts.get(code) ?? noKeys();
    return { code, name, liveKeys, estimate: estimateCalls(code, liveKeys, deps.policy) };
  });
  // Each check begins with one DescribeKey.
  const checksADay = (liveKeys: FleetCounts): number =>
    VERDICT_STATUSES.reduce(
      (sum, status) => sum + liveKeys[status] * callsPerKeyAndDay(status, deps.policy).describe,
      0,
    );
  return {
    now,
    intervalMinutes: deps.policy.intervalMinutes,
    regions,
    inAll: sumEstimates(regions.map(({ estimate }) => estimate)),
    notHosted: [...counts]
      .filter(([code]) => !deps.regions.some((region) => region.code === code))
      .map(([code, liveKeys]) => ({ code, liveKeys: total(liveKeys) }))
      .filter(({ liveKeys }) => liveKeys > 0)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    due,
    throughput,
    checksPerSecond: regions.reduce((sum, { liveKeys }) => sum + checksADay(liveKeys), 0) / SECONDS_A_DAY,
  };
}
