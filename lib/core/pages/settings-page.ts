import type { CallCost, CallEstimate, CallsByKind } from '#lib/core/pages/call-estimate.ts';
import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** A hosting region as it is configured, and as the processes last found our own side of it. Nothing secret is in it. */
export type RegionSettings = {
  code: string;
  name: string;
  vendorAccountId: string;
  roleArn: string;
  /** Without it no denial is "certain" (H12). */
  roleCoversEveryKey: boolean;
  /** The names in the encryption context that crypto probes carry; its values are for nobody's eyes (H23). */
  contextNames: readonly string[];
  controlKeyArn: string | null;
  controlAnswer: ControlAnswer;
  /** Since when denials are held, because many customers turned together, and of what (H25); null where none are. */
  hold: { since: Date; actions: readonly RequiredAction[] } | null;
  /** The sweep's last rest after throttling, over or not; null where none is known since a batch was answered (H24). */
  rest: { until: Date; throttledInARow: number } | null;
  liveKeys: Record<VerdictStatus, number>;
  estimate: CallEstimate;
};

export type SettingsPage = {
  now: Date;
  intervalMinutes: number;
  regions: RegionSettings[];
  inAll: CallCost & { perDay: CallsByKind };
  /** Live keys in regions that are not configured here: nothing is asked about them. */
  notHosted: { code: string; liveKeys: number }[];
};
