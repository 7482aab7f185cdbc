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
  return (
    <time dateTime={new Date(toMs).toISOString()} className="tabular-nums">
      {left ?? over}{' '}
      <span>
        (<b>{utcWords(toMs)}</b>)
      </span>
    </time>
  );
}
