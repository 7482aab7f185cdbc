import clsx from 'clsx';
import type { ReactNode } from 'react';
import { toneFill } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { STATUS_TONE } from './verdict-tone.ts';

const SHAPE = {
  usable: <circle cx="6" cy="6" r="4.5" />,
  attention: <path d="M6 1 11.5 10.75H.5Z" />,
  unusable: <rect x="1.5" y="1.5" width="9" height="9" />,
  unverified: (
    <circle
      cx="6"
      cy="6"
      r="4.25"
      className="fill-none stroke-muted-solid"
      strokeWidth="1.5"
      strokeDasharray="2.2 1.6"
    />
  ),
} as const satisfies Record<VerdictStatus, ReactNode>;

/** The shape of a status in its tone; the shapes differ without color. Hidden from screen readers: the word is next to it. */
export function StatusMark({ status, faded = false }: { status: VerdictStatus; faded?: boolean | undefined }) {
  return (
    <svg
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={clsx('size-3 shrink-0', toneFill[STATUS_TONE[status]], faded && 'opacity-50')}
    >
      {SHAPE[status]}
    </svg>
  );
}
