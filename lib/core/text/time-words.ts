const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Fixed names, because the server's and the browser's locale data may differ ("Sep", "Sept") and both must agree.
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function inZone(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const [year, month, day] = [Number(part('year')), Number(part('month')), Number(part('day'))];
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${weekday} ${day} ${MONTHS[month - 1]} ${year} ${part('hour')}:${part('minute')}`;
}

/** Whether this machine knows that IANA time zone. A stored zone may have been renamed since. */
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A time for people: weekday, UTC, and the customer's local time when their zone is known (H8). */
export function instantWords(at: Date, timeZone: string | null = null): string {
  const utc = `${inZone(at, 'UTC')} UTC`;
  return timeZone === null || timeZone === 'UTC' || !isTimeZone(timeZone)
    ? utc
    : `${utc} (${inZone(at, timeZone)} ${timeZone})`;
}

/** A UTC date for people: "Sat 14 Mar 2026". */
export const dayWords = (at: Date): string => inZone(at, 'UTC').slice(0, -' 00:00'.length);

/** The time of day in UTC: "09:12". */
export const timeOfDayWords = (at: Date): string => inZone(at, 'UTC').slice(-'00:00'.length);

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
