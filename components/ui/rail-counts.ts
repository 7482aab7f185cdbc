import { onLiveChange } from './live-changes.ts';
import { readText } from './read-json.ts';

/** How much waits in an entry of the rail, by its address. */
export type RailCounts = Readonly<Record<string, { n: number; exact: boolean }>>;

/** After a change the counts are read again, at most once in this time. */
const EVERY_MS = 60_000;

/**
 * Reads the counts now and after changes, until it is left. A failure leaves the last counts as they are.
 * @returns leaves it
 */
export function watchCounts(address: string, tell: (counts: RailCounts) => void): () => void {
  const stop = new AbortController();
  let readAtMs = 0;
  let next: ReturnType<typeof setTimeout> | undefined;
  const read = async (): Promise<void> => {
    next = undefined;
    readAtMs = Date.now();
    try {
      tell(JSON.parse(await readText(address, stop.signal)) as RailCounts);
    } catch {
      // The next change asks again.
    }
  };
  const leave = onLiveChange(() => {
    if (!document.hidden) next ??= setTimeout(() => void read(), Math.max(0, readAtMs + EVERY_MS - Date.now()));
  }, new Date());
  void read();
  return () => {
    leave();
    clearTimeout(next);
    stop.abort();
  };
}
