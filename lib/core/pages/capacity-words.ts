import type { CapacityPage } from '#lib/core/pages/capacity-page.ts';
import { CONFIRMING_MINUTES, regularMinutes, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { BATCHES_AT_ONCE, keysPerSecond, suggestedWorkers } from '#lib/core/probe/workers.ts';

/** How often keys are checked, in words. */
export const paceWords = (policy: CheckPolicy): string =>
  `A usable key every ${policy.intervalMinutes} min, any other key every ${regularMinutes('unusable', policy)} min`;

/** What the estimate leaves out, one line each, so that nobody reads it as a bill. */
export const NOT_IN_THE_ESTIMATE: readonly string[] = [
  'A disabled key or a key pending deletion only gets DescribeKey. The counts by status don’t show which keys those are, so every key that isn’t usable is counted with a full check. The estimate is an upper bound.',
  `Not counted: checks and encrypt/decrypt tests that people start, control key checks, keys pending setup, full checks after a change, keys that give no answer, and re-checks of a denial (every ${CONFIRMING_MINUTES} min for some minutes).`,
  'The cost is 0.03 USD for 10,000 requests, including dry runs, without the free tier, for a month of 30 days. Actual bills differ.',
];

/** Checks are planned once a minute, so a check that was due a moment ago isn't late. */
const LATE_AFTER_MS = 5 * 60_000;

const rate = (perSecond: number): string =>
  perSecond === 0 ? '0' : perSecond < 0.01 ? 'under 0.01' : perSecond.toFixed(2);

/** Whether the oldest check waits longer than the planning explains. */
export const isLate = ({ due, now }: Pick<CapacityPage, 'due' | 'now'>): boolean =>
  due.oldestDueAt !== null && now.getTime() - due.oldestDueAt.getTime() > LATE_AFTER_MS;

/** How many checks wait. The screen adds since when the oldest one does. */
export function dueWords({ due }: Pick<CapacityPage, 'due'>): string {
  if (due.oldestDueAt === null) return 'No check is waiting';
  const number = `${due.n.toLocaleString('en-US')}${due.exact ? '' : '+'}`;
  return `${number} ${due.n === 1 ? 'check is' : 'checks are'} waiting; the oldest was due`;
}

/** What somebody must do about checks that wait. */
export const dueHint = (page: Pick<CapacityPage, 'due' | 'now'>): string =>
  isLate(page)
    ? 'Scheduled checks don’t keep up, or no worker runs. Whoever runs Keydesk must look at the worker’s log, or start more workers.'
    : 'Checks are planned once a minute.';

/** What the latest batches checked, in words. */
export function throughputWords({ throughput }: Pick<CapacityPage, 'throughput'>): string {
  const perBatch = throughput === null ? null : keysPerSecond(throughput);
  if (throughput === null || perBatch === null) return 'Not measured yet: no scheduled batch has checked a key';
  return `One batch checks ${rate(perBatch)} keys per second, measured over the last ${throughput.batches.toLocaleString('en-US')} batches (${throughput.checked.toLocaleString('en-US')} keys)`;
}

/** How many workers keep up, in words. */
export function workersWords({
  checksPerSecond,
  throughput,
}: Pick<CapacityPage, 'checksPerSecond' | 'throughput'>): string {
  const workers = suggestedWorkers(checksPerSecond, throughput);
  return workers === null ? 'Unknown until a batch was measured' : `${workers} workers`;
}

/** The formula with its numbers, so that anybody can check it. */
export function workersFormula({
  checksPerSecond,
  throughput,
}: Pick<CapacityPage, 'checksPerSecond' | 'throughput'>): string {
  const perBatch = throughput === null ? null : keysPerSecond(throughput);
  const formula = `Checks due per second ÷ (keys per second of one batch × ${BATCHES_AT_ONCE} batches at a time), rounded up, plus one so that checks go on while a worker is replaced.`;
  return perBatch === null
    ? formula
    : `${formula} Here: ${rate(checksPerSecond)} ÷ (${rate(perBatch)} × ${BATCHES_AT_ONCE}).`;
}
