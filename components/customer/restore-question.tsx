'use client';

import Link from 'next/link';
import { useState } from 'react';
import { CopyReply, type CopiedHere } from '#components/customer-text/copy-reply-button.tsx';
import { ReplyText } from '#components/customer-text/reply-text.tsx';
import type { AnswerActions } from '#components/customer-text/sent-form.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SelectField } from '#components/ui/field.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { statusBadge } from '#components/verdict/verdict-badge.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';
import type { RestoreAnswer, RestoreKeyView } from '#lib/core/pages/restore-answer.ts';
import { readWithin, useTextsAgain } from './use-read.ts';

/** What copies the reply about one key, and why this person's role may not; null where it may. */
export type CopyOfKey = { action: FormAction<CopiedHere, string>; blockedReason: string | null };

/** How replies of this page are copied, and how it is recorded that they were sent. */
type Replying = {
  copy: CopyOfKey;
  contactName: string | null;
  hasTicket: boolean;
  answers: AnswerActions;
  onCopied: () => void;
};

/** Asks which key a restore of a backup made at a time needs, and shows whether a restore can use it. */
export function RestoreQuestion({ page, ...given }: { page: CustomerPage } & Omit<Replying, 'onCopied' | 'hasTicket'>) {
  const textsAgain = useTextsAgain(page.id);
  const replying = { ...given, hasTicket: page.hasTicket, onCopied: () => void textsAgain() };
  const [state, setState] = useState<'idle' | 'reading' | 'failed'>('idle');
  const [answer, setAnswer] = useState<RestoreAnswer | null>(null);
  const zones = page.timeZone === null || page.timeZone === 'UTC' ? ['UTC'] : ['UTC', page.timeZone];
  const ask = async (form: FormData): Promise<void> => {
    setState('reading');
    // Beside a failed question, the answer to the one before could be taken for its answer.
    setAnswer(null);
    const text = (name: string): string => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const query = new URLSearchParams({
      workspaceId: text('workspaceId'),
      local: text('local').slice(0, 16),
      zone: text('zone'),
    });
    try {
      const read = JSON.parse(await readWithin(`/api/customers/${page.id}/restore?${query}`)) as RestoreAnswer;
      setAnswer(read);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  if (page.workspaces.items.length === 0)
    return <p className="text-subtle">This customer has no workspace, so there is nothing to restore.</p>;
  return (
    <>
      <form
        aria-label="Which key a restore needs"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(new FormData(event.currentTarget));
        }}
        className="flex flex-wrap gap-3 [&>div]:flex [&>div]:flex-col [&>div]:justify-between"
      >
        <SelectField name="workspaceId" label="Workspace">
          {page.workspaces.items.map(({ id, name, region }) => (
            <option key={id} value={id}>
              {name}, {region}
            </option>
          ))}
        </SelectField>
        <TimeField name="local" label="Backup made at" type="datetime-local" utc={false} required />
        <SelectField name="zone" label="Time zone">
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </SelectField>
        <Button type="submit" className="self-end" pending={state === 'reading' && 'Looking'}>
          Which key?
        </Button>
      </form>
      {state === 'failed' && (
        <p role="alert" className="mt-2 text-danger-text">
          Keydesk did not answer. Try again.
        </p>
      )}
      <div aria-live="polite">{answer !== null && <Answer answer={answer} now={page.now} replying={replying} />}</div>
    </>
  );
}

function Answer({ answer, now, replying }: { answer: RestoreAnswer; now: string; replying: Replying }) {
  return (
    <div className="mt-4" role="region" aria-label="The key that the restore needs">
      {answer.at !== null && <p className="text-table text-subtle">A restore of a backup made at {answer.at} needs:</p>}
      <p className="mt-0.5 max-w-prose font-medium">{answer.words}</p>
      {answer.keys.map((key) => (
        <KeyOfAnswer key={key.id} view={key} now={now} replying={replying} />
      ))}
      {answer.reply !== null && <AnswerText reply={answer.reply} blockedReason={replying.copy.blockedReason} />}
    </div>
  );
}

/** The answer for the customer. It says nothing of the state of a key, so that it counts as no reply about one. */
function AnswerText({
  reply: { subject, body },
  blockedReason,
}: {
  reply: NonNullable<RestoreAnswer['reply']>;
  blockedReason: string | null;
}) {
  return (
    <Disclosure summary="Answer for the customer" className="mt-3">
      {() => (
        <div className="mt-2">
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
            <CopyButton value={body} what="answer" blockedReason={blockedReason ?? undefined}>
              Copy answer
            </CopyButton>
            <span className="text-table text-subtle">
              You send it. Keydesk doesn’t record this answer: it says nothing about a key’s status.
            </span>
          </div>
          <ReplyText subject={subject} body={body} label="Answer for the customer" rows={10} />
        </div>
      )}
    </Disclosure>
  );
}

function KeyOfAnswer({ view, now, replying }: { view: RestoreKeyView; now: string; replying: Replying }) {
  const { copy, ...asks } = replying;
  const { id, arn, role, holder, status, useWords, restorePoints, text } = view;
  return (
    <div className="mt-3 border-s-2 border-line ps-3">
      <p className="flex flex-wrap items-center gap-x-3">
        <Link href={`/keys/${id}`} prefetch={false} className="link">
          <Identifier value={arn} />
        </Link>
        <span className="text-subtle">
          {KEY_ROLE_WORD[role]}
          {holder !== null && <>, held by {holder}</>}
        </span>
      </p>
      {status !== null && (
        <p className="mt-1">
          {statusBadge(status.status, status.freshness, role)}
          {status.cause !== null && <> {status.cause}</>}
          {status.asOf !== null && (
            <span className="text-subtle">
              {' '}
              · checked <Instant at={status.asOf} now={now} />
            </span>
          )}
        </p>
      )}
      <p className="mt-1 max-w-prose">{useWords}</p>
      <p className="max-w-prose text-table text-subtle">{restorePoints}</p>
      {text !== null && text.kind === 'blocked' && <p className="mt-1 max-w-prose text-subtle">{text.words}</p>}
      {text !== null && text.kind === 'text' && (
        <div className="mt-2">
          {text.caution !== null && <p className="mb-2 max-w-prose text-warning-text">{text.caution}</p>}
          <div className="mb-2">
            <CopyReply
              action={copy.action}
              fields={{ customerKeyId: id }}
              shownBody={text.body}
              blockedReason={copy.blockedReason}
              {...asks}
            />
          </div>
          <ReplyText subject={text.subject} body={text.body} label={`Reply about ${arn}`} rows={8} />
        </div>
      )}
    </div>
  );
}
