'use client';

import { useClockWords } from './desk-clock.ts';

/** How long something has lasted, in words that go on with the clock. For a point in time use Instant. */
export function Age({
  since,
  now,
  words,
}: {
  since: Date;
  now: Date;
  /** The words for a length in milliseconds. */
  words: (lengthMs: number) => string;
}) {
  const sinceMs = since.getTime();
  return <>{useClockWords(now, (nowMs) => words(nowMs - sinceMs))}</>;
}
