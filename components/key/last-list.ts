import { useEffect, useSyncExternalStore } from 'react';

const STORED_AS = 'keydesk-last-list';
const never = () => () => {};

/** Keeps the parameters of the list that is shown, for the way back from a key in the same tab. */
export function useRememberedList(query: string): void {
  useEffect(() => {
    try {
      sessionStorage.setItem(STORED_AS, query);
    } catch {
      // Where nothing may be stored, the way back leads to the whole list.
    }
  }, [query]);
}

function lastList(): string {
  try {
    const query = sessionStorage.getItem(STORED_AS) ?? '';
    return query === '' ? '/keys' : `/keys?${query}`;
  } catch {
    return '/keys';
  }
}

/** The address of the list of keys as it was last shown in this tab, after hydration; else all keys. */
export const useLastListHref = (): string => useSyncExternalStore(never, lastList, () => '/keys');
