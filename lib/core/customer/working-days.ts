const DAY_MS = 24 * 3_600_000;
const MONDAY_TO_FRIDAY: readonly number[] = [1, 2, 3, 4, 5];

/** When a customer works: ISO weekdays and an IANA time zone; null where nobody recorded them. */
export type WorkingTimes = { workingDays: readonly number[] | null; timeZone: string | null };

// To make a formatter takes a hundred times as long as to use it, and a list counts for many customers.
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** The formatter of a time zone; that of UTC for one that this machine doesn't know. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATTERS.get(timeZone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });
  } catch {
    return formatterOf('UTC');
  }
  FORMATTERS.set(timeZone, made);
  return made;
}

/** The calendar date of an instant, at midnight UTC, so that days can be counted without summer time. */
function calendarDate(at: Date, timeZone: string): number {
  const part = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(part.get('year') ?? 0, (part.get('month') ?? 1) - 1, part.get('day') ?? 1);
}

const isoWeekday = (dateMs: number): number => new Date(dateMs).getUTCDay() || 7;

/**
 * Some working days of a customer later, at the same time of day (an hour off where summer time begins or ends between).
 * The day of `from` doesn't count. Unknown working days are Monday to Friday, an unknown time zone is UTC.
 * @param days a whole number from 1
 */
export function afterWorkingDays(from: Date, days: number, { workingDays, timeZone }: WorkingTimes): Date {
  const known = workingDays === null || workingDays.length === 0 ? MONDAY_TO_FRIDAY : workingDays;
  const date = calendarDate(from, timeZone ?? 'UTC');
  let passed = 0;
  for (let left = days; left > 0;) {
    passed += 1;
    if (known.includes(isoWeekday(date + passed * DAY_MS))) left -= 1;
  }
  return new Date(from.getTime() + passed * DAY_MS);
}
