'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLiveChange } from '#components/ui/live-changes.ts';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { readText } from '#components/ui/read-json.ts';

/** How often the list is read again without a change: ages on it must stay current. */
const REFRESH_MS = 60_000;

/**
 * The list from the server, updated when keys change.
 * @returns the page, and whether the last attempt to read it again failed
 */
export function useKeyList(initial: KeyListPage, query: string): { page: KeyListPage; outdated: boolean } {
  const client = useQueryClient();
  const { data, isError } = useQuery({
    queryKey: ['keys', query],
    queryFn: async ({ signal }) => JSON.parse(await readText(`/api/keys?${query}`, signal)) as KeyListPage,
    initialData: initial,
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => onLiveChange(() => void client.invalidateQueries({ queryKey: ['keys'] })), [client]);
  // The server may have rendered a newer list than the one in this tab's cache.
  return { page: data.now > initial.now ? data : initial, outdated: isError };
}
