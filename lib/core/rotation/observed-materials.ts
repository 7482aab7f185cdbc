import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';

/** What the ledger is made from. KMS lists rotations only to the owner, so none of it is fetched. */
export type RotationSources = {
  /** The key's events. Those of other kinds are ignored. */
  events: readonly { at: Date; event: KeyEvent }[];
  /** Whether older events were left out. */
  eventsCut: boolean;
  facts: KeyFacts | null;
  lastDescribedAt: Date | null;
  rotation: RotationStatus | null;
  /** The last conclusive result of GetKeyRotationStatus. */
  rotationAsked: ActionResult | undefined;
  /** The customer's own list, if they sent one. */
  supplied: { asOf: Date; rotations: readonly SuppliedRotation[] } | null;
  timeZone: string | null;
};

/**
 * One key material and the time during which it was observed as the current one; no end means that it still is. A
 * rotation took place between the end of one segment and the beginning of the next.
 */
export type MaterialSegment = {
  /** Null when the customer's list gives none. */
  keyMaterialId: string | null;
  seenFrom: Date;
  seenTo: Date | null;
  source: 'observed' | 'customer';
};

type Change = Extract<KeyEvent, { kind: 'key_material_changed' }>;
/** How we first observed a material: as the first one, or as a change from another. */
export type Arrival = { at: Date; keyMaterialId: string; notBefore: Date | null; change: Change | null };
export type ObservedSegment = MaterialSegment & { keyMaterialId: string };

export const byTime = <T extends { at: Date }>(a: T, b: T): number => a.at.getTime() - b.at.getTime();

/** Follows the events in order: when each material was observed, and how it was first observed. */
export function observedMaterials(sources: RotationSources): { segments: ObservedSegment[]; arrivals: Arrival[] } {
  const segments: ObservedSegment[] = [];
  const arrivals: Arrival[] = [];
  const begin = (keyMaterialId: string, seenFrom: Date): void =>
    void segments.push({ keyMaterialId, seenFrom, seenTo: null, source: 'observed' });
  /** Ends the open segment when the material was last seen, or at its own beginning when that is not known. */
  const end = (lastSeenAt: Date | null): Date | null => {
    const open = segments.at(-1);
    if (open === undefined) return null;
    open.seenTo = lastSeenAt !== null && lastSeenAt > open.seenFrom ? lastSeenAt : open.seenFrom;
    return open.seenTo;
  };
  for (const { at, event } of sources.events.toSorted(byTime)) {
    if (event.kind === 'key_material_first_seen') {
      if (segments.at(-1)?.keyMaterialId === event.keyMaterialId) continue;
      end(null);
      begin(event.keyMaterialId, at);
      arrivals.push({ at, keyMaterialId: event.keyMaterialId, notBefore: null, change: null });
    }
    if (event.kind === 'key_material_changed') {
      const before = event.seenBetween === undefined ? at : new Date(event.seenBetween.before);
      const after = event.seenBetween?.after ? new Date(event.seenBetween.after) : null;
      // The event that introduced the earlier material may be older than those that were read.
      if (segments.length === 0 && after !== null) begin(event.from, after);
      arrivals.push({ at: before, keyMaterialId: event.to, notBefore: end(after), change: event });
      begin(event.to, before);
    }
  }
  // A later DescribeKey counts too, even without an event.
  const current = sources.facts?.currentKeyMaterialId ?? null;
  const [open, seenAt] = [segments.at(-1), sources.lastDescribedAt];
  if (current !== null && seenAt !== null && open === undefined) begin(current, seenAt);
  if (current !== null && seenAt !== null && open !== undefined && current !== open.keyMaterialId)
    if (seenAt > open.seenFrom) {
      const seenBetween = { after: null, before: seenAt.toISOString() };
      const change: Change = { kind: 'key_material_changed', from: open.keyMaterialId, to: current, seenBetween };
      arrivals.push({ at: seenAt, keyMaterialId: current, notBefore: end(null), change });
      begin(current, seenAt);
    }
  return { segments, arrivals };
}
