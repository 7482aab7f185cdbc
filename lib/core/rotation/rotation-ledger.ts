import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';
import { rotationSchedule, type RotationSchedule } from '#lib/core/rotation/rotation-schedule.ts';
import {
  baselineWords,
  rotationSeenWords,
  scheduleChangedWords,
  suppliedEntryWords,
  suppliedRotationWords,
  type EntryWords,
} from '#lib/core/rotation/rotation-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What the ledger is made from. Nothing of it is fetched: KMS lists rotations to the owner alone. */
export type RotationSights = {
  /** The key's events; those of other kinds are passed over. */
  events: readonly { at: Date; event: KeyEvent }[];
  /** Whether older events than these were left out. */
  eventsCut: boolean;
  facts: KeyFacts | null;
  lastDescribedAt: Date | null;
  rotation: RotationStatus | null;
  /** The last conclusive answer to GetKeyRotationStatus. */
  rotationAsked: ActionResult | undefined;
  /** The customer's own list, where they sent one. */
  supplied: { asOf: Date; rotations: readonly SuppliedRotation[] } | null;
  timeZone: string | null;
};

/**
 * One material and between which sights it was the current one; an open end is the material now. A change happened
 * somewhere between the end of one segment and the beginning of the next.
 */
export type MaterialSegment = {
  /** Null where the customer's list names none. */
  keyMaterialId: string | null;
  seenFrom: Date;
  seenTo: Date | null;
  source: 'observed' | 'customer';
};

/** One line of the ledger. `customersWord` is what their list adds to something that we saw. */
export type RotationEntry = EntryWords & {
  kind: 'baseline' | 'rotation' | 'schedule' | 'supplied';
  at: Date;
  source: 'observed' | 'customer';
  keyMaterialId: string | null;
  customersWord: string | null;
};

export type RotationLedger = {
  /** What the ledger says in one sentence. */
  summary: string;
  /** Oldest first. */
  materials: readonly MaterialSegment[];
  /** Newest first. */
  entries: readonly RotationEntry[];
  schedule: RotationSchedule;
};

type Change = Extract<KeyEvent, { kind: 'key_material_changed' }>;
/** A material as we saw it come: at first sight, or by a change after the sight of another. */
type Arrival = { at: Date; keyMaterialId: string; notBefore: Date | null; change: Change | null };
type ObservedSegment = MaterialSegment & { keyMaterialId: string };
type DatedRotation = SuppliedRotation & { rotatedAt: Date };

const byTime = <T extends { at: Date }>(a: T, b: T): number => a.at.getTime() - b.at.getTime();

