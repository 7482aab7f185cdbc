import Link from 'next/link';
import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';

/** The customers that a person may have meant, each with a link to use it instead. */
export function SimilarList({
  similar,
  use,
  hrefOf,
}: {
  similar: readonly SimilarCustomer[];
  use: string;
  /** Where the link leads, by the id of the customer. */
  hrefOf: (id: string) => string;
}) {
  if (similar.length === 0) return null;
  return (
    <ul aria-label="Similar customers" className="max-w-prose divide-y divide-line border-y border-line">
      {similar.map(({ id, name, externalId, by }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
          <span className="min-w-0 wrap-anywhere">
            <span className="font-medium">{name}</span>{' '}
            <span className="text-table text-subtle">
              {externalId !== null && `external ID ${externalId}`}
              {by === 'external_id' && ', which looks like yours'}
            </span>
          </span>
          <Link href={hrefOf(id)} prefetch={false} className="link">
            {use}
            <span className="sr-only"> ({name})</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
