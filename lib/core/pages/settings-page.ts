import type { CallCost, CallEstimate, CallsByKind } from '#lib/core/pages/call-estimate.ts';
import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** The configuration of a hosting region, and what we last saw of our own side there. It contains no secrets. */
export type RegionSettings = {
  code: string;
  name: string;
  vendorAccountId: string;
  roleArn: string;
  /** Without it no denial is "confirmed" (H12). */
  roleCoversEveryKey: boolean;
  /** The names in the encryption context of the cryptographic tests; its values are never shown (H23). */
  contextNames: readonly string[];
  controlKeyArn: string | null;
  controlAnswer: ControlAnswer;
  /** The incident that puts denials on hold because many customers lost access together (H25); null without one. */
  hold: {
    since: Date;
    actions: readonly RequiredAction[];
    /** Who recorded during this incident that our own side was checked, when, and what they found; null if nobody. */
    checked: { at: Date; by: string; note: string } | null;
  } | null;
  /** The last pause of scheduled checks after throttling, over or not; null if KMS has answered a batch since (H24). */
  rest: { until: Date; throttledInARow: number } | null;
  /** AWS's clock minus ours at the last scheduled check; null before one. */
  clock: { skewMs: number; at: Date } | null;
  liveKeys: Record<VerdictStatus, number>;
  estimate: CallEstimate;
};

export type SettingsPage = {
  now: Date;
  /** When KMS last answered in each hosting region, and what holds checks up there. */
  freshness: RegionFreshness[];
  intervalMinutes: number;
  regions: RegionSettings[];
  inAll: CallCost & { perDay: CallsByKind };
  /** Live keys in regions that are not configured here: they are not checked. */
  notHosted: { code: string; liveKeys: number }[];
};
