import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import type { KeyEvent, RotationWords } from '#lib/core/verdict/key-event.ts';
import type { RotationSchedule } from '#lib/core/rotation/rotation-schedule.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

// Observation times are in UTC because they are ours. Future dates and the customer's dates also have the customer's
// time zone (H8).
export type EntryWords = { title: string; detail: string };
type MaterialChanged = Extract<KeyEvent, { kind: 'key_material_changed' }>;
type ScheduleChanged = Extract<KeyEvent, { kind: 'rotation_schedule_changed' }>;

const KEEP_EVERY =
  'The customer imported this material and rotated it. They must keep every earlier material so that they can import it again if it is deleted.';
const KEEP_THIS =
  'The customer imported it and must keep it: if it is deleted or expires, only the same material makes the key usable again.';

const HOW = {
  automatic: 'Automatic, according to the schedule that we saw.',
  on_demand: 'On demand: it was not due by the schedule that we saw.',
  either: 'Automatic or on demand: the schedule that we saw does not tell us which.',
} as const satisfies Record<NonNullable<MaterialChanged['how']>, string>;

const BASELINE = 'The baseline for later rotations. When the material was created is not visible to us.';

/** The first time that we saw a key's material. */
export const baselineWords = (origin: string | null): EntryWords => ({
  title: 'Key material first seen',
  detail: origin === 'EXTERNAL' ? `${BASELINE} ${KEEP_THIS}` : BASELINE,
});

function betweenWords({ seenBetween }: MaterialChanged): string {
  if (seenBetween === undefined) return 'The exact time is not visible to us.';
  const before = instantWords(new Date(seenBetween.before));
  return seenBetween.after === null
    ? `Before ${before}.`
    : `Between ${instantWords(new Date(seenBetween.after))} and ${before}.`;
}

/**
 * A rotation that we observed: when, which kind, and whether anybody must act.
 * @param origin where the material comes from, if the event does not say
 */
export function rotationSeenWords(event: MaterialChanged, origin: string | null = null): EntryWords {
  const between = betweenWords(event);
  const madeBy = event.origin ?? origin;
  if (madeBy === 'EXTERNAL')
    return { title: 'Imported key material rotated by the customer', detail: `${between} ${KEEP_EVERY}` };
  const kept = madeBy === 'AWS_KMS' ? ' AWS keeps every earlier material, so nobody needs to act.' : '';
  return {
    title: 'Key material rotated',
    detail: `${between} ${HOW[event.how ?? 'either']} The ARN stays the same.${kept}`,
  };
}

const periodWords = ({ periodInDays }: { periodInDays: number | null }): string =>
  periodInDays === null ? 'with a period that AWS did not give' : `every ${periodInDays} days`;

const nextWords = (nextRotationAt: Date | null, timeZone: string | null): string =>
  nextRotationAt === null
    ? 'AWS gave no next date.'
    : `Next rotation not before ${instantWords(nextRotationAt, timeZone)}.`;

const scheduleTitle = (from: RotationWords | null, to: RotationWords): string => {
  if (!to.enabled) return from === null ? 'Automatic rotation is off' : 'Automatic rotation turned off';
  if (from === null) return `Automatic rotation first seen: ${periodWords(to)}`;
  if (!from.enabled) return `Automatic rotation turned on: ${periodWords(to)}`;
  return from.periodInDays === to.periodInDays
    ? 'Next rotation date changed'
    : `Rotation period changed: ${periodWords(to)}`;
};

/** A change of the schedule that we observed. */
export function scheduleChangedWords({ from, to }: ScheduleChanged, timeZone: string | null): EntryWords {
  const next = to.nextRotationAt === null ? null : new Date(to.nextRotationAt);
  return {
    title: scheduleTitle(from, to),
    detail: to.enabled ? nextWords(next, timeZone) : 'The customer can still rotate the key on demand.',
  };
}

const SUPPLIED_TYPE = {
  AUTOMATIC: 'automatic',
  ON_DEMAND: 'on demand',
} as const satisfies Record<NonNullable<SuppliedRotation['type']>, string>;

