import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { CallCost, CallEstimate, CallsByKind } from '#lib/core/pages/call-estimate.ts';
import type { DueChecks, Throughput } from '#lib/core/probe/workers.ts';

/** The live keys of a hosting region, and the calls that their scheduled checks make. */
export type RegionCapacity = {
  code: string;
  name: string;
  liveKeys: Record<VerdictStatus, number>;
  estimate: CallEstimate;
};

/** Whether scheduled checks keep up, and what they use of the quotas that production needs too (H24). */
export type CapacityPage = {
  now: Date;
  intervalMinutes: number;
  regions: RegionCapacity[];
  inAll: CallCost & { perDay: CallsByKind };
  /** Live keys in regions that are not configured here: they are not checked. */
  notHosted: { code: string; liveKeys: number }[];
  due: DueChecks;
  /** What one batch at a time did lately; null before the first batch. */
  throughput: Throughput | null;
  /** How many checks of live keys are due in a second, on average. */
  checksPerSecond: number;
};
