import type { CheckPolicy } from '#lib/core/probe/schedule.ts';

/** One imported key has its first check so long after another. */
const BETWEEN_MS = 300;

/**
 * When an imported key is checked first: the keys of a file are spread over time, at most over one interval of checks.
 * @param place where the key stands in the file, from 0 to 1; @param keys how many keys the file adds
 */
export const firstCheckAt = (now: Date, place: number, keys: number, { intervalMinutes }: CheckPolicy): Date =>
  new Date(now.getTime() + Math.floor(place * Math.min(intervalMinutes * 60_000, keys * BETWEEN_MS)));
