'use client';

import { useActionState, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { attempt } from '#components/ui/attempt.ts';
import { CopyFallback } from '#components/ui/copy-fallback.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { outcomeWords } from '#components/ui/outcome-words.ts';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/form/action-state.ts';

type Copied<Problem extends string> = {
  state: ActionState<{ body: string }, Problem>;
  /** Whether the browser put it on the clipboard. */
  onClipboard: boolean;
};

/** Asks the server for a reply as it is now, copies it, and says whether it is the one that is shown. */
export function CopyReply<Problem extends string>({
  action,
  fields,
  shownBody,
  blockedReason,
  onCopied,
}: {
  action: FormAction<{ body: string }, Problem>;
  fields: Readonly<Record<string, string>>;
  shownBody: string;
  /** Why this person's role may not copy; null where it may. */
  blockedReason: string | null;
  /** Reads what the page shows again. */
  onCopied: () => void;
}) {
  const [fallback, setFallback] = useState<string | null>(null);
  const wordsOf = ({ state, onClipboard }: Copied<Problem>): string | null =>
    outcomeWords(state, {
      noAnswer: 'Keydesk did not answer. Nothing was copied.',
      failed: 'Keydesk failed to copy the reply.',
      done: ({ body }) =>
        [
          onClipboard ? 'Copied the reply.' : 'The browser blocked copying. The reply is selected: press Ctrl+C or ⌘C.',
          ...(body === shownBody ? [] : ['It changed since it was shown: read it before you send it.']),
        ].join(' '),
    });
  const [outcome, send] = useActionState<Copied<Problem>, FormData>(
    async (before, form) => {
      const state = await attempt(() => action(before.state as ActionState<{ body: string }, Problem>, form));
      const onClipboard = state.status === 'done' && (await copyText(state.value.body));
      setFallback(state.status === 'done' && !onClipboard ? state.value.body : null);
      const result = { state, onClipboard };
      const said = wordsOf(result);
      if (said !== null) announce(said);
      onCopied();
      return result;
    },
    { state: { status: 'idle' }, onClipboard: false },
  );
  const words = wordsOf(outcome);
  const bad = outcome.state.status === 'refused' || outcome.state.status === 'failed';
  return (
    <>
      <form action={send} className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <HiddenFields values={fields} />
        <SubmitButton
          kind="secondary"
          icon={<Icon name="copy" />}
          pendingWords="Copying"
          blockedReason={blockedReason ?? undefined}
        >
          Copy reply
        </SubmitButton>
        <span className="text-table text-subtle">You send it. Keydesk never writes to customers.</span>
      </form>
      {words !== null && <p className={bad ? 'mt-2 text-danger-text' : 'mt-2 max-w-prose text-subtle'}>{words}</p>}
      {fallback !== null && (
        <CopyFallback value={fallback} what="reply" onLeave={() => setFallback(null)} className="mt-2 w-full" />
      )}
    </>
  );
}

/** The words of a reply, to read before it is copied. */
export function ReplyText({
  subject,
  body,
  label,
  rows = 14,
}: {
  subject: string;
  body: string;
  label: string;
  rows?: number;
}) {
  return (
    <>
      <p className="mb-1 max-w-prose text-table text-subtle">
        Subject for a new ticket: <span className="text-default">{subject}</span>
      </p>
      <textarea
        readOnly
        rows={rows}
        value={body}
        aria-label={label}
        className="w-full resize-y whitespace-pre-wrap rounded-md border border-line bg-sunken px-4 py-3 text-table text-default"
      />
    </>
  );
}
