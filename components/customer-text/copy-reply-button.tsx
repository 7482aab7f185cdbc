'use client';

import { useActionState, useState } from 'react';
import { CopyFallback } from '#components/ui/copy-fallback.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { copyReply, type Copied } from './copy-reply.ts';
import type { AnswerActions } from './sent-form.tsx';
import { UnsentQuestion } from './unsent-question.tsx';

/** What the server gave out, by which it is recorded whether it was sent. */
export type CopiedHere = { textId: string; body: string };

/** Asks the server for a reply as it is now, copies it, and says whether it is the one that is shown. */
export function CopyReply<Problem extends string>({
  action,
  fields,
  shownBody,
  blockedReason,
  onCopied,
  onGivenOut,
  contactName,
  hasTicket,
  answers,
}: {
  action: FormAction<CopiedHere, Problem>;
  fields: Readonly<Record<string, string>>;
  shownBody: string;
  /** Why this person's role may not copy; null where it may. */
  blockedReason: string | null;
  /** Reads what the page shows again: after it was copied, and after somebody recorded whether it was sent. */
  onCopied: () => void;
  /** When it was given out, edited or not. */
  onGivenOut?: () => void;
  /** The contact whom the reply greets; null where it greets nobody. */
  contactName: string | null;
  /** Whether there is an open ticket in which it may be sent. */
  hasTicket: boolean;
  answers: AnswerActions;
}) {
  const [fallback, setFallback] = useState<string | null>(null);
  /** What was copied here and not answered for yet. */
  const [unsent, setUnsent] = useState<{ textId: string; copiedAt: Date } | null>(null);
  const [outcome, send] = useActionState<Copied<CopiedHere> | null, FormData>(async (_before, form) => {
    const copied = await copyReply(action, form, shownBody);
    setFallback(copied.text !== null && !copied.onClipboard ? copied.text.body : null);
    if (copied.text !== null) onGivenOut?.();
    if (copied.text !== null) setUnsent({ textId: copied.text.textId, copiedAt: new Date() });
    onCopied();
    return copied;
  }, null);
  const words = outcome?.words ?? '';
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
      {words !== '' && (
        <p
          className={
            outcome?.text === null ? 'mt-2 whitespace-pre-line text-danger-text' : 'mt-2 max-w-prose text-subtle'
          }
        >
          {words}
        </p>
      )}
      {fallback !== null && (
        <CopyFallback value={fallback} what="reply" onLeave={() => setFallback(null)} className="mt-2 w-full" />
      )}
      {unsent !== null && (
        <div className="mt-2">
          <UnsentQuestion
            text={{ ...unsent, by: null }}
            now={unsent.copiedAt}
            contactName={contactName}
            hasTicket={hasTicket}
            actions={answers}
            answered={() => {
              setUnsent(null);
              onCopied();
            }}
          />
        </div>
      )}
    </>
  );
}
