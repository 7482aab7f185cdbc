import clsx from 'clsx';
import type { ReactNode } from 'react';

import { type Tone, toneSurface } from './tone.ts';

/** A word about something: a role, a stage. Not for a status, which has its own shape, and not for a count. */
export function Badge({ tone = 'muted', children }: { tone?: Tone | undefined; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center rounded-sm border px-1.5 text-small font-medium whitespace-nowrap',
        toneSurface[tone],
      )}
    >
      {children}
    </span>
  );
}
