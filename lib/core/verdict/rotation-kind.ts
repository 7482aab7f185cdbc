import type { RotationStatus } from '#lib/core/probe/report.ts';

const DAY_MS = 24 * 3_600_000;
/** AWS rotates on or soon after the date it gives, and counts the next period from then. */
const TOLERANCE_MS = DAY_MS;

export type RotationKind = 'automatic' | 'on_demand' | 'either';

type Scheduled = RotationStatus & { enabled: true; periodInDays: number; nextRotationAt: Date };

const isScheduled = (status: RotationStatus): status is Scheduled =>
  status.enabled && status.periodInDays !== null && status.nextRotationAt !== null;

/** Whether the next date moved on by whole periods, as it does when AWS has rotated by the schedule. */
function movedOnByPeriods(before: Scheduled, after: Scheduled): boolean {
  if (before.periodInDays !== after.periodInDays) return false;
  const movedMs = after.nextRotationAt.getTime() - before.nextRotationAt.getTime();
  const periodMs = before.periodInDays * DAY_MS;
  const periods = Math.round(movedMs / periodMs);
  return periods >= 1 && Math.abs(movedMs - periods * periodMs) <= TOLERANCE_MS;
}

/**
 * Which kind of rotation changed a key's material, as far as the schedule seen on both sides of the change tells.
 * An automatic one moves the next date on by the period; one on demand leaves it alone, and needs no schedule at all.
 * Source: KMS developer guide, "Rotate AWS KMS keys".
 * @param before the status as seen before the change, @param after as seen with it: null where it was not visible, and
 * where deletion was pending then, because AWS reports a suspended schedule as off
 * @param at when the changed material was seen
 */
export function rotationKind(before: RotationStatus | null, after: RotationStatus | null, at: Date): RotationKind {
  if (before === null || after === null) return 'either';
  const onDemandSeen = before.onDemandStartedAt !== null || after.onDemandStartedAt !== null;
  if (!before.enabled && !after.enabled) return 'on_demand';
  if (!isScheduled(before) || !isScheduled(after)) return 'either';
  const datePassed = before.nextRotationAt <= at;
  if (datePassed) return movedOnByPeriods(before, after) && !onDemandSeen ? 'automatic' : 'either';
  const unchanged = before.nextRotationAt.getTime() === after.nextRotationAt.getTime();
  return unchanged ? 'on_demand' : 'either';
}
