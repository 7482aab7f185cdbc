const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONG_AGO_MS = 60 * DAY_MS;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** "14 Mar 2026". Written by hand: Intl differs between Node and browsers, and hydration would disagree. */
const utcDate = (atMs: number): string => {
  const at = new Date(atMs);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
};

/** "14 Mar 2026, 09:12 UTC" */
export const utcWords = (atMs: number): string => {
  const at = new Date(atMs);
  return `${utcDate(atMs)}, ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())} UTC`;
};

/** "4 d 6 h", "3 h 20 min", "12 min", "under 1 min": whole units, rounded down, of a length in milliseconds. */
const lengthWords = (lengthMs: number): string => {
  const days = Math.floor(lengthMs / DAY_MS);
  const hours = Math.floor((lengthMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((lengthMs % HOUR_MS) / MINUTE_MS);
  if (days > 0) return hours > 0 && days < 14 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min` : 'under 1 min';
};

/**
 * "in 4 d 6 h", "3 min ago", "just now"; beyond 60 days in the past the date itself.
 * Two units for the future, because people wait for the date; one for the past, because an age only needs a rough size.
 */
export const relativeWords = (atMs: number, nowMs: number): string => {
  const aheadMs = atMs - nowMs;
  if (aheadMs >= MINUTE_MS) return `in ${lengthWords(aheadMs)}`;
  if (aheadMs > 0) return 'in under 1 min';
  const agoMs = -aheadMs;
  if (agoMs < MINUTE_MS) return 'just now';
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min ago`;
  if (agoMs < 2 * DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h ago`;
  if (agoMs < LONG_AGO_MS) return `${Math.floor(agoMs / DAY_MS)} d ago`;
  return utcDate(atMs);
};

/** "in 5 min", and "due" from the instant on. */
export const dueWords = (atMs: number, nowMs: number): string => (atMs > nowMs ? relativeWords(atMs, nowMs) : 'due');

/** "2 d 04 h", "04 h 09 min", "09 min 32 s": two digits, so that the figures keep their width; null once it is over. */
export const countdownWords = (toMs: number, nowMs: number): string | null => {
  const leftMs = toMs - nowMs;
  if (leftMs <= 0) return null;
  const days = Math.floor(leftMs / DAY_MS);
  const hours = twoDigits(Math.floor((leftMs % DAY_MS) / HOUR_MS));
  const minutes = twoDigits(Math.floor((leftMs % HOUR_MS) / MINUTE_MS));
  if (days > 0) return `${days} d ${hours} h`;
  if (leftMs >= HOUR_MS) return `${hours} h ${minutes} min`;
  return `${minutes} min ${twoDigits(Math.floor((leftMs % MINUTE_MS) / SECOND_MS))} s`;
};
