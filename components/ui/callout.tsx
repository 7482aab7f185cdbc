import clsx from 'clsx';
import type { ReactNode } from 'react';

import { type Tone, toneSurface } from './tone.ts';

/**
 * The one thing to read before the rest: fact, time, who acts next.
 * At most one per screen; `live` only when it appears after the page loaded.
 */
export function Callout({
  tone,
  title,
  children,
  actions,
  live,
}: {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  live?: boolean | undefined;
}) {
  return (
    <div
      role={live === true ? 'alert' : undefined}
      className={clsx(
        'flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-md border px-4 py-3',
        toneSurface[tone],
      )}
    >
      <div className="min-w-0 max-w-prose flex-1 basis-72">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="mt-1 text-default">{children}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
    </div>
  );
}
