'use client';

import Link from 'next/link';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import type { CustomerTextItem, CustomerTextsPage } from '#lib/core/pages/customer-history.ts';
import { MoreOf } from './more-of.tsx';
import { usePages, useRead } from './use-read.ts';

const parse = (text: string) => JSON.parse(text) as CustomerTextsPage;
const parseBody = (text: string) => JSON.parse(text) as { body: string };

function Body({ customerId, text: { id, source, subject } }: { customerId: string; text: CustomerTextItem }) {
  const { data, failed } = useRead(`/api/customers/${customerId}/texts/${id}?source=${source}`, parseBody);
  if (failed)
    return (
      <p role="alert" className="text-danger-text">
        Keydesk did not answer. Close and open it to try again.
      </p>
    );
  return data === null ? (
    <p className="text-subtle">Reading</p>
  ) : (
    <textarea
      readOnly
      rows={12}
      value={data.body}
      aria-label={`Text: ${subject}`}
      className="mt-2 w-full resize-y whitespace-pre-wrap rounded-md border border-line bg-sunken px-4 py-3 text-table text-default"
    />
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

/** The texts that people copied for a customer, newest first: what was copied and what was sent are two facts. */
export function TextList({ customerId }: { customerId: string }) {
  const { shown, state, more } = usePages(`/api/customers/${customerId}/texts`, parse);
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
                . Copied by {text.copied.by}, <Instant at={text.copied.at} now={shown.now} />.{' '}
                {sentLine(text, shown.now)}
              </p>
              <Disclosure summary="Show the text">{() => <Body customerId={customerId} text={text} />}</Disclosure>
            </li>
          ))}
        </ul>
      )}
      <MoreOf state={state} hasMore={shown !== null && shown.after !== null} label="Older texts" more={more} />
    </>
  );
}
