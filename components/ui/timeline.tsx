import type { ReactNode } from 'react';

import { type Tone, toneSolid } from './tone.ts';

/** What happened, newest first: `time` is usually an Instant. For a log that people search use Table. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol aria-label={label} className="timeline">
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
    <li>
      <i aria-hidden="true" className={tone === undefined ? undefined : toneSolid[tone]} />
      <div>
        <p>{title}</p>
        <span>{time}</span>
      </div>
      {children !== undefined && children !== null && <div>{children}</div>}
    </li>
  );
}
