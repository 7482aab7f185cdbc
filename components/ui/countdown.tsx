'use client';

import { useClockWords } from './desk-clock.ts';
import { countdownWords, utcWords } from './time-words.ts';

/**
 * The time left until a deadline: "2 d 04 h". `over` is shown once it has passed.
 * For ages and other dates use Instant.
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
