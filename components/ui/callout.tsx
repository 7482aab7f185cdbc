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
  live,
}: {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  live?: boolean | undefined;
}) {
  return (
    <div role={live === true ? 'alert' : undefined} className={clsx('rounded-md border px-4 py-3', toneSurface[tone])}>
      <div className="max-w-prose">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="mt-1 text-default">{children}</div>}
      </div>
    </div>
  );
}
