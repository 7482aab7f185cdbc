import type { Tone } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** The tone of a status, the same everywhere. */
export const STATUS_TONE = {
  usable: 'positive',
  attention: 'warning',
  unusable: 'danger',
  unverified: 'muted',
} as const satisfies Record<VerdictStatus, Tone>;

/** The tone of a key's status: a usable key that is pending setup has not the green of a key in use. */
export const keyStatusTone = (status: VerdictStatus, role: KeyRole): Tone =>
  status === 'usable' && role === 'candidate' ? 'muted' : STATUS_TONE[status];
