/** The answer about a customer that is no longer registered. */
export const customerGone = (): Response =>
  Response.json({ problem: 'not_found', words: 'This customer is no longer registered.' }, { status: 404 });
