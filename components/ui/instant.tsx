'use client';

import { CLOCK_TOLERANCE_MS } from './cell-content.tsx';
import { useClockWords } from './desk-clock.ts';
import { dueWords, relativeWords, utcWords } from './time-words.ts';

/**
 * A point in time: "3 min ago", and in UTC on hover, on focus, in print, and in copies. `now` comes from the server's
 * render. In lists pass `focusable={false}`: a tab stop in every row helps nobody. In a Table call cellInstant instead.
 */
export function Instant(props: InstantProps) {
  return <InstantIn {...props} wordsOf={relativeWords} />;
}

/** When something is to happen: "in 5 min", and "due" once that time has come. */
export function DueInstant(props: InstantProps) {
  return <InstantIn {...props} wordsOf={dueWords} />;
}

type InstantProps = {
  at: Date | string;
  now: Date | string;
  focusable?: boolean | undefined;
};

function InstantIn({
  at,
  now,
  focusable = true,
  wordsOf,
}: InstantProps & { wordsOf: (atMs: number, nowMs: number) => string }) {
  const atMs = new Date(at).getTime();
  const words = useClockWords(now, (nowMs) => wordsOf(atMs, nowMs));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the tip must open from the keyboard too
    <time dateTime={new Date(atMs).toISOString()} tabIndex={focusable ? 0 : undefined}>
      {words}{' '}
      <span>
        (<b>{utcWords(atMs)}</b>)
      </span>
    </time>
  );
}

/** The time of something that happened. A time in the future is shown as what it is: a clock error. */
export function PastInstant(props: Parameters<typeof Instant>[0]) {
  const isFuture = new Date(props.at).getTime() - new Date(props.now).getTime() > CLOCK_TOLERANCE_MS;
  return isFuture ? <>{utcWords(new Date(props.at).getTime())} (clock error)</> : <Instant {...props} />;
}
