import { runtime } from '#lib/runtime.ts';
import { expireWithoutWorker } from '#lib/use-cases/verdict/expire-statuses.ts';

const EVERY_MS = 30_000;

/** In the web process: lets statuses expire while no worker is at work, so that no page calls a key Usable too long. */
export function watchOverStatuses(): void {
  const { db, clock, log } = runtime();
  const look = async (): Promise<void> => {
    try {
      const expired = await expireWithoutWorker({ db, clock });
      if (expired > 0) log.warn({ expired }, 'no worker is at work, so the web process let statuses expire');
    } catch (error) {
      log.warn({ err: error }, 'statuses could not be expired');
    }
  };
  void look();
  setInterval(() => void look(), EVERY_MS).unref();
}
