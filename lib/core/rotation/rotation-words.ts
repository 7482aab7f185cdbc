import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import type { KeyEvent, RotationWords } from '#lib/core/verdict/key-event.ts';
import type { RotationSchedule } from '#lib/core/rotation/rotation-schedule.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

// Sights are told in UTC alone, because they are ours; dates to come and the customer's own carry their zone too (H8).
export type EntryWords = { title: string; detail: string };
type MaterialChanged = Extract<KeyEvent, { kind: 'key_material_changed' }>;
type ScheduleChanged = Extract<KeyEvent, { kind: 'rotation_schedule_changed' }>;

const KEEP_EVERY =
  'The customer imported this material and rotated it; they must keep every earlier material, importing any of them again if it is deleted.';
const KEEP_THIS =
  'The customer imported it and must keep it: if it is deleted or expires, only the same material brings the key back.';

const HOW = {
  automatic: 'Automatic, by the schedule that we saw.',
  on_demand: 'On demand: the schedule that we saw did not ask for it.',
  either: 'Automatic or on demand: what we can see of the schedule does not tell which.',
} as const satisfies Record<NonNullable<MaterialChanged['how']>, string>;

const BASELINE = 'The baseline for rotations. When it was made is not visible to us.';

/** The first sight of a key's material. */
export const baselineWords = (origin: string | null): EntryWords => ({
  title: 'Key material first seen',
  detail: origin === 'EXTERNAL' ? `${BASELINE} ${KEEP_THIS}` : BASELINE,
});

function betweenWords({ seenBetween }: MaterialChanged): string {
  if (seenBetween === undefined) return 'When exactly is not visible to us.';
  const before = instantWords(new Date(seenBetween.before));
  return seenBetween.after === null
    ? `Before ${before}.`
    : `Between ${instantWords(new Date(seenBetween.after))} and ${before}.`;
}

/**
 * A rotation that we saw: when, which kind, and whether anybody must act.
 * @param origin who made the material, where the event itself does not say
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
  if (!to.enabled) return from === null ? 'Automatic rotation seen to be off' : 'Automatic rotation switched off';
  if (from === null) return `Automatic rotation first seen: ${periodWords(to)}`;
  if (!from.enabled) return `Automatic rotation switched on: ${periodWords(to)}`;
  return from.periodInDays === to.periodInDays
    ? 'Next rotation date moved'
    : `Rotation period changed: ${periodWords(to)}`;
};

/** A change of the schedule that we saw. */
export function scheduleChangedWords({ from, to }: ScheduleChanged, timeZone: string | null): EntryWords {
  const next = to.nextRotationAt === null ? null : new Date(to.nextRotationAt);
  return {
    title: scheduleTitle(from, to),
    detail: to.enabled ? nextWords(next, timeZone) : 'The customer may still rotate the key on demand.',
  };
}

const SUPPLIED_TYPE = {
  AUTOMATIC: 'automatic',
  ON_DEMAND: 'on demand',
} as const satisfies Record<NonNullable<SuppliedRotation['type']>, string>;

/** What the customer's list says of one rotation. It is their word, and marked as theirs. */
export function suppliedRotationWords(
  { type, rotatedAt }: SuppliedRotation,
  asOf: Date,
  timeZone: string | null,
): string {
  const kind = type === null ? 'rotated' : SUPPLIED_TYPE[type];
  const on = rotatedAt === null ? 'without a date' : `on ${instantWords(rotatedAt, timeZone)}`;
  return `The customer’s list says: ${kind}, ${on} (list of ${instantWords(asOf)}).`;
}

/** A rotation that only the customer's list knows. */
export const suppliedEntryWords = (rotation: SuppliedRotation, asOf: Date, timeZone: string | null): EntryWords =>
  rotation.rotatedAt === null
    ? {
        title: 'Imported key material waits for its rotation',
        detail: `The customer’s list says so (list of ${instantWords(asOf)}); we cannot see it.`,
      }
    : {
        title: 'Rotated, says the customer',
        detail: `${suppliedRotationWords(rotation, asOf, timeZone)} We did not see it ourselves.`,
      };

const NOT_APPLICABLE = {
  imported:
    'Not applicable: AWS does not rotate imported key material by itself. The customer imports new material and rotates on demand.',
  key_store:
    'Not applicable: AWS does not rotate keys in a custom key store. Rotating one means a new key with a new ARN.',
  key_type: 'Not applicable: AWS does not rotate keys of this type. Rotating one means a new key with a new ARN.',
  not_supported: 'Not applicable: AWS answers that this cannot be asked of such a key.',
} as const satisfies Record<Extract<RotationSchedule, { state: 'not_applicable' }>['why'], string>;

const underWayWords = (onDemandStartedAt: Date | null): string =>
  onDemandStartedAt === null
    ? ''
    : ` A rotation on demand has been under way since ${instantWords(onDemandStartedAt)}.`;

/** The schedule as it may be said: seen, not visible to us, suspended, not applicable, not asked, could not tell (H15). */
export function rotationScheduleWords(schedule: RotationSchedule, timeZone: string | null): string {
  switch (schedule.state) {
    case 'on': {
      const held = schedule.keyDisabled
        ? ' The key is disabled: AWS rotates it only once it is enabled, at once if the date has passed.'
        : '';
      return `Automatic rotation ${periodWords(schedule)}. ${nextWords(schedule.nextRotationAt, timeZone)} Seen ${instantWords(schedule.asOf)}.${held}${underWayWords(schedule.onDemandStartedAt)}`;
    }
    case 'off':
      return `Automatic rotation is off, seen ${instantWords(schedule.asOf)}. The customer may still rotate the key on demand.${underWayWords(schedule.onDemandStartedAt)}`;
    case 'suspended_by_deletion':
      return 'Suspended by deletion: meanwhile AWS rotates nothing and does not tell the schedule. Cancelling the deletion restores what was set.';
    case 'not_visible':
      return 'Not visible to us: kms:GetKeyRotationStatus is denied. The standard policy does not give it, and backups do not need it.';
    case 'not_applicable':
      return NOT_APPLICABLE[schedule.why];
    case 'not_asked':
      return 'Not asked yet.';
    case 'could_not_tell':
      return 'Could not tell: AWS gave no answer about the schedule in the state the key is in.';
  }
}

const SCHEDULE_WORD = {
  off: 'Automatic rotation is off',
  suspended_by_deletion: 'Suspended by deletion',
  not_visible: 'Not visible to us',
  not_applicable: 'Not applicable',
  not_asked: 'Not asked yet',
  could_not_tell: 'Could not tell',
} as const satisfies Record<Exclude<RotationSchedule['state'], 'on'>, string>;

/** The next automatic rotation in a few words, for the clocks; the whole is `rotationScheduleWords`. */
export const nextRotationWords = (schedule: RotationSchedule, timeZone: string | null): string =>
  schedule.state !== 'on'
    ? SCHEDULE_WORD[schedule.state]
    : schedule.nextRotationAt === null
      ? 'Automatic; AWS gave no date'
      : `Not before ${instantWords(schedule.nextRotationAt, timeZone)}`;
