import { utcWords } from './time-words.ts';

/** What a date or time field holds: `2026-11-12` or `2026-11-12T10:30`, whatever order its browser shows it in. */
const TYPED = /^\d{4,}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/;

/**
 * How the content of a date or time field is read: "12 Nov 2026", "12 Nov 2026, 10:30 UTC"; null while it holds none.
 * @param utc whether it is a time in UTC; without, another field gives its time zone
 */
export function typedTimeWords(value: string, utc = true): string | null {
  const typed = TYPED.exec(value);
  if (typed === null) return null;
  const [, time] = typed;
  const at = Date.parse(time === undefined ? value : `${value}Z`);
  if (Number.isNaN(at)) return null;
  const words = utcWords(at);
  if (time === undefined) return words.slice(0, words.indexOf(','));
  return utc ? words : words.replace(' UTC', '');
}
