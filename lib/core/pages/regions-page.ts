import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';

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
  /** The identity policy that our role needs there, and what web and worker need to act as it (`role-policy.ts`). */
  policies: { role: string; assumeRole: string };
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
};

export type RegionsPage = {
  now: Date;
  /** When KMS last answered in each hosting region, and what holds checks up there. */
  freshness: RegionFreshness[];
  regions: RegionSettings[];
};
