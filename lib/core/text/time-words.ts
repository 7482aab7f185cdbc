const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Fixed names, because the server's and the browser's locale data may differ ("Sep", "Sept") and both must agree.
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** The date and time that a date's UTC fields hold. */
const utcFieldsWords = (at: Date): string =>
  `${WEEKDAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;

// To make a formatter takes a hundred times as long as to use it, and a page names many times of one customer.
const FORMATTERS = new Map<string, Intl.DateTimeFormat | null>();
const FORMATTERS_KEPT = 500;

/** The formatter of an IANA time zone, or null if this machine doesn't know it. A stored zone may have been renamed since. */
function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = FORMATTERS.get(timeZone);
  if (known !== undefined) return known;
  if (FORMATTERS.size >= FORMATTERS_KEPT) FORMATTERS.clear();
  const made = newFormatter(timeZone);
  FORMATTERS.set(timeZone, made);
  return made;
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return null;
  }
}

function zoneWords(at: Date, formatter: Intl.DateTimeFormat): string {
  const parts = formatter.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? Number.NaN);
  return utcFieldsWords(new Date(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))));
}

/** A time for people: weekday, UTC, and the customer's local time when their zone is known (H8). */
export function instantWords(at: Date, timeZone: string | null = null): string {
  const utc = `${utcFieldsWords(at)} UTC`;
  const formatter = timeZone === null || timeZone === 'UTC' ? null : formatterOf(timeZone);
  return formatter === null ? utc : `${utc} (${zoneWords(at, formatter)} ${timeZone})`;
}

/** A UTC date for people: "Sat 14 Mar 2026". */
export const dayWords = (at: Date): string => utcFieldsWords(at).slice(0, -' 00:00'.length);

/** The time of day in UTC: "09:12". */
export const timeOfDayWords = (at: Date): string => utcFieldsWords(at).slice(-'00:00'.length);

/** When something began, as short as the day allows: "09:12 UTC" today, else "Sat 14 Mar 2026 09:12 UTC". */
export const sinceWords = (at: Date, now: Date): string =>
  dayWords(at) === dayWords(now) ? `${timeOfDayWords(at)} UTC` : instantWords(at);

/**
 * A deletion date for people: "not before", possibly a day later, never as time that is left (H8).
 * Source: KMS developer guide, "Deleting AWS KMS keys": the waiting period can be up to 24 hours longer than scheduled.
 */
export const deletionDate = (at: Date, timeZone: string | null): string =>
  `not before ${instantWords(at, timeZone)}; AWS may delete it up to 24 hours after that`;

/** How long after a text about an incident we write again, whatever we know by then. */
const WRITE_AGAIN_AFTER_MS = HOUR;
const QUARTER = 15 * MINUTE;

/** By when we write again: an hour later, on a full quarter of an hour. */
export const nextUpdateAt = (now: Date): Date =>
  new Date(Math.ceil((now.getTime() + WRITE_AGAIN_AFTER_MS) / QUARTER) * QUARTER);

/**
 * A duration in its two largest units: "4 d 6 h", "3 min". Below a minute: "less than a minute". A time that has passed
 * is no duration: the caller says so.
 */
export function durationWords(durationMs: number): string {
  const left = Math.max(0, durationMs);
  if (left >= DAY) return `${Math.floor(left / DAY)} d ${Math.floor((left % DAY) / HOUR)} h`;
  if (left >= HOUR) return `${Math.floor(left / HOUR)} h ${Math.floor((left % HOUR) / MINUTE)} min`;
  return left >= MINUTE ? `${Math.floor(left / MINUTE)} min` : 'less than a minute';
}
