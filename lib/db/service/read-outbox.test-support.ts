import { vi } from 'vitest';
import type { TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readOutbox, type OutboxCursor } from './outbox.ts';

/** How long a reader may wait for a transaction that has ended: in another test's database it counts as ours for a moment. */
export const SOON_MS = 5_000;

/** Reads until so many events are there. @throws Error when they are not there soon */
export const readRows = (
  { db }: Pick<TestDesk, 'db'>,
  count: number,
  after: OutboxCursor | null = null,
  regions: readonly string[] | null = null,
) =>
  vi.waitFor(
    async () => {
      const rows = await readOutbox(db, { after, regions, limit: 100 });
      if (rows.length < count) throw new Error(`${rows.length} of ${count} events`);
      return rows;
    },
    { timeout: SOON_MS, interval: 20 },
  );
