'use client';

import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { concernsLists } from './list-changes.ts';

/**
 * The list from the server, updated when keys change.
 * @returns the page, and whether the last attempt to read it again failed
 */
export function useKeyList(
  initialText: PageText<KeyListPage>,
  query: string,
): { page: KeyListPage; outdated: boolean } {
  const { data, outdated } = useLiveQuery({
    queryKey: ['keys', query],
    address: `/api/keys?${query}`,
    initialText,
    parse: readPageText<KeyListPage>,
    concerns: concernsLists,
  });
  return { page: data, outdated };
}
