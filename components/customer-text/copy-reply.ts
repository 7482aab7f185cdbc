import { announce } from '#components/ui/announcer.tsx';
import { attempt } from '#components/ui/attempt.ts';
import { copyText } from '#components/ui/copy-text.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { readPageAgain } from '#components/ui/open-reads.ts';
import { outcomeWords } from '#components/ui/outcome-words.ts';
import { withoutPromises } from '#lib/core/customer-text/promise.ts';
import type { ActionState } from '#lib/core/form/action-state.ts';

/** The result of one copy of a reply that the server gives out as `Text`. */
export type Copied<Text> = {
  /** What to say about it. */
  words: string;
  /** What the server gave out; null where it gave out nothing. */
  text: Text | null;
  onClipboard: boolean;
  edited: boolean;
  /** Whether a reply says something else than the copied one, but for the time by which we write again. */
  differsFrom: (shown: string | null) => boolean;
};

const CHANGED = 'The reply changed since the page loaded. The new one is below: read it before you send it.';

function copiedWords(
  state: ActionState<unknown>,
  { edited, onClipboard, changed }: { edited: boolean; onClipboard: boolean; changed: boolean },
): string {
  const words = outcomeWords(state, {
    noAnswer: 'Keydesk did not answer. Nothing was copied.',
    failed: 'Keydesk failed to copy the reply.',
    done: () => {
      const said = onClipboard
        ? `Copied ${edited ? 'your edited reply' : 'the reply'}.`
        : 'The browser blocked copying. The reply is selected below: press Ctrl+C or ⌘C.';
      return changed ? `${said} ${CHANGED}` : said;
    },
  });
  return words ?? '';
}

/**
 * Copies the server's current text, or the edited one, and announces the outcome. The page is read again where it showed
 * an older one.
 */
export async function copyReply<Text extends { body: string }, Problem extends string>(
  action: FormAction<Text, Problem>,
  form: FormData,
  shownBody: string | null,
): Promise<Copied<Text>> {
  const edited = form.has('edited');
  const state = await attempt(() => action({ status: 'idle' }, form));
  const text = state.status === 'done' ? state.value : null;
  const onClipboard = text !== null && (await copyText(text.body));
  const differsFrom = (shown: string | null): boolean =>
    !edited && text !== null && (shown === null || withoutPromises(text.body) !== withoutPromises(shown));
  const changed = differsFrom(shownBody);
  if (changed || state.status === 'refused') await readPageAgain();
  const words = copiedWords(state, { edited, onClipboard, changed });
  // A refused edit has a line for each reason, which the page shows.
  announce(words.split('\n', 1)[0] ?? words);
  return { words, text, onClipboard, edited, differsFrom };
}
