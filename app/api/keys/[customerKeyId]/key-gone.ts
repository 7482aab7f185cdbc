/** The answer about a key that is not there, or whose ownership is not proven (H16). */
export const keyGone = (): Response =>
  Response.json({ problem: 'not_found', words: 'This key is no longer registered.' }, { status: 404 });
