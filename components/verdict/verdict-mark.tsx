import clsx from 'clsx';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** The classes of a status in `app/status.css`: its shape and its tones. */
export const STATUS_CLASS = {
  usable: 'status-usable',
  attention: 'status-attention',
  unusable: 'status-unusable',
  unverified: 'status-unverified',
} as const satisfies Record<VerdictStatus, string>;

/** Whether a key could be used and isn't yet: it has not the green of a key in use. */
export const isUsableCandidate = (status: VerdictStatus, role: KeyRole): boolean =>
  status === 'usable' && role === 'candidate';

/** The classes of a key's status. */
export const statusClass = (status: VerdictStatus, role: KeyRole): string =>
  isUsableCandidate(status, role) ? 'status-usable status-pending' : STATUS_CLASS[status];

/** The shape of a status in its tone; the shapes differ without color. Hidden from screen readers: the word is next to it. */
export function StatusMark({
  status,
  role = 'active',
  faded = false,
}: {
  status: VerdictStatus;
  role?: KeyRole | undefined;
  faded?: boolean | undefined;
}) {
  return (
    <span aria-hidden="true" className={clsx('status-mark', statusClass(status, role), faded && 'status-faded')} />
  );
}
