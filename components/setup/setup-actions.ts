import type { FormAction } from '#components/ui/form.tsx';
import type { AnswerReading } from '#lib/core/pages/answer-reading.ts';

/** A text as it was frozen. */
export type MadeNow = { textId: string; subject: string; body: string };

type Action = FormAction<null, string>;

/** What the page of a setup can do, and why this person's role may not; null where it may. */
export type SetupActions = {
  attest: Action;
  readAnswer: FormAction<AnswerReading, string>;
  receive: Action;
  ourSide: Action;
  clear: Action;
  makeCode: Action;
  extendCode: Action;
  makeText: FormAction<MadeNow, string>;
  told: Action;
  firstBackup: FormAction<{ finished: boolean }, string>;
  expectBackup: Action;
  findings: FormAction<MadeNow, string>;
  remind: Action;
  addContact: FormAction<{ contactId: string }, string>;
  hold: Action;
  goOn: Action;
  handOver: Action;
  withdraw: Action;
  reopen: Action;
  confirmMove: Action;
  exceptMove: Action;
  exceptBlocks: string | null;
  runBlocks: string | null;
  clearBlocks: string | null;
  contactsBlock: string | null;
};

/** The hidden fields that every form of a setup sends. */
export const setupFields = ({ id, revision }: { id: string; revision: number }): Readonly<Record<string, string>> => ({
  setupId: id,
  revision: `${revision}`,
});
