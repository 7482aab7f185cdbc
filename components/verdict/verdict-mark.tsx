import clsx from 'clsx';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** The classes of a status in `app/status.css`: its shape and its tones. */
export const STATUS_CLASS = {
  usable: 'status-usable',
  attention: 'status-attention',
  unusable: 'status-unusable',
  unverified: 'status-unverified',
} as const satisfies Record<VerdictStatus, string>;

/** The shape of a status in its tone; the shapes differ without color. Hidden from screen readers: the word is next to it. */
export function StatusMark({ status, faded = false }: { status: VerdictStatus; faded?: boolean | undefined }) {
  return <span aria-hidden="true" className={clsx('status-mark', STATUS_CLASS[status], faded && 'status-faded')} />;
}
