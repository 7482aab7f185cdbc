import { refusal, type ActionState } from '#lib/core/form/action-state.ts';

/** The limit of the server's own check. A much larger request is refused before an action can answer it. */
const MOST_CHARACTERS = 262_144;
const WORDS = 'This form is too large. Nothing was saved. Shorten the text and submit it again.';

/**
 * Checks the size of a form before it is sent, so that the error appears at its longest field.
 * @returns the refusal, or null if the form may be sent
 */
export function refuseTooLarge(
  entries: Iterable<[string, unknown]>,
): Extract<ActionState<never, 'too_large'>, { status: 'refused' }> | null {
  let characters = 0;
  let longest = { name: '', length: 0 };
  for (const [name, value] of entries) {
    const { length } = typeof value === 'string' ? value : '';
    characters += length;
    if (length > longest.length) longest = { name, length };
  }
  return characters > MOST_CHARACTERS ? refusal('too_large', WORDS, { [longest.name]: WORDS }) : null;
}
