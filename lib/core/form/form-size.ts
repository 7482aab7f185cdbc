import { refusal, type ActionState } from '#lib/core/form/action-state.ts';

/** As many as the guards read; far beyond them the request itself is refused, and no action can answer with words. */
const MOST_CHARACTERS = 262_144;
const WORDS = 'This is too much at once. Nothing was saved. Shorten it and send it again.';

/**
 * Judges a filled form before it is sent, so that one that is too large is answered beside its longest field.
 * @returns the refusal, or null where it may be sent
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
