import { leavesKeyAlone, recordOutcome, recordUnchanged, type JudgedCheck } from '#lib/db/verdict/checks.ts';
import type { Database } from '#lib/db/database.ts';
import { askOthersAfterLoss } from './ask-others.ts';

/** Unchanged keys are written together when there are this many, or after this time. */
const UNCHANGED_AT_ONCE = 25;
const UNCHANGED_WITHIN_MS = 1_000;

export type WriteCounts = { checked: number; changed: number; inconclusive: number };

/**
 * Writes the results of a batch while it runs: a changed key at once, unchanged ones together with one statement in which
 * each row is guarded by its own revision. A result that waits longer could be older than what others learn meanwhile
 * (H26).
 */
export function createResultWriter(db: Database) {
  const counts: WriteCounts = { checked: 0, changed: 0, inconclusive: 0 };
  const failures: unknown[] = [];
  let waiting: JudgedCheck[] = [];
  let timer: NodeJS.Timeout | null = null;
  // One write after the other: a batch takes one connection of the pool for its writes.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const written = last.then(write);
    last = written.catch(() => undefined);
    return written;
  };

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    return batch.length === 0 ? Promise.resolve() : inTurn(() => writeUnchanged(batch));
  };

  /** One row that the database refuses must not discard the others, so then each is written alone. */
  const writeUnchanged = async (batch: readonly JudgedCheck[]): Promise<void> => {
    try {
      counts.checked += (await recordUnchanged(db, batch)).length;
    } catch (error) {
      if (batch.length === 1) return void failures.push(error);
      for (const one of batch) await writeUnchanged([one]);
    }
  };

  return {
    /** Writes one result, or keeps it for the next statement. @throws when a changed key could not be written */
    async write(judged: JudgedCheck): Promise<void> {
      const { key, outcome } = judged;
      if (!outcome.conclusive) counts.inconclusive += 1;
      // Every check of a key in a setup is kept: clearing it rests on them.
      if (!leavesKeyAlone(outcome, key) || key.record.role === 'candidate') {
        const record = () => db.transaction((tx) => recordOutcome(tx, judged, false));
        if (!(await inTurn(record))) return;
        await inTurn(() => askOthersAfterLoss(db, judged));
        counts.checked += 1;
        counts.changed += 1;
        return;
      }
      waiting.push(judged);
      timer ??= setTimeout(() => void flush(), UNCHANGED_WITHIN_MS);
      if (waiting.length >= UNCHANGED_AT_ONCE) await flush();
    },
    counts: (): WriteCounts => ({ ...counts }),
    /** Writes what is left. @returns what went wrong in statements for unchanged keys */
    async end(): Promise<unknown[]> {
      await flush();
      await last;
      return failures;
    },
  };
}
