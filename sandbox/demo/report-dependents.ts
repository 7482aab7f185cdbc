import { DEPENDENT_KINDS, type DependentKind } from '#lib/core/service/dependents.ts';
import { newId } from '#lib/db/new-id.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import type { DemoDesk } from './demo-desk.ts';

/** What is left, by kind. A kind that isn't named is reported as none. */
export type Left = Partial<Record<DependentKind, number>>;

/** What our product's token for reports may do, as the demo's past reports name it. */
const PRODUCT = { tokenId: newId(), name: 'Backup product', scopes: ['dependents:write'], regions: null } as const;

/** Reports what depends on a key, as our product does. */
export async function reportDependents({ depsAt }: DemoDesk, at: Date, keyId: string, left: Left): Promise<void> {
  const counts = { ...Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0])), ...left };
  const nothingElse = { oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null };
  const keys = [{ keyId, counts, ...nothingElse }];
  const recorded = await recordDependents(depsAt(at), { reportId: newId(), asOf: at, keys }, PRODUCT);
  if (!recorded.ok) throw new Error(`Refused: ${recorded.reason}`);
}
