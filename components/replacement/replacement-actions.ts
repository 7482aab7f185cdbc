import type { MadeNow } from '#components/customer-text/make-text.ts';
import type { FormAction } from '#components/ui/form.tsx';
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