/** What the customer's list says about one rotation, marked as the customer's word. */
export function suppliedRotationWords(
  { type, rotatedAt }: SuppliedRotation,
  asOf: Date,
  timeZone: string | null,
): string {
  const kind = type === null ? 'rotated' : SUPPLIED_TYPE[type];
  const on = rotatedAt === null ? 'without a date' : `on ${instantWords(rotatedAt, timeZone)}`;
  return `The customer’s list says: ${kind}, ${on} (list of ${instantWords(asOf)}).`;
}

/** A rotation that only the customer's list mentions. */
export const suppliedEntryWords = (rotation: SuppliedRotation, asOf: Date, timeZone: string | null): EntryWords =>
  rotation.rotatedAt === null
    ? {
        title: 'Imported key material waiting for rotation',
        detail: `According to the customer’s list of ${instantWords(asOf)}. We can’t see it ourselves.`,
      }
    : {
        title: 'Rotated, according to the customer',
        detail: `${suppliedRotationWords(rotation, asOf, timeZone)} We did not see it ourselves.`,
      };

const NOT_APPLICABLE = {
  imported:
    'Not applicable: AWS does not rotate imported key material automatically. The customer imports new material and rotates on demand.',
  key_store:
    'Not applicable: AWS does not rotate keys in a custom key store. To rotate one, the customer creates a new key with a new ARN.',
  key_type:
    'Not applicable: AWS does not rotate keys of this type. To rotate one, the customer creates a new key with a new ARN.',
  not_supported: 'Not applicable: AWS does not support this call for the key.',
} as const satisfies Record<Extract<RotationSchedule, { state: 'not_applicable' }>['why'], string>;

const underWayWords = (onDemandStartedAt: Date | null): string =>
  onDemandStartedAt === null
    ? ''
    : ` An on-demand rotation has been in progress since ${instantWords(onDemandStartedAt)}.`;

/** The schedule in words: seen, not visible to us, suspended, not applicable, not checked or unknown (H15). */
export function rotationScheduleWords(schedule: RotationSchedule, timeZone: string | null): string {
  switch (schedule.state) {
    case 'on': {
      const disabled = schedule.keyDisabled
        ? ' The key is disabled: AWS rotates it only after it is enabled, and at once if the date has passed.'
        : '';
      return `Automatic rotation ${periodWords(schedule)}. ${nextWords(schedule.nextRotationAt, timeZone)} Seen ${instantWords(schedule.asOf)}.${disabled}${underWayWords(schedule.onDemandStartedAt)}`;
    }
    case 'off':
      return `Automatic rotation is off, seen ${instantWords(schedule.asOf)}. The customer can still rotate the key on demand.${underWayWords(schedule.onDemandStartedAt)}`;
    case 'suspended_by_deletion':
      return 'Suspended by the scheduled deletion: AWS does not rotate the key and does not show its schedule. Canceling the deletion restores the schedule.';
    case 'not_visible':
      return 'Not visible to us: kms:GetKeyRotationStatus is denied. The standard policy does not grant it, and backups do not need it.';
    case 'not_applicable':
      return NOT_APPLICABLE[schedule.why];
    case 'not_asked':
      return 'Not checked yet.';
    case 'could_not_tell':
      return 'Not known: AWS does not answer about the schedule while the key is in this state.';
  }
}

const SCHEDULE_WORD = {
  off: 'Automatic rotation is off',
  suspended_by_deletion: 'Suspended by deletion',
  not_visible: 'Not visible to us',
  not_applicable: 'Not applicable',
  not_asked: 'Not checked yet',
  could_not_tell: 'Not known',
} as const satisfies Record<Exclude<RotationSchedule['state'], 'on'>, string>;

/** The next automatic rotation in a few words; `rotationScheduleWords` has the full text. */
export const nextRotationWords = (schedule: RotationSchedule, timeZone: string | null): string =>
  schedule.state !== 'on'
    ? SCHEDULE_WORD[schedule.state]
    : schedule.nextRotationAt === null
      ? 'Automatic; AWS gave no date'
      : `Not before ${instantWords(schedule.nextRotationAt, timeZone)}`;
