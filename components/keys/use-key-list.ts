'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLiveChange } from '#components/ui/live-changes.ts';
import type { KeyListPage } from '#lib/core/key-list-page.ts';

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
    queryFn: async ({ signal }): Promise<KeyListPage> => {
      const response = await fetch(`/api/keys?${query}`, { signal, headers: { accept: 'application/json' } });
      // The session has ended: the page itself knows the way back in.
      if (response.status === 401) location.reload();
      if (!response.ok) throw new Error(`The desk answered ${response.status}.`);
      return (await response.json()) as KeyListPage;
    },
    initialData: initial,
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => onLiveChange(() => void client.invalidateQueries({ queryKey: ['keys'] })), [client]);
  return { page: data, outdated: isError };
}
