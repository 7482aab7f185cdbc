import type { Tone } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** The tone of a verdict, the same everywhere. */
export const VERDICT_TONE = {
  usable: 'positive',
  attention: 'warning',
  unusable: 'danger',
  unverified: 'muted',
} as const satisfies Record<VerdictStatus, Tone>;
