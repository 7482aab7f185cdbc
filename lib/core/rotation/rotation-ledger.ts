import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import {
  byTime,
  observedMaterials,
  type Arrival,
  type MaterialSegment,
  type ObservedSegment,
  type RotationSources,
} from '#lib/core/rotation/observed-materials.ts';
import { rotationSchedule, type RotationSchedule } from '#lib/core/rotation/rotation-schedule.ts';
import { rotationSummary } from '#lib/core/rotation/rotation-summary.ts';
import {
  baselineWords,
  rotationSeenWords,
  scheduleChangedWords,
  suppliedEntryWords,
  suppliedRotationWords,
  type EntryWords,
} from '#lib/core/rotation/rotation-words.ts';

/** One line of the ledger. `customersWord` is what the customer's list adds to a rotation that we observed. */
export type RotationEntry = EntryWords & {
  kind: 'baseline' | 'rotation' | 'schedule' | 'supplied';
  at: Date;
  source: 'observed' | 'customer';
  keyMaterialId: string | null;
  customersWord: string | null;
};

export type RotationLedger = {
  /** The ledger in one sentence. */
  summary: string;
  /** Oldest first. */
  materials: readonly MaterialSegment[];
  /** Newest first. */
  entries: readonly RotationEntry[];
  schedule: RotationSchedule;
};

type DatedRotation = SuppliedRotation & { rotatedAt: Date };

const isDated = (rotation: SuppliedRotation): rotation is DatedRotation => rotation.rotatedAt !== null;

/**
 * Whether a rotation in the customer's list is the observed one: same material, and a date within the observed time.
 */
const brought = (rotation: DatedRotation, { keyMaterialId, notBefore, at }: Arrival): boolean =>
  rotation.keyMaterialId === keyMaterialId &&
  rotation.rotatedAt <= at &&
  (notBefore === null || rotation.rotatedAt >= notBefore);

/** What the customer's list says about the times that we did not observe. */
function suppliedSegments(
  rotations: readonly DatedRotation[],
  observed: readonly ObservedSegment[],
  asOf: Date,
): MaterialSegment[] {
  return rotations.flatMap(({ keyMaterialId, rotatedAt }, index) => {
    const seenByUs = observed.some(
      ({ seenFrom, seenTo }) => seenFrom <= rotatedAt && (seenTo === null || rotatedAt <= seenTo),
    );
    if (seenByUs) return [];
    const ends = [
      rotations[index + 1]?.rotatedAt,
      observed.find(({ seenFrom }) => seenFrom > rotatedAt)?.seenFrom,
      asOf,
    ];
    const seenTo = new Date(Math.min(...ends.flatMap((at) => (at === undefined ? [] : [at.getTime()]))));
    return seenTo < rotatedAt ? [] : [{ keyMaterialId, seenFrom: rotatedAt, seenTo, source: 'customer' as const }];
  });
}

function arrivalEntry(
  arrival: Arrival,
  { facts, timeZone, supplied }: RotationSources,
  rotation: DatedRotation | undefined,
): RotationEntry {
  const { at, keyMaterialId, change } = arrival;
  const origin = facts?.origin ?? null;
  return {
    ...(change === null ? baselineWords(origin) : rotationSeenWords(change, origin)),
    kind: change === null ? 'baseline' : 'rotation',
    at,
    source: 'observed',
    keyMaterialId,
    customersWord:
      rotation === undefined || supplied === null ? null : suppliedRotationWords(rotation, supplied.asOf, timeZone),
  };
}

const suppliedEntry = (rotation: SuppliedRotation, asOf: Date, timeZone: string | null): RotationEntry => ({
  ...suppliedEntryWords(rotation, asOf, timeZone),
  kind: 'supplied',
  at: rotation.rotatedAt ?? asOf,
  source: 'customer',
  keyMaterialId: rotation.keyMaterialId,
  customersWord: null,
});

/** The beginning of a ledger, for a page: the older entries are read when somebody asks for them. */
export type RotationOverview = RotationLedger & {
  /** How many entries were left out. */
  olderEntries: number;
};

const ENTRIES_AT_ONCE = 4;
const MATERIALS_DRAWN = 24;

/** The latest entries and materials of a ledger. */
export const rotationOverview = ({ entries, materials, ...ledger }: RotationLedger): RotationOverview => ({
  ...ledger,
  entries: entries.slice(0, ENTRIES_AT_ONCE),
  olderEntries: Math.max(0, entries.length - ENTRIES_AT_ONCE),
  materials: materials.slice(-MATERIALS_DRAWN),
});

/** AWS may report "off" for a key that can't have a schedule. That is no change (H15). */
const scheduleEntries = ({ events, timeZone }: RotationSources, schedule: RotationSchedule): RotationEntry[] =>
  events.flatMap(({ at, event }) =>
    event.kind === 'rotation_schedule_changed' && schedule.state !== 'not_applicable'
      ? [
          {
            ...scheduleChangedWords(event, timeZone),
            kind: 'schedule' as const,
            at,
            source: 'observed' as const,
            keyMaterialId: null,
            customersWord: null,
          },
        ]
      : [],
  );

/**
 * The rotations of a key as we observed them, together with the customer's own list; each entry says whose it is. A
 * changed CurrentKeyMaterialId under one ARN is a rotation; the first observation is only a baseline. What is not
 * visible is called "not visible", never absent (H15).
 */
export function rotationLedger(sources: RotationSources): RotationLedger {
  const { supplied, timeZone } = sources;
  const { segments, arrivals } = observedMaterials(sources);
  const schedule = rotationSchedule(sources.facts, sources.rotationAsked, sources.rotation);
  // A pasted list may contain a row twice.
  const rotations = [...new Map((supplied?.rotations ?? []).map((row) => [JSON.stringify(row), row])).values()];
  const dated = rotations.filter(isDated).toSorted((a, b) => a.rotatedAt.getTime() - b.rotatedAt.getTime());
  const pairs = arrivals.map((arrival) => ({ arrival, rotation: dated.findLast((one) => brought(one, arrival)) }));
  const joined = new Set<SuppliedRotation>(pairs.flatMap(({ rotation }) => rotation ?? []));
  const alone = rotations.filter(
    (one) => !joined.has(one) && (one.rotatedAt !== null || one.materialState?.startsWith('PENDING_') === true),
  );
  return {
    summary: rotationSummary(sources, arrivals, segments[0]?.seenFrom),
    materials: [...segments, ...(supplied === null ? [] : suppliedSegments(dated, segments, supplied.asOf))].toSorted(
      (a, b) => a.seenFrom.getTime() - b.seenFrom.getTime(),
    ),
    entries: [
      ...pairs.map(({ arrival, rotation }) => arrivalEntry(arrival, sources, rotation)),
      ...scheduleEntries(sources, schedule),
      ...(supplied === null ? [] : alone.map((one) => suppliedEntry(one, supplied.asOf, timeZone))),
    ].toSorted((a, b) => byTime(b, a)),
    schedule,
  };
}
