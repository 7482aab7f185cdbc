import { newId } from '#lib/db/new-id.ts';
import { DEPENDENT_KINDS, type DependentKind } from '#lib/core/service/dependents.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { openAssignmentsOf } from '#lib/db/departure/releases.ts';
import { addKey, aClock, AGENT, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
export const BY: By = { actor: AGENT, requestId: 'r1' };
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const EVIDENCE = 'Seen in the console of our product today.';

const NONE = Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0])) as Record<DependentKind, number>;
/** What a report says beside its counts. */
const NOTHING_ELSE = { oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null };
const SERVICE = { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null } as const;

/** A desk with a clock that moves, and what the product reports. */
export function aPlace(desk: TestDesk) {
  const clock = aClock();
  const deps = { db: desk.db, clock, regions: REGIONS };
  const place = {
    deps,
    clock,
    /** A customer with a key that is active in one workspace. */
    addCustomer: async (words: Parameters<typeof addKey>[1] = {}) => {
      const key = await addKey(desk.db, { at: clock(), ...words });
      const [assignment] = await openAssignmentsOf(desk.db, key.customerKeyId);
      return { ...key, workspaceId: assignment?.workspaceId ?? '' };
    },
    /** Reports what depends on a key: nothing, unless some kinds are given. */
    report: async (
      keyId: string,
      counts: Partial<Record<DependentKind, number>> = {},
      leftOut: DependentKind[] = [],
    ) => {
      const all: Partial<Record<DependentKind, number>> = { ...NONE, ...counts };
      for (const kind of leftOut) delete all[kind];
      const report = { reportId: newId(), asOf: clock(), keys: [{ keyId, counts: all, ...NOTHING_ELSE }] };
      const recorded = await recordDependents(deps, report, SERVICE);
      if (!recorded.ok) throw new Error(recorded.reason);
    },
    /** Days on which the product reports every day: after a longer gap a week begins again (H19). */
    reportDaily: async (keyId: string, days: number, counts: Partial<Record<DependentKind, number>> = {}) => {
      for (let day = 0; day < days; day += 1) {
        clock.advance(DAY_MS);
        await place.report(keyId, counts);
      }
    },
    roleOf: async (keyId: string): Promise<string> => {
      const [row] = await desk.rows<{ role: string }>('select role from customer_keys where id = $1', [keyId]);
      return row?.role ?? 'none';
    },
    outboxOf: async (keyId: string): Promise<string[]> => {
      const rows = await desk.rows<{ kind: string }>('select kind from outbox_events where subject = $1 order by seq', [
        keyId,
      ]);
      return rows.map(({ kind }) => kind);
    },
  };
  return place;
}
export type Place = ReturnType<typeof aPlace>;
