'use client';

import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { DeletionsPage } from '#lib/core/pages/deletions-page.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import { concernsLists } from './list-changes.ts';

/**
 * The deletion timeline from the server, updated when keys change.
 * @returns the page, and whether the last attempt to read it again failed
 */
export function useDeletions(
  initialText: PageText<DeletionsPage>,
  query: string,
): { page: DeletionsPage; outdated: boolean } {
  const { data, outdated } = useLiveQuery({
    queryKey: ['deletions', query],
    address: `/api/deletions?${query}`,
    initialText,
    parse: readPageText<DeletionsPage>,
    concerns: concernsLists,
  });
  return { page: data, outdated };
}
