import { isWithin } from './clock-error.ts';

/** Without a heartbeat for this long, no worker checks keys or lets statuses expire. */
const WORKER_SILENT_MS = 2 * 60_000;

/** Whether a worker is at work, by its last heartbeat. One in the future proves nothing (H26). */
export const isWorkerAtWork = (lastBeatAt: Date | null, now: Date): boolean =>
  lastBeatAt !== null && isWithin(lastBeatAt, WORKER_SILENT_MS, now);
