import Link from 'next/link';
import type { AnswerActions } from '#components/customer-text/sent-form.tsx';
import { UnsentQuestion } from '#components/customer-text/unsent-question.tsx';
import type { HomePage } from '#lib/core/pages/home-page.ts';

/** Asks about each reply of which the reader, or the team, has to say whether it was sent, until somebody answers. */
export function UnsentTexts({ page, actions }: { page: HomePage; actions: AnswerActions }) {
  const now = new Date(page.now);
  return (
    <ul aria-label="Replies not recorded as sent" className="my-4 space-y-2">
      {page.unsent.map(({ textId, customerId, customerName, copiedAt, by, hasTicket }) => (
        <li key={textId}>
          <Link href={`/customers/${customerId}`} prefetch={false} className="link">
            {customerName}
          </Link>
          <UnsentQuestion
            text={{ textId, copiedAt: new Date(copiedAt), by }}
            now={now}
            contactName={null}
            hasTicket={hasTicket}
            actions={actions}
          />
        </li>
      ))}
    </ul>
  );
}
