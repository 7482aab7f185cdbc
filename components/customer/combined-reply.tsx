'use client';

import Link from 'next/link';
import { useState } from 'react';
import { CopyReply, type CopiedHere } from '#components/customer-text/copy-reply-button.tsx';
import type { Edit } from '#components/customer-text/edit-reply.tsx';
import { ReplyText } from '#components/customer-text/reply-text.tsx';
import { Button } from '#components/ui/button.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import type { AnswerActions } from '#components/customer-text/sent-form.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import type { CombinedReply as Reply } from '#lib/core/pages/combined-reply.ts';
import { keysWords } from '#lib/core/text/keys-words.ts';
import { useRead, useTextsAgain } from './use-read.ts';

const fetchEdit = () => import('#components/customer-text/edit-reply.tsx');
const parse = (text: string) => JSON.parse(text) as Reply;

/** What copies one reply about all keys, and why this person's role may not; null where it may. */
export type CopyCombined = { action: FormAction<CopiedHere, string>; blockedReason: string | null };

/** One reply about all keys of a customer that need one, as it would be copied now, and the keys that it leaves out. */
export function CombinedReply({
  customerId,
  copy,
  contactName,
  hasTicket,
  answers,
}: {
  customerId: string;
  copy: CopyCombined;
  contactName: string | null;
  /** Whether the customer has an open ticket. */
  hasTicket: boolean;
  answers: AnswerActions;
}) {
  const textsAgain = useTextsAgain(customerId);
  const [edit, setEdit] = useState<Edit | null>(null);
  const { data, failed, again } = useRead(`/api/customers/${customerId}/reply`, parse);
  if (failed)
    return (
      <p role="alert" className="text-danger-text">
        Keydesk did not answer.{' '}
        <Button size="small" onClick={again}>
          Try again
        </Button>
      </p>
    );
  if (data === null) return <p className="text-subtle">Reading</p>;
  const { text, leftOut } = data;
  return (
    <>
      {text.kind === 'blocked' ? (
        <>
          <p className="max-w-prose text-subtle">{text.words}</p>
          {text.elsewhere.map(({ href, words }) => (
            <p key={href}>
              <Link href={href} prefetch={false} className="link">
                {words}
              </Link>
            </p>
          ))}
        </>
      ) : (
        <>
          {text.caution !== null && <p className="mb-2 max-w-prose text-warning-text">{text.caution}</p>}
          <div className="mb-3">
            <CopyReply
              action={copy.action}
              fields={{ customerId, ...(edit !== null && { edited: edit.body, tells: text.tells }) }}
              shownBody={text.body}
              blockedReason={copy.blockedReason}
              onCopied={() => {
                again();
                void textsAgain();
              }}
              onGivenOut={() => setEdit(null)}
              contactName={contactName}
              hasTicket={hasTicket}
              answers={answers}
            />
            {copy.blockedReason === null && (
              <Button
                kind="quiet"
                className="mt-1 -ml-2.5"
                onClick={() => setEdit(edit === null ? { body: text.body, from: text.body } : null)}
              >
                {edit === null ? 'Edit the reply' : 'Discard my edit'}
              </Button>
            )}
          </div>
          {edit === null ? (
            <ReplyText subject={text.subject} body={text.body} label={`Reply about ${keysWords(text.keys)}`} />
          ) : (
            <div className="flex min-h-[28rem] flex-col gap-2">
              <FetchedPart fetchPart={fetchEdit} placeholder="min-h-40 flex-1">
                {({ EditReply }) => <EditReply edit={edit} made={text.body} change={setEdit} />}
              </FetchedPart>
            </div>
          )}
        </>
      )}
      {leftOut.length > 0 && (
        <Disclosure summary={`Not in the reply: ${keysWords(leftOut.length)}`} className="mt-2">
          {() => (
            <ul aria-label="Not in the reply" className="mt-1 space-y-1.5">
              {leftOut.map(({ id, arn, words }) => (
                <li key={id} className="max-w-prose text-table">
                  <Link href={`/keys/${id}`} prefetch={false} className="link">
                    <Identifier value={arn} />
                  </Link>
                  <span className="block text-subtle">{words}</span>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </>
  );
}
