'use client';

import { useClockWords } from './desk-clock.ts';
import { countdownWords, utcWords } from './time-words.ts';

/**
 * What is left until a date that somebody must beat: "2 d 04 h". `over` is said once it has passed.
 * Not for ages or for dates that only inform: that is Instant.
 */
export function Countdown({ to, now, over }: { to: Date | string; now: Date | string; over: string }) {
  const toMs = new Date(to).getTime();
  const left = useClockWords(now, (nowMs) => countdownWords(toMs, nowMs));
  const absolute = utcWords(toMs);
  return (
    <span className="tip-host inline-block whitespace-nowrap">
      <time dateTime={new Date(toMs).toISOString()} className="tabular-nums">
        <span className="print:hidden">{left ?? over}</span>
        <span className="sr-only print:not-sr-only"> ({absolute})</span>
      </time>
      <span aria-hidden="true" className="tip" data-text={absolute} />
    </span>
  );
}
