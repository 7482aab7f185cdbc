import Link from 'next/link';
import { Instant } from '#components/ui/instant.tsx';
import type { HandoverItem } from '#lib/core/pages/handover-page.ts';
import { unsentStaysWords } from '#lib/core/shift/handover-words.ts';
import { isOverdue } from '#lib/core/ticket/ticket.ts';

/**
 * What an item is: customer, ticket or kind, and what was promised until when.
 * @param from who handed it over: "you", or a name
 */
export function ItemWords({ item, now, from }: { item: HandoverItem; now: Date; from: string }) {
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
      {item.kind === 'unsent_text' && `. ${unsentStaysWords(from)}`}
    </span>
  );
}
