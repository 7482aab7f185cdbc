import { createHash } from 'node:crypto';
import { CLOCKS_APART_MS, saysNothingDepends, type DependentKind } from '#lib/core/service/dependents.ts';
import { coversRegion, type Service } from '#lib/core/service/service-scope.ts';
import type { Database } from '#lib/db/database.ts';
import { addReport, hashesOfReport, regionsOfKeys } from '#lib/db/service/dependents.ts';

/** One key's part of a report, as it was sent. */
export type SentDependents = { keyId: string; counts: Readonly<Partial<Record<DependentKind, number>>> } & Readonly<
  Record<string, unknown>
>;

/** Why a report is refused, with the places of the keys that are to blame. Nothing of it is written. */
export type DependentsRefusal = {
  ok: false;
  reason: 'in_the_future' | 'twice' | 'not_found' | 'report_id_used';
  places: readonly number[];
};

/**
 * Takes in what depends on keys: all of the report, or nothing. The same report again changes nothing.
 * @returns how many keys' parts are new, and how many were here before
 */
export async function recordDependents(
  { db, clock }: { db: Database; clock: () => Date },
  { reportId, asOf, keys }: { reportId: string; asOf: Date; keys: readonly SentDependents[] },
  service: Service,
): Promise<{ ok: true; taken: number; repeated: number } | DependentsRefusal> {
  const now = clock();
  if (asOf.getTime() > now.getTime() + CLOCKS_APART_MS) return { ok: false, reason: 'in_the_future', places: [] };
  const ids = keys.map(({ keyId }) => keyId);
  const placesWhere = (isWrong: (id: string, place: number) => boolean): number[] =>
    ids.flatMap((id, place) => (isWrong(id, place) ? [place] : []));
  const firstPlace = new Map(ids.map((id, place) => [id, place] as const).toReversed());
  const twice = placesWhere((id, place) => firstPlace.get(id) !== place);
  if (twice.length > 0) return { ok: false, reason: 'twice', places: twice };

  return db.transaction(async (tx) => {
    const regions = await regionsOfKeys(tx, ids);
    const unknown = placesWhere((id) => !coversRegion(service, regions.get(id) ?? ''));
    const missing = placesWhere((id) => !regions.has(id));
    if (unknown.length > 0 || missing.length > 0)
      return {
        ok: false,
        reason: 'not_found',
        places: [...new Set([...unknown, ...missing])].toSorted((a, b) => a - b),
      };
    const before = await hashesOfReport(tx, reportId, ids);
    const sent = keys.map(({ keyId, ...content }) => ({
      keyId,
      content,
      hash: hashOf({ asOf: asOf.toISOString(), ...content }),
      zero: saysNothingDepends(content),
    }));
    const other = placesWhere((id, place) => {
      const known = before.get(id);
      return known !== undefined && !known.equals(sent[place]?.hash ?? Buffer.alloc(0));
    });
    if (other.length > 0) return { ok: false, reason: 'report_id_used', places: other };
    const fresh = sent.filter(({ keyId }) => !before.has(keyId));
    if (fresh.length > 0) await addReport(tx, { reportId, asOf, receivedAt: now, reportedBy: service.name }, fresh);
    return { ok: true, taken: fresh.length, repeated: sent.length - fresh.length };
  });
}

/** A hash that is the same for the same content, whatever the order of its fields. */
const hashOf = (content: unknown): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(inOrder(content)))
    .digest();

const inOrder = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, inOrder(inner)]),
      );
