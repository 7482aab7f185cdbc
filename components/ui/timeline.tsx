import clsx from 'clsx';
import type { ReactNode } from 'react';

import { type Tone, toneSolid } from './tone.ts';

/** What happened, newest first: `time` is usually an Instant. For a log that people search use Table. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol aria-label={label} className="[&>li:last-child]:before:hidden">
      {children}
    </ol>
  );
}

/** One event. It has a tone only if it changed what people must do. */
export function TimelineEvent({
  time,
  title,
  tone,
  children,
}: {
  time: ReactNode;
  title: ReactNode;
  tone?: Tone | undefined;
  children?: ReactNode;
}) {
  return (
    <li className="relative pb-4 pl-5 before:absolute before:top-3.5 before:bottom-[-6px] before:left-[3.5px] before:w-px before:bg-line">
      <span
        aria-hidden="true"
        className={clsx(
          'absolute top-1.5 left-0 size-2 rounded-full forced-color-adjust-none',
          tone === undefined ? 'border border-line-strong bg-page' : toneSolid[tone],
        )}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="font-medium">{title}</p>
        <span className="text-table text-subtle">{time}</span>
      </div>
      {children !== undefined && <div className="max-w-prose text-table text-subtle">{children}</div>}
    </li>
  );
}
