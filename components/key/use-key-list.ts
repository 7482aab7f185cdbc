'use client';

import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';

/** A new, changed or moved key can be on any page of the list, and its counts and banners are about all of them. */
const SHOWN = new Set(['key', 'region', 'customer']);

/**
 * The list from the server, updated when keys change.
 * @returns the page, and whether the last attempt to read it again failed
 */
export function useKeyList(initial: KeyListPage, query: string): { page: KeyListPage; outdated: boolean } {
  const { data, outdated } = useLiveQuery({
    queryKey: ['keys', query],
    address: `/api/keys?${query}`,
    parse: (text) => JSON.parse(text) as KeyListPage,
    initial,
    concerns: ({ kind }) => SHOWN.has(kind),
  });
  return { page: data, outdated };
}
