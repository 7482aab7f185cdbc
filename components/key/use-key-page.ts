'use client';

import type { KeyPage } from '#lib/core/pages/key-page.ts';
import { parseWithDates } from '#components/ui/read-json.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';

/**
 * A key's page from the server, updated when the key, another key of the customer or the region changes. The route does not extend the session: an open
 * page must not stay signed in because scheduled checks go on.
 */
export function useKeyPage(initial: KeyPage): { page: KeyPage; outdated: boolean; readAgain: () => Promise<void> } {
  const { id, region } = initial;
  const shown = new Set([id, ...initial.otherKeys.map((other) => other.id)]);
  const { data, outdated, readAgain } = useLiveQuery({
    queryKey: ['key', id],
    address: `/api/keys/${id}`,
    parse: (text) => parseWithDates(text) as KeyPage,
    initial,
    concerns: (change) =>
      (change.kind === 'key' && shown.has(change.id ?? '')) || (change.kind === 'region' && change.id === region),
  });
  return { page: data, outdated, readAgain };
}
