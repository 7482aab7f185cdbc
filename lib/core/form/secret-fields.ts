import { secretIn } from '#lib/core/ticket/note.ts';
import { SECRET_WORDS } from '#lib/core/ticket/ticket-words.ts';

/**
 * Fields that may hold a secret when they arrive: of what was pasted only what Keydesk reads in it is kept, and an edited
 * reply is refused with all its problems at once.
 */
export const MAY_HOLD_SECRET: ReadonlySet<string> = new Set(['pasted', 'edited']);

/**
 * What looks like a secret in the fields of a form, in words by field. Every text that somebody types is checked, whatever
 * it is for, because secrets never reach the database.
 */
export function secretFields(entries: Iterable<[string, unknown]>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (typeof value !== 'string' || MAY_HOLD_SECRET.has(name)) continue;
    const secret = secretIn(value);
    if (secret !== null) found[name] = SECRET_WORDS[secret];
  }
  return found;
}
