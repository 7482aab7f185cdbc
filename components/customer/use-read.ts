'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';
import { readText } from '#components/ui/read-json.ts';

/** Reads text of one of Keydesk's own addresses. @throws Error where there is no answer within ten seconds */
export const readWithin = (address: string, signal: AbortSignal = new AbortController().signal): Promise<string> =>
  readText(address, AbortSignal.any([signal, AbortSignal.timeout(NO_ANSWER_MS)]));

// Read when a person opens the part: never by itself again, and anew when it is opened again.
const WHEN_ASKED = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false, networkMode: 'always' } as const;

/** What an address has, read when the part is there and when `again` is called; the last answer stays until a newer one. */
export function useRead<Data>(address: string, parse: (text: string) => Data) {
  const { data, isError, refetch } = useQuery({
    ...WHEN_ASKED,
    queryKey: ['read', address],
    queryFn: async ({ signal }) => parse(await readWithin(address, signal)),
  });
  return { data: data ?? null, failed: isError, again: () => void refetch() };
}

type Page<Item> = { now: string; items: readonly Item[]; after: string | null };

/** Pages of things, newest first: the first when the part is there, older ones as a person asks for them. */
export function usePages<Item>(address: string, parse: (text: string) => Page<Item>) {
  const { data, isError, isFetching, refetch, fetchNextPage } = useInfiniteQuery({
    ...WHEN_ASKED,
    queryKey: ['pages', address],
    queryFn: async ({ pageParam, signal }) =>
      parse(await readWithin(pageParam === '' ? address : `${address}?after=${encodeURIComponent(pageParam)}`, signal)),
    initialPageParam: '',
    getNextPageParam: ({ after }: Page<Item>) => after,
  });
  const pages = data?.pages ?? [];
  const last = pages.at(-1);
  const state = isFetching ? 'reading' : isError ? 'failed' : 'idle';
  return {
    shown: last === undefined ? null : { now: last.now, items: pages.flatMap(({ items }) => items), after: last.after },
    state,
    more: () => void (last === undefined ? refetch() : fetchNextPage()),
  } as const;
}

/** Where the texts of a customer are read. */
export const textsAddress = (customerId: string): string => `/api/customers/${customerId}/texts`;

/** Reads the shown texts of a customer again, after one was copied or answered for. */
export function useTextsAgain(customerId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['pages', textsAddress(customerId)] });
}
