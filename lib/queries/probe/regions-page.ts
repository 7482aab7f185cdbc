import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { controlAnswer } from '#lib/core/verdict/control-answer.ts';
import { isAtRest } from '#lib/core/probe/quota.ts';
import { assumeRolePolicy, rolePolicy } from '#lib/core/probe/role-policy.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { RegionSettings, RegionsPage } from '#lib/core/pages/regions-page.ts';
import type { Database } from '#lib/db/database.ts';
import { readRegionConditions, type RegionConditions } from '#lib/db/verdict/regions.ts';
import { readRegionFreshness } from './region-freshness.ts';

type RegionsDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[]; policy: CheckPolicy };

/** How each hosting region is configured, and what we last saw of our own side there. It takes two small queries. */
export async function readRegionsPage(deps: RegionsDeps, viewer: { role: StaffRole }): Promise<RegionsPage> {
  if (!can(viewer.role, 'keys:read')) throw new Error(`The role ${viewer.role} may not read the regions.`);
  const [conditions, freshness] = await Promise.all([readRegionConditions(deps.db), readRegionFreshness(deps)]);
  const now = deps.clock();
  return {
    now,
    freshness,
    regions: deps.regions.map((region) => settingsOf(region, conditions.get(region.code), now)),
  };
}

/** Field by field, so that neither the external ID nor a value of the encryption context is included. */
function settingsOf(region: HostingRegion, conditions: RegionConditions | undefined, now: Date): RegionSettings {
  const { code, name, vendorAccountId, roleArn, roleCoversEveryKey, controlKeyArn, encryptionContext } = region;
  return {
    code,
    name,
    vendorAccountId,
    roleArn,
    roleCoversEveryKey,
    contextNames: Object.keys(encryptionContext ?? {}).toSorted(),
    controlKeyArn,
    policies: { role: rolePolicy(region), assumeRole: assumeRolePolicy(region) },
    controlAnswer: controlAnswer(controlKeyArn, conditions?.control ?? null, conditions?.controlClaimedAt ?? null),
    hold: holdOf(conditions),
    rest: restOf(conditions, now),
    clock:
      conditions === undefined || conditions.clockSkewMs === null || conditions.clockSeenAt === null
        ? null
        : { skewMs: conditions.clockSkewMs, at: conditions.clockSeenAt },
  };
}

const holdOf = (conditions: RegionConditions | undefined): RegionSettings['hold'] =>
  conditions === undefined || conditions.incidentSince === null
    ? null
    : { since: conditions.incidentSince, actions: conditions.incidentActions, checked: checkedOf(conditions) };

/** A check of our own side counts for the incident during which it was recorded. */
function checkedOf({
  incidentSince,
  ourSideCheckedAt: at,
  ourSideCheckedBy,
  ourSideCheckedNote,
}: RegionConditions): NonNullable<RegionSettings['hold']>['checked'] {
  if (at === null || incidentSince === null || at < incidentSince) return null;
  return { at, by: ourSideCheckedBy ?? '', note: ourSideCheckedNote ?? '' };
}

/** A pause that ends too late was stored before a clock was set back; scheduled checks ignore it too. */
function restOf(conditions: RegionConditions | undefined, now: Date): RegionSettings['rest'] {
  if (conditions === undefined || conditions.pausedUntil === null) return null;
  const { pausedUntil, throttledInARow } = conditions;
  if (pausedUntil > now && !isAtRest(pausedUntil, now)) return null;
  return { until: pausedUntil, throttledInARow };
}