/** Follows the events in time: which material was seen from when to when, and how each of them came. */
function follow(sights: RotationSights): { segments: ObservedSegment[]; arrivals: Arrival[] } {
  const segments: ObservedSegment[] = [];
  const arrivals: Arrival[] = [];
  const begin = (keyMaterialId: string, seenFrom: Date): void =>
    void segments.push({ keyMaterialId, seenFrom, seenTo: null, source: 'observed' });
  /** Ends the open segment where it was last surely seen, which may be no later than where it began. */
  const end = (lastSeenAt: Date | null): Date | null => {
    const open = segments.at(-1);
    if (open === undefined) return null;
    open.seenTo = lastSeenAt !== null && lastSeenAt > open.seenFrom ? lastSeenAt : open.seenFrom;
    return open.seenTo;
  };
  for (const { at, event } of sights.events.toSorted(byTime)) {
    if (event.kind === 'key_material_first_seen') {
      if (segments.at(-1)?.keyMaterialId === event.keyMaterialId) continue;
      end(null);
      begin(event.keyMaterialId, at);
      arrivals.push({ at, keyMaterialId: event.keyMaterialId, notBefore: null, change: null });
    }
    if (event.kind === 'key_material_changed') {
      const before = event.seenBetween === undefined ? at : new Date(event.seenBetween.before);
      const after = event.seenBetween?.after ? new Date(event.seenBetween.after) : null;
      // The events that told of the material before may be older than what was read.
      if (segments.length === 0 && after !== null) begin(event.from, after);
      arrivals.push({ at: before, keyMaterialId: event.to, notBefore: end(after), change: event });
      begin(event.to, before);
    }
  }
  // What DescribeKey said since then counts too, whether or not an event tells of it.
  const current = sights.facts?.currentKeyMaterialId ?? null;
  const [open, seenAt] = [segments.at(-1), sights.lastDescribedAt];
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

const isDated = (rotation: SuppliedRotation): rotation is DatedRotation => rotation.rotatedAt !== null;

/** Whether a rotation of the customer's list is what brought that material: the same one, between the two sights. */
const brought = (rotation: DatedRotation, { keyMaterialId, notBefore, at }: Arrival): boolean =>
  rotation.keyMaterialId === keyMaterialId &&
  rotation.rotatedAt <= at &&
  (notBefore === null || rotation.rotatedAt >= notBefore);

/** What the customer's list tells of the times in which we did not look. */
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
  { facts, timeZone, supplied }: RotationSights,
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

/** AWS may call a schedule off that the key cannot have: such a change is none (H15). */
const scheduleEntries = ({ events, timeZone }: RotationSights, schedule: RotationSchedule): RotationEntry[] =>
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

const NEW_KEY = 'Rotating such a key means a new key with a new ARN.';

/** Why rotations of this key cannot be seen; null where its material has a name. */
function cannotTellWords(facts: KeyFacts | null): string | null {
  if (facts === null) return 'Cannot tell: DescribeKey has never answered.';
  if (facts.currentKeyMaterialId !== null) return null;
  if (facts.customKeyStoreId !== null)
    return `Cannot tell: KMS does not name the material of a key in a custom key store. ${NEW_KEY}`;
  return facts.keySpec !== null && facts.keySpec !== 'SYMMETRIC_DEFAULT'
    ? `Cannot tell: KMS does not name the material of a key of this type. ${NEW_KEY}`
    : 'Cannot tell: KMS did not name the key’s material.';
}

function summaryWords(sights: RotationSights, arrivals: readonly Arrival[], first: Date | undefined): string {
  const { facts, eventsCut } = sights;
  const cannotTell = cannotTellWords(facts);
  const changes = arrivals.filter(({ change }) => change !== null);
  const last = changes.at(-1);
  if (cannotTell !== null && last === undefined) return cannotTell;
  const cut = eventsCut ? ' Older entries are not shown.' : '';
  if (first === undefined) return `The key’s material has a name, and its first sight is not on record.${cut}`;
  const since = `since ${instantWords(first)}`;
  if (last === undefined) return `The same key material at every look ${since}.${cut}`;
  const seen = changes.length === 1 ? 'One rotation' : `${changes.length} rotations`;
  const between =
    last.notBefore === null
      ? `the last before ${instantWords(last.at)}`
      : `the last between ${instantWords(last.notBefore)} and ${instantWords(last.at)}`;
  return `${seen} seen ${since}; ${between}.${cannotTell === null ? '' : ` ${cannotTell}`}${cut}`;
}

/**
 * The rotations of a key as we observed them, joined by what the customer's own list says, each marked as whose it is.
 * A changed CurrentKeyMaterialId under one ARN is a rotation; the first sight is only a baseline. What is not visible
 * is said to be so, never to be absent (H15).
 */
export function rotationLedger(sights: RotationSights): RotationLedger {
  const { supplied, timeZone } = sights;
  const { segments, arrivals } = follow(sights);
  const schedule = rotationSchedule(sights.facts, sights.rotationAsked, sights.rotation);
  // A pasted list may hold a row twice.
  const rotations = [...new Map((supplied?.rotations ?? []).map((row) => [JSON.stringify(row), row])).values()];
  const dated = rotations.filter(isDated).toSorted((a, b) => a.rotatedAt.getTime() - b.rotatedAt.getTime());
  const pairs = arrivals.map((arrival) => ({ arrival, rotation: dated.findLast((one) => brought(one, arrival)) }));
  const joined = new Set<SuppliedRotation>(pairs.flatMap(({ rotation }) => rotation ?? []));
  const alone = rotations.filter(
    (one) => !joined.has(one) && (one.rotatedAt !== null || one.materialState?.startsWith('PENDING_') === true),
  );
  return {
    summary: summaryWords(sights, arrivals, segments[0]?.seenFrom),
    materials: [...segments, ...(supplied === null ? [] : suppliedSegments(dated, segments, supplied.asOf))].toSorted(
      (a, b) => a.seenFrom.getTime() - b.seenFrom.getTime(),
    ),
    entries: [
      ...pairs.map(({ arrival, rotation }) => arrivalEntry(arrival, sights, rotation)),
      ...scheduleEntries(sights, schedule),
      ...(supplied === null ? [] : alone.map((one) => suppliedEntry(one, supplied.asOf, timeZone))),
    ].toSorted((a, b) => byTime(b, a)),
    schedule,
  };
}
