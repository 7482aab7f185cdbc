/** The server's words for the end of a session. `why` is false where the server no longer knows the reason. */
export type EndWords = { words: string; why: boolean };

/** What a 401 of Keydesk says about the end of the session. */
export async function endWordsOf(response: Response): Promise<EndWords> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('words' in body) || !('reason' in body))
    return { words: '', why: false };
  return { words: String(body.words), why: body.reason !== 'signed_out' };
}
