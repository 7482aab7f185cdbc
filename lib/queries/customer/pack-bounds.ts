import type { PackPeriod } from '#lib/core/pages/evidence-pack.ts';
import type { keysOfPack, rolesOfKeys } from '#lib/db/customer/evidence-pack.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** Half-open: `until` is excluded. */
export type Bounds = { since: Date; until: Date };
export type KeyRow = Awaited<ReturnType<typeof keysOfPack>>[number];

/** What a pack is asked for. */
export type Asked = Bounds & { customerId: string; period: PackPeriod; policy: ReadDeps['policy']; now: Date };
/** What keys protected in the period, by key. */
export type Roles = ReadonlyMap<string, Awaited<ReturnType<typeof rolesOfKeys>>>;

/**
 * The part of a period in which a key concerned the customer of a pack: all of it for their own. A provider's key goes on
 * working for other clients before and after it protects the workspaces of one, and that is not this one's to read.
 */
export function concerned(key: KeyRow, roles: Roles, { customerId, since, until }: Asked): Bounds | null {
  if (key.customerId === customerId) return { since, until };
  const used = (roles.get(key.id) ?? []).filter((one) => one.customerId === customerId && one.role !== 'released');
  if (used.length === 0) return null;
  const from = Math.min(...used.map((one) => one.from.getTime()));
  const to = Math.max(...used.map((one) => (one.to ?? until).getTime()));
  return { since: new Date(Math.max(from, since.getTime())), until: new Date(Math.min(to, until.getTime())) };
}
