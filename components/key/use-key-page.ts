'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { onLiveChange } from '#components/ui/live-changes.ts';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import { parseWithDates, readText } from '#components/ui/read-json.ts';

/**
 * A key's page from the server, updated after every check of the key. The route does not extend the session: an open
 * page must not stay signed in because scheduled checks go on.
 */
export function useKeyPage(initial: KeyPage): { page: KeyPage; outdated: boolean; readAgain: () => Promise<void> } {
  const client = useQueryClient();
  const { id } = initial;
  const { data, isError } = useQuery({
    queryKey: ['key', id],
    queryFn: async ({ signal }) => parseWithDates(await readText(`/api/keys/${id}`, signal)) as KeyPage,
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const readAgain = useCallback(() => client.invalidateQueries({ queryKey: ['key', id] }), [client, id]);
  useEffect(
    () =>
      onLiveChange((changed) => {
        if (changed === id || changed === '*') void readAgain();
      }),
    [id, readAgain],
  );
  // The server may have rendered a newer page than the one in this tab's cache.
  return { page: data.now > initial.now ? data : initial, outdated: isError, readAgain };
}
