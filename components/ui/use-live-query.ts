'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import { onLiveChange } from './live-changes.ts';
import { readsAfterActions } from './open-reads.ts';
import { readText } from './read-json.ts';
import { createRefetchPace, type RefetchPace } from './refetch-pace.ts';

/**
 * What an open page shows, from the server's render on: read again when something changes that it shows, after each action
 * of the person here, after a break of the stream, and once a minute. `refetch-pace.ts` decides when.
 * @param queryKey names the page in this tab's cache
 * @param address where the page's data is read
 * @param initialText what the server read when it rendered the page
 * @param parse turns it, and each later answer, into the page's data. Must be the same function at every render
 * @param concerns whether a change may be seen on the page as it is now; `many` always may
 * @returns the newest data, whether the last attempt to read it failed, and a function that reads this alone now
 */
export function useLiveQuery<Data extends { now: Date | string }>({
  queryKey,
  address,
  initialText,
  parse,
  concerns,
}: {
  queryKey: readonly string[];
  address: string;
  initialText: PageText<Data>;
  parse: (text: PageText<Data>) => Data;
  concerns: (change: HeardChange, page: Data) => boolean;
}): { data: Data; outdated: boolean; readAgain: () => Promise<void> } {
  const initial = useMemo(() => parse(initialText), [parse, initialText]);
  const { data, isError, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => parse((await readText(address, signal)) as PageText<Data>),
    initialData: initial,
    // Only the pace below reads again.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    networkMode: 'always',
  });
  // The server may have rendered a newer page than the one in this tab's cache.
  const newest = data !== undefined && data.now > initial.now ? data : initial;

  const latest = useRef({ refetch, concerns, page: newest });
  useEffect(() => {
    latest.current = { refetch, concerns, page: newest };
  });
  const pace = useRef<RefetchPace | null>(null);
  const { now: readAt } = initial;
  useEffect(() => {
    const read = async (): Promise<boolean> => !(await latest.current.refetch({ cancelRefetch: false })).isError;
    const mine = createRefetchPace({ read });
    pace.current = mine;
    const forget = readsAfterActions(() => mine.readNow());
    const leave = onLiveChange((changes) => {
      const { concerns: isShown, page } = latest.current;
      if (changes.some((change) => change.kind === 'many' || isShown(change, page))) mine.changed();
    }, readAt);
    const look = (): void => mine.seen(!document.hidden);
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      forget();
      leave();
      mine.stop();
    };
    // The address names what is read; a newer render of the same page needs no new pace.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [address]);
  const readAgain = useCallback(async () => pace.current?.readNow(), []);
  return { data: newest, outdated: isError, readAgain };
}
