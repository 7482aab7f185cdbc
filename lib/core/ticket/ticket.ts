/** How long a ticket's name may be. The database checks it too. */
export const LONGEST_REFERENCE = 64;
/** How long a promise may be: it stands in one line. */
export const LONGEST_PROMISE = 200;

/** How far ahead a promise may be: a later one is a mistake. */
export const LONGEST_PROMISED_MS = 366 * 24 * 60 * 60 * 1000;

/** The address that a ticket's name is, if it is one; null where it is only a name. */
export function ticketHref(reference: string): string | null {
  if (!/^https?:\/\//i.test(reference)) return null;
  const { username, password, href } = URL.parse(reference) ?? { username: '', password: '', href: null };
  // What stands before an @ would let one address look like another.
  return username === '' && password === '' ? href : null;
}

/** Whether the time of a promise has come. */
export const isOverdue = (until: Date, now: Date): boolean => until <= now;
