import Link from 'next/link';
import { Instant } from '#components/ui/instant.tsx';
import type { HandoverItem } from '#lib/core/pages/handover-page.ts';
import { isOverdue } from '#lib/core/ticket/ticket.ts';

/** What an item is: customer, ticket or kind, and what was promised until when. */
export function ItemWords({ item, now }: { item: HandoverItem; now: Date }) {
  const { customerName, what, promise, href } = item;
  return (
    <span className="wrap-anywhere">
      <Link href={href} prefetch={false} className="link">
        {customerName}
      </Link>
      : {what}
      {promise !== null && (
        <span className={isOverdue(promise.until, now) ? 'font-medium text-danger-text' : undefined}>
          {isOverdue(promise.until, now) ? '. Overdue: ' : '. Promised: '}
          {promise.words}, <Instant at={promise.until} now={now} focusable={false} />
        </span>
      )}
      {item.kind === 'unsent_text' && '. Was it sent? Record it on the customer’s page.'}
    </span>
  );
}
