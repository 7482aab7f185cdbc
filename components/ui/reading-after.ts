import type { FormAction } from './form.tsx';

/** An action that reads the page again after a change, and after one that came from a page out of date. */
export const readingAfter =
  <Done>(action: FormAction<Done, string>, readAgain: () => Promise<void>): FormAction<Done, string> =>
  async (before, form) => {
    const state = await action(before, form);
    if (state.status === 'done' || (state.status === 'refused' && state.problem === 'stale')) await readAgain();
    return state;
  };
