const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Working days as a file has them: days in English or as ISO numbers (1 is Monday), with spaces or commas between them.
 * @returns ISO weekdays in order, or null
 */
export function readWorkingDays(text: string): number[] | null {
  const words = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '');
  const days = words.map((word) =>
    /^[1-7]$/.test(word)
      ? Number(word)
      : DAYS.findIndex((day) => /^[a-z]{3,9}$/.test(word) && word.startsWith(day)) + 1,
  );
  if (days.length === 0 || days.includes(0)) return null;
  return [...new Set(days)].toSorted((one, other) => one - other);
}

/** The same days as a file has them: "Mon Tue Wed Thu Fri". */
export const workingDaysCell = (days: readonly number[]): string =>
  days
    .map((day) => DAYS[day - 1] ?? '')
    .map((day) => day.charAt(0).toUpperCase() + day.slice(1))
    .join(' ');

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

/** A date (`2024-03-01`, the beginning of that day in UTC) or a time in UTC (`2024-03-01T09:00:00Z`); null for anything else. */
export function readInstant(text: string): Date | null {
  if (!DATE.test(text) && !INSTANT.test(text)) return null;
  const at = new Date(DATE.test(text) ? `${text}T00:00:00Z` : text.replace(' ', 'T'));
  // A day that no month has would move into the next one.
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text.slice(0, 10)) ? null : at;
}
