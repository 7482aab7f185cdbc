'use client';

import Link from 'next/link';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import { STATUS_TONE } from '#components/verdict/verdict-tone.ts';
import type { CustomerHistoryPage } from '#lib/core/pages/customer-history.ts';
import { LoadMore } from './load-more.tsx';
import { usePages } from './use-read.ts';

const parse = (text: string) => JSON.parse(text) as CustomerHistoryPage;

/** What happened to a customer's keys, and what people did about the customer, newest first. */
export function HistoryList({ customerId }: { customerId: string }) {
  const { shown, state, more } = usePages(`/api/customers/${customerId}/history`, parse);
  return (
    <>
      {shown === null && state === 'reading' && <p className="text-subtle">Reading</p>}
      {shown !== null && shown.items.length === 0 && <p className="text-subtle">Nothing yet.</p>}
      {shown !== null && shown.items.length > 0 && (
        <Timeline label="History">
          {shown.items.map(({ id, at, words, key, by, status }) => (
            <TimelineEvent
              key={id}
              title={
                <>
                  {words.title}
                  {by !== null && <span className="text-subtle"> · {by}</span>}
                  {key !== null && (
                    <>
                      {' · '}
                      <Link href={`/keys/${key.id}`} prefetch={false} className="link">
                        <Identifier value={key.arn} />
                      </Link>
                    </>
                  )}
                </>
              }
              tone={status === null ? undefined : STATUS_TONE[status]}
              time={<Instant at={at} now={shown.now} />}
            >
              {words.detail}
            </TimelineEvent>
          ))}
        </Timeline>
      )}
      <LoadMore state={state} hasMore={shown !== null && shown.after !== null} label="Older entries" more={more} />
    </>
  );
}
