import { estimateCalls, sumEstimates } from '#lib/core/pages/call-estimate.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { controlAnswer } from '#lib/core/verdict/control-answer.ts';
import { isAtRest } from '#lib/core/probe/quota.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { RegionSettings, SettingsPage } from '#lib/core/pages/settings-page.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import type { Database } from '#lib/db/database.ts';
import { noKeys, readFleetCountsByRegion, type FleetCounts } from '#lib/db/verdict/fleet.ts';
import { readRegionConditions, type RegionConditions } from '#lib/db/verdict/regions.ts';
import { readRegionFreshness } from './region-freshness.ts';

type SettingsDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[]; policy: CheckPolicy };

/**
 * How Keydesk is configured, the last control key checks, and how many calls checks make to KMS. It takes three
 * small queries.
 */
export async function readSettingsPage(deps: SettingsDeps, viewer: { role: StaffRole }): Promise<SettingsPage> {
  if (!can(viewer.role, 'keys:read')) throw new Error(`The role ${viewer.role} may not read the settings.`);
  const [conditions, counts, freshness] = await Promise.all([
    readRegionConditions(deps.db),
    readFleetCountsByRegion(deps.db),
    readRegionFreshness(deps),
  ]);
  const now = deps.clock();
  const regions = deps.regions.map((region) =>
    settingsOf(region, conditions.get(region.code), counts.get(region.code) ?? noKeys(), deps.policy, now),
  );
  return {
    now,
    freshness,
    intervalMinutes: deps.policy.intervalMinutes,
    regions,
    inAll: sumEstimates(regions.map(({ estimate }) => estimate)),
    notHosted: [...counts]
      .filter(([code]) => !deps.regions.some((region) => region.code === code))
      .map(([code, liveKeys]) => ({ code, liveKeys: total(liveKeys) }))
      .filter(({ liveKeys }) => liveKeys > 0)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  };
}

const total = (counts: FleetCounts): number => VERDICT_STATUSES.reduce((sum, status) => sum + counts[status], 0);

/** Field by field, so that neither the external ID nor a value of the encryption context is included. */
function settingsOf(
  region: HostingRegion,
  conditions: RegionConditions | undefined,
  liveKeys: FleetCounts,
  policy: CheckPolicy,
  now: Date,
): RegionSettings {
  const { code, name, vendorAccountId, roleArn, roleCoversEveryKey, controlKeyArn, encryptionContext } = region;
  return {
    code,
    name,
    vendorAccountId,
    roleArn,
    roleCoversEveryKey,
    contextNames: Object.keys(encryptionContext ?? {}).toSorted(),
    controlKeyArn,
    controlAnswer: controlAnswer(controlKeyArn, conditions?.control ?? null, conditions?.controlClaimedAt ?? null),
    hold: holdOf(conditions),
    rest: restOf(conditions, now),
    clock:
      conditions === undefined || conditions.clockSkewMs === null || conditions.clockSeenAt === null
        ? null
        : { skewMs: conditions.clockSkewMs, at: conditions.clockSeenAt },
    liveKeys,
    estimate: estimateCalls(code, liveKeys, policy),
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
