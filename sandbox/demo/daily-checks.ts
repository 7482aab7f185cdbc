import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import type { DemoDesk } from './demo-desk.ts';
import { HOUR, MINUTE } from './setup-plans.ts';
import type { Moment } from './timeline.ts';

/** How rarely a healthy key was checked: the longest that Keydesk allows, so that a history takes seconds. */
const RARELY_MINUTES = 720;
/** All tests are younger than 24 hours at each of these, so no status expires between them (H9). */
const AT_MOST_EVERY_MS = 23.75 * HOUR;
/** The last check before the night without a worker: by then a key is due again, and the next one is within a gap's limit. */
const LAST_BEFORE_NIGHT_MS = 15 * HOUR;
/** With this, a key is due again at the end of that night, but 15 hours without a check are not a gap yet. */
const BEFORE_NIGHT_MINUTES = 340;
/** With this, that night is a gap. */
const AFTER_NIGHT_MINUTES = 60;
/** An import spreads the first checks of its keys over some seconds. */
const AFTER_IMPORT_MS = 20 * MINUTE;
/** Before the last checks of the demo, by less than the three hours that are a gap. */
const LAST_BEFORE_START_MS = 150 * MINUTE;

/** Minutes between the checks of a healthy key before the demo's start; null where they are as often as today. */
export const intervalOfHistory = (at: Date, start: Date): number | null =>
  at.getTime() <= start.getTime() - LAST_BEFORE_START_MS ? RARELY_MINUTES : null;

/** When no worker ran. */
export type StoodStill = { from: Date; until: Date };

/**
 * The scheduled checks of all keys, as the worker plans and makes them, until the demo's start.
 * @param imports when keys were imported: the first checks follow within minutes
 */
export function dailyChecks(
  desk: DemoDesk,
  imports: readonly [Date, ...Date[]],
  start: Date,
  stoodStill: StoodStill,
): Moment[] {
  const last = start.getTime() - LAST_BEFORE_START_MS;
  const moments: Moment[] = [];
  const check = (ms: number, minutes: number): Moment => ({
    story: 'the worker',
    at: new Date(ms),
    act: (at) => checkDueKeys(desk, at, minutes),
  });
  const when = (ms: number, minutes: number): void => void moments.push({ ...check(ms, minutes), alone: true });
  const [first, ...later] = imports.map((at) => at.getTime() + AFTER_IMPORT_MS) as [number, ...number[]];
  // They wait seconds for custom key stores, and nothing else happens to these keys on that day.
  for (const ms of later) moments.push(check(ms, RARELY_MINUTES));
  const beforeNight = stoodStill.from.getTime() - LAST_BEFORE_NIGHT_MS;
  const until = stoodStill.until.getTime();
  for (const ms of evenly(first, beforeNight)) when(ms, RARELY_MINUTES);
  when(beforeNight, RARELY_MINUTES);
  when(stoodStill.from.getTime(), BEFORE_NIGHT_MINUTES);
  for (const ms of evenly(until, last)) when(ms, ms === until ? AFTER_NIGHT_MINUTES : RARELY_MINUTES);
  when(last, RARELY_MINUTES);
  return moments;
}

/**
 * Instants from one, included, to another, excluded. The steps are equal: with a short one at the end, no key would be due
 * at the check after it.
 */
function evenly(from: number, to: number): number[] {
  const steps = Math.ceil((to - from) / AT_MOST_EVERY_MS);
  return Array.from({ length: steps }, (_, step) => from + ((to - from) * step) / steps);
}

/** Plans the due keys and checks them in their batches. */
export async function checkDueKeys({ depsAt }: DemoDesk, at: Date, intervalMinutes: number): Promise<void> {
  const deps = depsAt(at, intervalMinutes);
  const batches: { region: string; customerKeyIds: string[] }[] = [];
  await planSweep({ ...deps, enqueueBatch: async (_, batch) => void batches.push(batch) });
  // At most one call a second reaches a custom key store, so the regions don't wait for each other's.
  await Promise.all(batches.map((batch) => sweepBatch(deps, batch)));
}
