import type { ActionState } from '#lib/core/form/action-state.ts';

/**
 * One line about the outcome of a server action, or null before the first one.
 * @param words `noAnswer` where the server never answered; `failed` without its reference, which is added, and only where
 * the server does not say itself what failed
 */
export function outcomeWords<T, Problem extends string>(
  state: ActionState<T, Problem>,
  words: { noAnswer: string; failed: string; done: (value: T) => string },
): string | null {
  switch (state.status) {
    case 'idle':
      return null;
    case 'refused':
      return state.words;
    case 'failed':
      return state.reference === '' ? words.noAnswer : `${state.words ?? words.failed} Reference ${state.reference}.`;
    case 'done':
      return words.done(state.value);
  }
}
