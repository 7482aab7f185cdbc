import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { Database } from '#lib/db/database.ts';
import { readRegionAnswers, type RegionAnswers } from '#lib/db/verdict/region-answers.ts';

type FreshnessDeps = { db: Database; regions: readonly HostingRegion[]; policy: CheckPolicy };

/**
 * How fresh the statuses of regions can be: when KMS last answered there, and what holds checks up. One small statement.
 * @param only a region's code; all hosting regions without it, none where it is no hosting region
 */
export async function readRegionFreshness(
  { db, regions, policy }: FreshnessDeps,
  only: string | null = null,
): Promise<RegionFreshness[]> {
  const hosted = regions.filter(({ code }) => only === null || code === only);
  if (hosted.length === 0) return [];
  const rows = await readRegionAnswers(
    db,
    hosted.map(({ code }) => code),
  );
  const stored = new Map(rows.map((row) => [row.region, freshnessOf(row, policy)]));
  return hosted.flatMap(({ code }) => stored.get(code) ?? []);
}

/** What is stored of one region, in the form of pages. */
export const freshnessOf = (row: RegionAnswers, { intervalMinutes }: CheckPolicy): RegionFreshness => ({
  region: row.region,
  answeredAtMs: row.answeredAt?.getTime() ?? null,
  askedAtMs: row.askedAt?.getTime() ?? null,
  silentSinceMs: row.silentSince?.getTime() ?? null,
  pausedUntilMs: row.pausedUntil?.getTime() ?? null,
  incidentSinceMs: row.incidentSince?.getTime() ?? null,
  liveKeys: row.liveKeys,
  intervalMinutes,
});
