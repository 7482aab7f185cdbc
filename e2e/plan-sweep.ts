import { PgBoss } from 'pg-boss';
import { CHECK_OWNERSHIP, PLAN_SWEEP } from '../lib/jobs/queues.ts';
import { runningStack } from './running-stack.ts';

/** Starts scheduled checks now, by enqueuing the job that the scheduler enqueues every minute. */
export const planSweep = (): Promise<void> => enqueue(PLAN_SWEEP);

/** Starts the questions about unproven keys in the same way. */
export const askAboutUnprovenKeys = (): Promise<void> => enqueue(CHECK_OWNERSHIP);

async function enqueue(queue: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: runningStack().env['DATABASE_URL'] ?? '',
    options: '-c role=keydesk_app',
    max: 1,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  try {
    await boss.send(queue, {});
  } finally {
    await boss.stop({ graceful: false });
  }
}
