import Link from 'next/link';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import type { HandoverItem } from '#lib/core/pages/handover-page.ts';
import { UNSENT_GIVEN_WORDS } from '#lib/core/shift/handover-words.ts';
import { isOverdue } from '#lib/core/ticket/ticket.ts';

/**
 * What an item is: customer, ticket or kind, where it stands, and what must be done by when.
 * @param isOpen whether somebody still has to do it; else it is only named
 */
export function ItemWords({ item, now, isOpen = true }: { item: HandoverItem; now: Date; isOpen?: boolean }) {
  const { customerName, what, state, promise, deadlineAt, copied, told, href } = item;
  return (
    <span className="wrap-anywhere">
      <Link href={href} prefetch={false} className="link">
        {customerName}
      </Link>
      : {what}
      {copied !== null && (
        <>
          . Copied by {copied.by}, <PastInstant at={copied.at} now={now} focusable={false} />
        </>
      )}
      {told !== null && (
        <>
          . Told {told.to} {CHANNEL_WORD[told.channel]}, <PastInstant at={told.at} now={now} focusable={false} />
        </>
      )}
      {state !== null && `. ${state.words}`}
      {deadlineAt !== null && (
        <span className="font-medium">
          . Deadline: <Instant at={deadlineAt} now={now} focusable={false} />
        </span>
      )}
      {promise !== null && (
        <span className={isOverdue(promise.until, now) ? 'font-medium text-danger-text' : undefined}>
          {isOverdue(promise.until, now) ? '. Overdue: ' : '. Promised: '}
          {promise.words}, <Instant at={promise.until} now={now} focusable={false} />
        </span>
      )}
      {copied !== null && isOpen && `. ${UNSENT_GIVEN_WORDS}`}
    </span>
  );
}
