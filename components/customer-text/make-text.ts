import { announce } from '#components/ui/announcer.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import type { FormAction } from '#components/ui/form.tsx';

/** A text as it was frozen. */
export type MadeNow = { textId: string; subject: string; body: string };

/** The action that freezes a text, and then copies it. */
export const thenCopied =
  (makeText: FormAction<MadeNow, string>): FormAction<MadeNow, string> =>
  async (before, form) => {
    const state = await makeText(before, form);
    if (state.status === 'done')
      announce(
        (await copyText(state.value.body))
          ? 'Frozen and copied. It is listed below.'
          : 'Frozen. The browser blocked copying: copy it from the list below.',
      );
    return state;
  };
