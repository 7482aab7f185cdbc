/** An instant in JSON: exactly what `Date.toJSON` writes, nothing that only looks like a date. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads one of Keydesk's own addresses for an open page. After the session has ended it opens the sign-in page.
 * @throws Error when Keydesk answers with an error
 */
export async function readText(address: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(address, { signal, headers: { accept: 'application/json' } });
  // The session has ended: a reload opens the sign-in page, which leads back here.
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error(`Keydesk answered ${response.status}.`);
  return response.text();
}

/** JSON whose instants become Dates again. */
export const parseWithDates = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value,
  );
