import type { MadeNow } from '#components/customer-text/make-text.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { readingAfter } from '#components/ui/reading-after.ts';
import type { ReplacementLineView, ReplacementPage } from '#lib/core/pages/replacement-page.ts';

type Action = FormAction<null, string>;

/** What the page of a request can do. */
type Actions = {
  edit: Action;
  takeOver: Action;
  receive: Action;
  test: Action;
  confirm: Action;
  exceptAccount: Action;
  override: Action;
  ask: Action;
  approve: Action;
  switch: Action;
  acknowledge: Action;
  backup: Action;
  reject: Action;
  withdraw: Action;
  reopen: Action;
  rollBack: Action;
  told: Action;
};
/** The same with why this person's role may not do it; null where it may. */
export type ReplacementActions = Actions & {
  makeText: FormAction<MadeNow, string>;
  release: Action;
  runBlocks: string | null;
  approveBlocks: string | null;
  exceptBlocks: string | null;
  releaseBlocks: string | null;
};

/** A line with its page, and what can be done with it. */
export type LinePart = { page: ReplacementPage; line: ReplacementLineView; actions: ReplacementActions };

/** The hidden fields that every form of a request sends. */
export const requestFields = ({
  id,
  revision,
}: Pick<ReplacementPage, 'id' | 'revision'>): Readonly<Record<string, string>> => ({
  replacementId: id,
  revision: `${revision}`,
});
/** The hidden fields of a form of one line. */
export const lineFields = ({ page, line }: Pick<LinePart, 'page' | 'line'>): Readonly<Record<string, string>> => ({
  ...requestFields(page),
  lineId: line.id,
});

/** The same actions, which read the page again after a change. */
export function thenRead(actions: ReplacementActions, readAgain: () => Promise<void>): ReplacementActions {
  const read = (action: Action): Action => readingAfter(action, readAgain);
  return {
    ...actions,
    edit: read(actions.edit),
    takeOver: read(actions.takeOver),
    receive: read(actions.receive),
    test: read(actions.test),
    confirm: read(actions.confirm),
    exceptAccount: read(actions.exceptAccount),
    override: read(actions.override),
    ask: read(actions.ask),
    approve: read(actions.approve),
    switch: read(actions.switch),
    acknowledge: read(actions.acknowledge),
    backup: read(actions.backup),
    reject: read(actions.reject),
    withdraw: read(actions.withdraw),
    reopen: read(actions.reopen),
    rollBack: read(actions.rollBack),
    told: read(actions.told),
    release: read(actions.release),
    makeText: readingAfter(actions.makeText, readAgain),
  };
}
