'use client';

import Link from 'next/link';
import { ReplyText } from '#components/customer-text/reply-text.tsx';
import { SentForm, type AnswerActions } from '#components/customer-text/sent-form.tsx';
import { TextDifference } from '#components/customer-text/text-difference.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import { textDifference } from '#lib/core/customer-text/text-difference.ts';
import type { CustomerTextBody, CustomerTextItem, CustomerTextsPage } from '#lib/core/pages/customer-history.ts';
import { LoadMore } from './load-more.tsx';
import { textsAddress, usePages, useRead, useTextsAgain } from './use-read.ts';

const parse = (text: string) => JSON.parse(text) as CustomerTextsPage;
const parseBody = (text: string) => JSON.parse(text) as CustomerTextBody;

function Body({ customerId, text: { id, source, subject } }: { customerId: string; text: CustomerTextItem }) {
  const { data, failed } = useRead(`${textsAddress(customerId)}/${id}?source=${source}`, parseBody);
  if (failed)
    return (
      <p role="alert" className="text-danger-text">
        Keydesk did not answer. Close and open it to try again.
      </p>
    );
  return data === null ? (
    <p className="text-subtle">Reading</p>
  ) : (
    <>
      <div className="mt-2">
        <ReplyText subject={null} body={data.body} label={`Text: ${subject}`} rows={12} />
      </div>
      {data.bodyBefore !== null && (
        <div className="mt-2">
          <p className="mb-1 text-table text-subtle">What the person who copied it changed in Keydesk’s text:</p>
          <TextDifference parts={textDifference(data.bodyBefore, data.body)} label={`Changes: ${subject}`} />
        </div>
      )}
    </>
  );
}

/** That it was sent, or that nobody recorded it: two facts (H18). */
function sentLine({ sent, notSentAt }: CustomerTextItem, now: string) {
  if (sent !== null)
    return (
      <>
        Sent to {sent.to} {CHANNEL_WORD[sent.channel]}, <Instant at={sent.at} now={now} />, as {sent.by} recorded.
      </>
    );
  return notSentAt === null ? 'Not recorded as sent.' : 'Not sent.';
}

/** A setup, a replacement and a departure record it on their own pages. */
const mayAnswer = ({ source, sent, notSentAt }: CustomerTextItem): boolean =>
  source === 'keys' && sent === null && notSentAt === null;

/** The texts that people copied for a customer, newest first: what was copied and what was sent are two facts. */
export function TextList({
  customerId,
  contactName,
  hasTicket,
  answers,
}: {
  customerId: string;
  /** The contact whom texts greet; null where they greet nobody. */
  contactName: string | null;
  /** Whether the customer has an open ticket. */
  hasTicket: boolean;
  /** What records whether a reply about keys was sent; null where this person's role may not. */
  answers: AnswerActions | null;
}) {
  const { shown, state, more } = usePages(textsAddress(customerId), parse);
  const again = useTextsAgain(customerId);
  return (
    <>
      {shown === null && state === 'reading' && <p className="text-subtle">Reading</p>}
      {shown !== null && shown.items.length === 0 && <p className="text-subtle">Nobody copied a text for them yet.</p>}
      {shown !== null && shown.items.length > 0 && (
        <ul aria-label="Texts" className="divide-y divide-line">
          {shown.items.map((text) => (
            <li key={text.id} className="py-2">
              <p className="font-medium wrap-anywhere">{text.subject}</p>
              <p className="text-table text-subtle">
                About{' '}
                {text.href === null ? (
                  text.about
                ) : (
                  <Link href={text.href} prefetch={false} className="link">
                    {text.about}
                  </Link>
                )}
                . Copied by {text.copied.by},{' '}
                {/* A time is a block, after which a line could break before the period. */}
                <span className="whitespace-nowrap">
                  <Instant at={text.copied.at} now={shown.now} />.
                </span>{' '}
                {sentLine(text, shown.now)}
              </p>
              {answers !== null && mayAnswer(text) && (
                <Disclosure summary="Record whether it was sent">
                  {() => (
                    <div className="mt-1">
                      <SentForm
                        textId={text.id}
                        contactName={contactName}
                        hasTicket={hasTicket}
                        actions={answers}
                        answered={() => void again()}
                      />
                    </div>
                  )}
                </Disclosure>
              )}
              <Disclosure summary="Show the text">{() => <Body customerId={customerId} text={text} />}</Disclosure>
            </li>
          ))}
        </ul>
      )}
      <LoadMore state={state} hasMore={shown !== null && shown.after !== null} label="Older texts" more={more} />
    </>
  );
}
