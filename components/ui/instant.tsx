'use client';

import { useClockWords } from './desk-clock.ts';
import { relativeWords, utcWords } from './time-words.ts';

/**
 * A point in time: "3 min ago", and in UTC on hover, on focus, in print, and in copies. `now` comes from the server's
 * render. In tables and lists pass `focusable={false}`: a tab stop in every row helps nobody.
 */
export function Instant({
  at,
  now,
  focusable = true,
}: {
  at: Date | string;
  now: Date | string;
  focusable?: boolean | undefined;
}) {
  const atMs = new Date(at).getTime();
  const words = useClockWords(now, (nowMs) => relativeWords(atMs, nowMs));
  const absolute = utcWords(atMs);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the tip must open from the keyboard too
    <span className="tip-host inline-block rounded-sm whitespace-nowrap" tabIndex={focusable ? 0 : undefined}>
      <time dateTime={new Date(atMs).toISOString()}>
        <span className="print:hidden">{words}</span>
        <span className="sr-only print:not-sr-only"> ({absolute})</span>
      </time>
      <span aria-hidden="true" className="tip" data-text={absolute} />
    </span>
  );
}

/** Clocks of two machines may differ by this before a time in the future is an error. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The time of something that happened. A time in the future is shown as what it is: a clock error. */
export function PastInstant(props: Parameters<typeof Instant>[0]) {
  const isFuture = new Date(props.at).getTime() - new Date(props.now).getTime() > CLOCK_TOLERANCE_MS;
  return isFuture ? <>{utcWords(new Date(props.at).getTime())} (clock error)</> : <Instant {...props} />;
}
