import { DEPENDENT_KINDS, type DependentKind } from '#lib/core/service/dependents.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import { control, expect } from './desk.ts';
import { runningStack } from './running-stack.ts';

/** Does something with the desk's database at the desk's time. */
export async function atTheDesk(act: (deps: { db: Database; clock: () => Date }) => Promise<void>): Promise<void> {
  const pool = createPool({
    url: runningStack().env['DATABASE_URL'] ?? '',
    applicationName: 'keydesk-e2e',
    maxConnections: 1,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
  });
  try {
    const now = new Date((await control.clock.read()).now);
    await act({ db: createDatabase(pool), clock: () => now });
  } finally {
    await pool.end();
  }
}

/** Reports what depends on a key, as the product does. */
export const reportDependents = (
  keyId: string,
  some: Partial<Record<DependentKind, number>>,
  leftOut: readonly DependentKind[] = [],
): Promise<void> =>
  atTheDesk(async (deps) => {
    const kinds = DEPENDENT_KINDS.filter((kind) => !leftOut.includes(kind));
    const counts = { ...Object.fromEntries(kinds.map((kind) => [kind, 0])), ...some };
    const nothingElse = { oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null };
    const recorded = await recordDependents(
      deps,
      { reportId: newId(), asOf: deps.clock(), keys: [{ keyId, counts, ...nothingElse }] },
      { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null },
    );
    expect(recorded.ok).toBe(true);
  });
