import type { Tone } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** The tone of a status, the same everywhere. */
export const STATUS_TONE = {
  usable: 'positive',
  attention: 'warning',
  unusable: 'danger',
  unverified: 'muted',
} as const satisfies Record<VerdictStatus, Tone>;
