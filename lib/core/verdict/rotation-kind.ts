import type { RotationStatus } from '#lib/core/probe/report.ts';

const DAY_MS = 24 * 3_600_000;
/** AWS rotates on or soon after its date, and counts the next period from then. */
const TOLERANCE_MS = DAY_MS;

export type RotationKind = 'automatic' | 'on_demand' | 'either';

type Scheduled = RotationStatus & { enabled: true; periodInDays: number; nextRotationAt: Date };

const isScheduled = (status: RotationStatus): status is Scheduled =>
  status.enabled && status.periodInDays !== null && status.nextRotationAt !== null;

/** Whether the next date moved on by whole periods, as it does after an automatic rotation. */
function movedOnByPeriods(before: Scheduled, after: Scheduled): boolean {
  if (before.periodInDays !== after.periodInDays) return false;
  const movedMs = after.nextRotationAt.getTime() - before.nextRotationAt.getTime();
  const periodMs = before.periodInDays * DAY_MS;
  const periods = Math.round(movedMs / periodMs);
  return periods >= 1 && Math.abs(movedMs - periods * periodMs) <= TOLERANCE_MS;
}

/**
 * The kind of a rotation, from the schedules seen before and after it. An automatic rotation moves the next date on by
 * the period. An on-demand rotation does not change it and needs no schedule.
 * Source: KMS developer guide, "Rotate AWS KMS keys".
 * @param before the schedule seen before the rotation
 * @param after the schedule seen with it; both are null when not visible or while deletion was pending, because AWS
 * then reports "off"
 * @param at when the new material was seen
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
