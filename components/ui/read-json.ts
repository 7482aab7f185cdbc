/** Instants as JSON carries them: what `Date.toJSON` writes, and nothing that merely looks like a date. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads one of the desk's own addresses as a page that is open does: an ended session leads to the sign-in page.
 * @throws Error when the desk does not answer with what was asked for
 */
export async function readText(address: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(address, { signal, headers: { accept: 'application/json' } });
  // The session has ended: loading the page again leads to the way in, and back here.
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error(`The desk answered ${response.status}.`);
  return response.text();
}

/** JSON whose instants become Dates again. */
export const parseWithDates = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value,
  );
