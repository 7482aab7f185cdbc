import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import { secretIn } from '#lib/core/ticket/note.ts';

/** What is wrong with the name of the person to whom a text was sent, in words; null where nothing is. */
export function toldToProblem(to: string): string | null {
  if (HIDDEN.test(to)) return 'This contains invisible characters. Type it instead of pasting it.';
  return secretIn(to) === null ? null : 'This looks like a secret. Enter who was told.';
}
