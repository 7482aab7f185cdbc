import type { MadeNow } from '#components/customer-text/make-text.ts';
import type { FormAction } from '#components/ui/form.tsx';

type Action = FormAction<null, string>;

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
