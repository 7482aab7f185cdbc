import type { Tone } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { isUsableCandidate } from './verdict-mark.tsx';

/** The tone of a status, the same everywhere. */
export const STATUS_TONE = {
  usable: 'positive',
  attention: 'warning',
  unusable: 'danger',
  unverified: 'muted',
} as const satisfies Record<VerdictStatus, Tone>;

/** The tone of a key's status. */
export const keyStatusTone = (status: VerdictStatus, role: KeyRole): Tone =>
  isUsableCandidate(status, role) ? 'muted' : STATUS_TONE[status];
