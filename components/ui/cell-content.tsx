import type { ReactNode } from 'react';

import { shortenIdentifier } from './shorten-identifier.ts';
import { relativeWords, utcWords } from './time-words.ts';

// What cells of a Table hold. Functions rather than components, and without a clock of their own: a page has hundreds.

/** Clocks of two machines may differ by this before a time in the future is an error. */
export const CLOCK_TOLERANCE_MS = 60_000;

/**
 * A point in time: "3 min ago", and in UTC on hover, on the focused row, in print, and in copies. Nothing for null.
 * @param nowMs the time that the table gives its cells
 */
export function cellInstant(at: Date | string | null, nowMs: number): ReactNode {
  if (at === null) return null;
  const atMs = new Date(at).getTime();
  return (
    <time dateTime={new Date(atMs).toISOString()}>
      {`${relativeWords(atMs, nowMs)} `}
      <span>
        (<b>{utcWords(atMs)}</b>)
      </span>
    </time>
  );
}

/** The time of something that happened. A time in the future is shown as what it is: a clock error. */
export function cellPastInstant(at: Date | string | null, nowMs: number): ReactNode {
  if (at === null) return null;
  const atMs = new Date(at).getTime();
  return atMs - nowMs > CLOCK_TOLERANCE_MS ? `${utcWords(atMs)} (clock error)` : cellInstant(at, nowMs);
}

/** An identifier, shortened in the middle: whole on hover, on the focused row, in a selection and in the copy. */
export function cellIdentifier(value: string): ReactNode {
  const { hiddenStart, head, hiddenMiddle, tail } = shortenIdentifier(value);
  return (
    <code data-whole={value}>
      {hiddenStart !== '' && <span>{hiddenStart}</span>}
      {head}
      {hiddenMiddle !== '' && <span>{hiddenMiddle}</span>}
      {tail}
    </code>
  );
}
