'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLiveChange } from '#components/ui/live-changes.ts';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { readText } from '#components/ui/read-json.ts';

/** How often the list is read again while no change is announced: ages must not stand still for long. */
const REFRESH_MS = 60_000;

/**
 * The list as the server gave it, then as the fleet moves.
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
  // What the server rendered just now may be newer than what this tab remembers of the list.
  return { page: data.now > initial.now ? data : initial, outdated: isError };
}
