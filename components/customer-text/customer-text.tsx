'use client';

import Link from 'next/link';
import { useActionState, useState, type ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyFallback } from '#components/ui/copy-fallback.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { CopiedText } from '#lib/core/customer-text/text-input.ts';
import type { ProvenKeyPage, ToldOnPage } from '#lib/core/pages/key-page.ts';
import type { Copied } from './copy-reply.ts';
import type { Edit } from './edit-reply.tsx';
import { LastTold } from './last-told.tsx';
import type { AnswerActions } from './sent-form.tsx';
import { SubjectLine } from './subject-line.tsx';

const CHANGED_SINCE = 'The reply changed after you copied it. The new one is below.';
const YOU_SEND = 'The whole reply is copied. You send it: Keydesk never writes to customers.';
const NOT_FETCHED: Copied<CopiedText> = {
  words: 'Keydesk did not answer. Nothing was copied.',
  text: null,
  onClipboard: false,
  edited: false,
  differsFrom: () => false,
};

// What copies the reply, edits it, and records that it was sent is fetched when it is needed: the first is on hover.
const fetchCopy = () => import('./copy-reply.ts');
const fetchAhead = () => void fetchCopy().catch(() => undefined);
const fetchEdit = () => import('./edit-reply.tsx');
const fetchQuestion = () => import('./unsent-question.tsx');

/** What people do with the reply to the customer, and why this person's role may not; null where it may. */
export type ReplyActions<Problem extends string> = AnswerActions & {
  action: FormAction<CopiedText, Problem>;
  roleBlocks: string | null;
  /** The check that a reply waits for while evidence is not judged. */
  check: ReactNode;
};

const TEXT_LOOK =
  'scroll-shadow min-h-40 w-full grow basis-40 resize-none rounded-md border border-line px-4 py-3 text-table whitespace-pre-wrap text-default';

/**
 * The reply to the customer, ready to paste into their ticket. Copying asks the server for the text again and stores it, so
 * that what was copied is known to the letter. Whether it was sent is a second fact, which a person records. What
 * copying adds takes its room from the text, so it moves nothing; what a person opens makes the section higher.
 */
export function CustomerTextSection<Problem extends string>({
  page,
  action,
  sent,
  notSent,
  roleBlocks,
  check,
  verify,
}: ReplyActions<Problem> & {
  page: ProvenKeyPage;
  /** Verifies who reads the reply. */
  verify: ReactNode;
}) {
  const { customerText, told } = page;
  const shownBody = customerText.kind === 'text' ? customerText.body : null;
  const [fallback, setFallback] = useState<string | null>(null);
  const [edit, setEdit] = useState<Edit | null>(null);
  /** What was copied here, until the page has it too. */
  const [copiedHere, setCopiedHere] = useState<ToldOnPage['unsent']>(null);
  const [copied, send] = useActionState<Copied<CopiedText> | null, FormData>(async (_before, form) => {
    const result = await fetchCopy().then(
      ({ copyReply }) => copyReply(action, form, shownBody),
      () => NOT_FETCHED,
    );
    const { text, onClipboard } = result;
    if (text !== null) {
      setEdit(null);
      setCopiedHere({ textId: text.textId, copiedAt: page.now, by: null });
    }
    setFallback(text !== null && !onClipboard ? text.body : null);
    return result;
  }, null);

  const bad = copied !== null && copied.text === null;
  const changedSince = copied?.differsFrom(shownBody) === true;
  const words = changedSince ? CHANGED_SINCE : (copied?.words ?? null);
  const unsent = copiedHere ?? told.unsent;
  return (
    <Section
      title={`Reply to ${told.contactName ?? 'the customer'}`}
      aside={
        customerText.kind === 'text' && customerText.asOf !== null ? (
          <>
            From the check <Instant at={customerText.asOf} now={page.now} />
          </>
        ) : undefined
      }
    >
      <div
        className={
          customerText.kind === 'text'
            ? 'flex min-h-[max(28rem,calc(100dvh-28.25rem))] flex-col gap-2 max-md:min-h-[32rem]'
            : 'flex flex-col gap-2'
        }
      >
        {customerText.kind === 'text' && told.unverified !== null && (
          <p className="max-w-prose text-warning-text">
            {told.unverified}{' '}
            {told.toVerify.length === 0 && (
              <Link href={`/customers/${page.customerId}#contacts`} prefetch={false} className="link">
                Add a contact
              </Link>
            )}
          </p>
        )}
        {customerText.kind === 'text' && told.toVerify.length > 0 && verify}
        {customerText.kind === 'blocked' && (
          <>
            <p className="max-w-prose text-subtle">{customerText.words}</p>
            {customerText.reason === 'evidence_not_judged' && check}
            <div className="reason-said">
              <Button icon={<Icon name="copy" />} blockedReason={customerText.words}>
                Copy reply
              </Button>
            </div>
          </>
        )}
        {customerText.kind === 'text' && (
          <>
            <form action={send} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <input type="hidden" name="customerKeyId" value={page.id} />
              {edit !== null && (
                <>
                  <input type="hidden" name="edited" value={edit.body} />
                  <input type="hidden" name="tells" value={told.tells} />
                </>
              )}
              <SubmitButton
                kind="secondary"
                icon={<Icon name="copy" />}
                pendingWords="Copying"
                onPointerEnter={fetchAhead}
                onFocus={fetchAhead}
                blockedReason={roleBlocks ?? undefined}
              >
                Copy reply
              </SubmitButton>
              {roleBlocks === null && (
                <Button
                  kind="quiet"
                  onClick={() => setEdit(edit === null ? { body: customerText.body, from: customerText.body } : null)}
                >
                  {edit === null ? 'Edit' : 'Discard my edit'}
                </Button>
              )}
              <span className="w-full text-table text-subtle">{bad || words === null ? YOU_SEND : words}</span>
            </form>
            {customerText.caution !== null && <p className="max-w-prose text-warning-text">{customerText.caution}</p>}
          </>
        )}
        {bad && words !== null && <p className="shrink-0 whitespace-pre-line text-danger-text">{words}</p>}
        {customerText.kind === 'text' && <SubjectLine subject={customerText.subject} />}
        {fallback !== null ? (
          // In the place of the text: whatever is pressed next must not move away when this is left.
          <CopyFallback
            value={fallback}
            what="reply"
            onLeave={() => setFallback(null)}
            className="min-h-40 w-full grow basis-40 resize-none"
          />
        ) : edit !== null ? (
          <FetchedPart fetchPart={fetchEdit} placeholder="min-h-40 flex-1">
            {({ EditReply }) => <EditReply edit={edit} made={shownBody} change={setEdit} />}
          </FetchedPart>
        ) : (
          customerText.kind === 'text' && (
            <textarea readOnly value={customerText.body} aria-label="Text of the reply" className={TEXT_LOOK} />
          )
        )}
        <LastTold told={told} asks={customerText.kind === 'text' && customerText.says.asks} now={page.now} />
        {unsent !== null && roleBlocks === null && (
          <FetchedPart fetchPart={fetchQuestion} placeholder="min-h-24">
            {({ UnsentQuestion }) => (
              <UnsentQuestion
                text={unsent}
                now={page.now}
                contactName={told.contactName}
                hasTicket={page.tickets.length > 0}
                actions={{ sent, notSent }}
                answered={() => setCopiedHere(null)}
              />
            )}
          </FetchedPart>
        )}
      </div>
    </Section>
  );
}
