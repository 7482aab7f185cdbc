/**
 * Reads an IANA time zone, such as `Europe/Berlin`, in any case. Offsets such as `+02:00` are none: they ignore summer time.
 * @returns the name as IANA writes it, or null
 */
export function timeZoneNamed(text: string): string | null {
  const typed = text.trim();
  if (!/^[a-z]/i.test(typed)) return null;
  const listed = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === typed.toLowerCase());
  if (listed !== undefined) return listed;
  try {
    Intl.DateTimeFormat('en', { timeZone: typed });
    return typed;
  } catch {
    return null;
  }
}

/** A clock of a time zone shows these, as `2026-03-14T09:12`. */
function clockIn(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

const QUARTER_MS = 15 * 60_000;
/** No zone is further from UTC. */
const FURTHEST_MS = 14 * 4 * QUARTER_MS;

/**
 * The instants at which the clocks of a zone show a local time: none in the hour that is skipped in spring, two in the one
 * that is repeated in autumn.
 * @param local as `2026-03-14T09:12`
 */
export function instantsOf(local: string, timeZone: string): Date[] {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return [];
  const found: Date[] = [];
  // Offsets of today's zones are whole quarters of an hour.
  for (let at = asUtc - FURTHEST_MS; at <= asUtc + FURTHEST_MS; at += QUARTER_MS)
    if (clockIn(at, timeZone) === local) found.push(new Date(at));
  return found;
}
