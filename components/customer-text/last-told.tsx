import clsx from 'clsx';
import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import { Instant } from '#components/ui/instant.tsx';
import type { ToldOnPage } from '#lib/core/pages/key-page.ts';

/** What the customer was told last, and what changed since. Only what a person recorded as sent counts. */
export function LastTold({ told, asks, now }: { told: ToldOnPage; asks: boolean; now: Date }) {
  const { last, promise, copiedByOther } = told;
  return (
    <>
      <ToldLast last={last} asks={asks} now={now} />
      {promise !== null && (
        <p className={clsx('text-table font-medium', promise.passed && 'text-danger-text')}>
          {promise.passed ? 'Overdue: we' : 'We'} promised to write again by {promise.by}.
        </p>
      )}
      {copiedByOther !== null && (
        <p className="max-w-prose text-table text-warning-text">
          {copiedByOther.by} copied a reply, <Instant at={copiedByOther.copiedAt} now={now} />, and nobody recorded
          whether it was sent. Ask them before you send another.
        </p>
      )}
    </>
  );
}

function ToldLast({ last, asks, now }: { last: ToldOnPage['last']; asks: boolean; now: Date }) {
  if (last === null) return asks ? <p className="text-table text-subtle">The customer has not been told yet.</p> : null;
  const { at, by, to, channel, changes } = last;
  return (
    <p className="max-w-prose text-table text-subtle">
      Last told: <Instant at={at} now={now} /> by {by}, {CHANNEL_WORD[channel]}, to {to}.{' '}
      {changes.length === 0 ? (
        'Nothing changed since.'
      ) : (
        <span className="text-warning-text">Since then: {changes.join('; ')}.</span>
      )}
    </p>
  );
}
