import type { FormAction } from '#components/ui/form.tsx';

type Action = FormAction<null, string>;

/** A text as it was frozen. */
export type MadeNow = { textId: string; subject: string; body: string };

/** What the page of a departure can do, and why this person's role may not; null where it may. */
export type DepartureActions = {
  step: Action;
  lastStep: Action;
  request: Action;
  except: Action;
  withdraw: Action;
  makeText: FormAction<MadeNow, string>;
  told: Action;
  runBlocks: string | null;
  exceptBlocks: string | null;
  releaseBlocks: string | null;
};

/** The hidden fields that every form of a departure sends. */
export const departureFields = ({
  id,
  revision,
}: {
  id: string;
  revision: number;
}): Readonly<Record<string, string>> => ({ departureId: id, revision: `${revision}` });

const reading =
  <Done>(action: FormAction<Done, string>, readAgain: () => Promise<void>): FormAction<Done, string> =>
  async (before, form) => {
    const state = await action(before, form);
    if (state.status === 'done' || (state.status === 'refused' && state.problem === 'stale')) await readAgain();
    return state;
  };

/** The same actions, which read the page again after a change, and after one that came from a page out of date. */
export const thenRead = (actions: DepartureActions, readAgain: () => Promise<void>): DepartureActions => ({
  ...actions,
  step: reading(actions.step, readAgain),
  lastStep: reading(actions.lastStep, readAgain),
  request: reading(actions.request, readAgain),
  except: reading(actions.except, readAgain),
  withdraw: reading(actions.withdraw, readAgain),
  makeText: reading(actions.makeText, readAgain),
  told: reading(actions.told, readAgain),
});
