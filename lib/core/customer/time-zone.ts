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
