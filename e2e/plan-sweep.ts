import { PgBoss } from 'pg-boss';
import { PLAN_SWEEP } from '../lib/jobs/queues.ts';
import { runningStack } from './running-stack.ts';

/** Starts scheduled checks now, by enqueuing the job that the scheduler enqueues every minute. */
export async function planSweep(): Promise<void> {
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
    await boss.send(PLAN_SWEEP, {});
  } finally {
    await boss.stop({ graceful: false });
  }
}
