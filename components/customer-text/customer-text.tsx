'use client';

import clsx from 'clsx';
import { useActionState, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { attempt } from '#components/ui/attempt.ts';
import { outcomeWords } from '#components/ui/outcome-words.ts';
import { Button } from '#components/ui/button.tsx';
import { CopyFallback } from '#components/ui/copy-fallback.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/form/action-state.ts';
import type { CopiedText } from '#lib/core/customer-text/text-input.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

/** The result of one copy: the answer of the server, and whether the browser copied it. */
type Copied<Problem extends string> = {
  state: ActionState<CopiedText, Problem>;
  onClipboard: boolean;
  /** Whether the copied text differs from the one that the page showed. */
  changed: boolean;
};

const CHANGED_SINCE = 'The reply changed after you copied it. The new one is below.';
const CHANGED = 'The reply changed since the page loaded. The new one is below: read it before you send it.';

const copiedWords = <Problem extends string>({ state, onClipboard, changed }: Copied<Problem>): string | null =>
  outcomeWords(state, {
    noAnswer: 'Keydesk did not answer. Nothing was copied.',
    failed: 'Keydesk failed to copy the reply.',
    done: () => {
      const said = onClipboard
        ? 'Copied the reply.'
        : 'The browser blocked copying. The reply is selected below: press Ctrl+C or ⌘C.';
      return changed ? `${said} ${CHANGED}` : said;
    },
  });

/** Copies the server's current text. The page is read again where it showed an older one. */
async function copyOnce<Problem extends string>(
  action: FormAction<CopiedText, Problem>,
  form: FormData,
  shownBody: string | null,
  readAgain: () => Promise<void>,
): Promise<Copied<Problem>> {
  const state = await attempt(() => action({ status: 'idle' }, form));
  const onClipboard = state.status === 'done' && (await copyText(state.value.body));
  const changed = state.status === 'done' && state.value.body !== shownBody;
  if (changed || state.status === 'refused') await readAgain();
  return { state, onClipboard, changed };
}

/**
 * The reply to the customer, ready to paste into their ticket. Copying asks the server for the text again and records
 * it in the audit log, so that the log has exactly the text that was copied.
 */
export function CustomerTextSection<Problem extends string>({
  page,
  action,
  readAgain,
  roleBlocks,
}: {
  page: ProvenKeyPage;
  action: FormAction<CopiedText, Problem>;
  /** Reads the page again. */
  readAgain: () => Promise<void>;
  /** Why this person's role may not copy; null where it may. */
  roleBlocks: string | null;
}) {
  const { customerText } = page;
  const shownBody = customerText.kind === 'text' ? customerText.body : null;
  const [fallback, setFallback] = useState<string | null>(null);
  const [outcome, send] = useActionState<Copied<Problem>, FormData>(
    async (_before, form) => {
      const result = await copyOnce(action, form, shownBody, readAgain);
      setFallback(result.state.status === 'done' && !result.onClipboard ? result.state.value.body : null);
      const said = copiedWords(result);
      if (said !== null) announce(said);
      return result;
    },
    { state: { status: 'idle' }, onClipboard: false, changed: false },
  );

  const { state } = outcome;
  const changedSince = state.status === 'done' && state.value.body !== shownBody;
  const words = changedSince ? CHANGED_SINCE : copiedWords(outcome);
  const bad = state.status === 'refused' || state.status === 'failed';
  return (
    <Section
      title="Reply to the customer"
      aside={
        customerText.kind === 'text' && customerText.asOf !== null ? (
          <>
            From the check <Instant at={customerText.asOf} now={page.now} />
          </>
        ) : undefined
      }
    >
      {customerText.kind === 'blocked' ? (
        <div className="space-y-3">
          <p className="max-w-prose text-subtle">{customerText.words}</p>
          <Button icon={<Icon name="copy" />} blockedReason={customerText.words}>
            Copy reply
          </Button>
        </div>
      ) : (
        <>
          {customerText.caution !== null && (
            <p className="mb-2 max-w-prose text-warning-text">{customerText.caution}</p>
          )}
          <form action={send} className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
            <input type="hidden" name="customerKeyId" value={page.id} />
            <SubmitButton
              kind="secondary"
              icon={<Icon name="copy" />}
              pendingWords="Copying"
              blockedReason={roleBlocks ?? undefined}
            >
              Copy reply
            </SubmitButton>
            <span className="text-table text-subtle">You send it. Keydesk never writes to customers.</span>
          </form>
          {/* The line is kept free, so that the words move nothing. */}
          <p className={clsx('mb-1 min-h-5 max-w-prose', bad ? 'text-danger-text' : 'text-subtle')}>{words}</p>
          {fallback !== null && (
            <CopyFallback value={fallback} what="reply" onLeave={() => setFallback(null)} className="mb-3 w-full" />
          )}
          <p className="mb-1 max-w-prose text-table text-subtle">
            Subject for a new ticket: <span className="text-default">{customerText.subject}</span>
          </p>
          <textarea
            readOnly
            rows={16}
            value={customerText.body}
            aria-label="Text of the reply"
            className="w-full resize-y whitespace-pre-wrap rounded-md border border-line bg-sunken px-4 py-3 text-table text-default"
          />
        </>
      )}
    </Section>
  );
}
