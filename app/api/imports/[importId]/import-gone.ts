import { ACCEPT_REFUSAL_WORDS } from '#lib/core/import/import-words.ts';

/** The answer about an import that is not there. */
export const importGone = (): Response =>
  Response.json({ problem: 'not_found', words: ACCEPT_REFUSAL_WORDS.not_found }, { status: 404 });
