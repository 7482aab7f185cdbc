'use client';

import type { KeyPage } from '#lib/core/pages/key-page.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { parseWithDates } from '#components/ui/read-json.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';

const parseKeyPage = (text: PageText<KeyPage>): KeyPage => parseWithDates(text) as KeyPage;

const concernsKeyPage = ({ kind, id }: HeardChange, page: KeyPage): boolean =>
  (kind === 'key' && (id === page.id || page.otherKeys.some((other) => other.id === id))) ||
  (kind === 'region' && id === page.region) ||
  // Their tickets and notes.
  (kind === 'customer' && id === page.customerId);

/**
 * A key's page from the server, updated when the key, another key of the customer, the customer or the region changes. The route does
 * not extend the session: an open page must not stay signed in because scheduled checks go on.
 */
export function useKeyPage(
  customerKeyId: string,
  initialText: PageText<KeyPage>,
): { page: KeyPage; outdated: boolean } {
  const { data, outdated } = useLiveQuery({
    queryKey: ['key', customerKeyId],
    address: `/api/keys/${customerKeyId}`,
    initialText,
    parse: parseKeyPage,
    concerns: concernsKeyPage,
  });
  return { page: data, outdated };
}
