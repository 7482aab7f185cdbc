import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { APPROVER, arnOf, arriving, bytesOf, importDesk } from '#lib/use-cases/import/import.test-support.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';
import { startProcess, type Started } from './process.test-support.ts';

// A real worker process dies, and another one goes on once the heartbeat of its job is missed. The tests wait most of the
// time, so they do it at the same time.
vi.setConfig({ testTimeout: 180_000 });

/** Runs with a database of its own, and kills the workers that are left. */
async function withWorkers(run: (desk: TestDesk, startWorker: () => Started) => Promise<void>): Promise<void> {
  const desk = await openTestDesk({ oldKeys: false });
  const workers: Started[] = [];
  try {
    await run(desk, () => {
      const worker = startProcess(['lib/jobs/worker.ts'], desk.url);
      workers.push(worker);
      return worker;
    });
  } finally {
    for (const worker of workers) await kill(worker);
    await desk.close();
  }
}

async function kill({ child, ended }: Started): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** Waits for something to become true. */
async function until(isSo: () => Promise<boolean>, worker: Started, everyMs: number): Promise<void> {
  const endsAt = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > endsAt || worker.child.exitCode !== null) throw new Error(`It never came. ${worker.output()}`);
    await sleep(everyMs);
  }
}

const ROWS_OF_CUSTOMER = 3;
function fileOf(customers: number): string {
  const lines = ['customer,workspace,region,key_arn,role'];
  for (let n = 0; n < customers; n += 1)
    for (let k = 0; k < ROWS_OF_CUSTOMER; k += 1)
      lines.push(
        `Harbor ${n * 37} No,Workspace ${k},eu-west-1,${arnOf(n * 10 + k)},${k === 0 ? 'active' : 'retained'}`,
      );
  return `${lines.join('\n')}\n`;
}

/** How many rows of each customer are in, by what their rows say and by what the book has. */
const customersOf = (desk: TestDesk, importId: string) =>
  desk.rows<{ said: number; keys: number }>(
    `select said, (select count(*)::int from customers c join workspaces w on w.customer_id = c.id
       join key_assignments a on a.workspace_id = w.id where c.name = rows.customer) as keys
     from (select cells ->> 'customer' as customer, count(*) filter (where outcome = 'imported')::int as said
       from import_rows where import_id = $1 group by 1) as rows`,
    [importId],
  );

it.concurrent(
  'a worker that is killed in the middle of an import leaves each customer whole or out, the rows say which, and the next worker ends it',
  () =>
    withWorkers(async (desk, startWorker) => {
      const { judge, accept, stored } = importDesk(desk);
      const { id } = await judge(fileOf(400));
      const first = startWorker();
      await accept(id);
      await until(async () => (await stored(id)).doneCount > 0, first, 5);
      await kill(first);

      const middle = await customersOf(desk, id);
      for (const { said, keys } of middle) expect([said, keys]).toEqual(said === 0 ? [0, 0] : [3, 3]);
      const whole = middle.filter(({ said }) => said > 0).length;
      expect(whole).toBeGreaterThan(0);
      expect(whole).toBeLessThan(400);
      expect(await stored(id)).toMatchObject({ state: 'running', doneCount: whole * ROWS_OF_CUSTOMER });

      const second = startWorker();
      await until(async () => (await stored(id)).state === 'done', second, 100);
      for (const { said, keys } of await customersOf(desk, id)) expect([said, keys]).toEqual([3, 3]);
      const finished = `select after ->> 'importedRows' as rows from audit_log where action = 'import.finished'`;
      expect(await desk.rows(finished)).toEqual([{ rows: '1200' }]);
    }),
);

it.concurrent(
  'a worker that is killed in the middle of a dry run has changed nothing, and the next worker says the same of the file',
  () =>
    withWorkers(async (desk, startWorker) => {
      const { stored, deps } = importDesk(desk);
      const first = startWorker();
      await until(async () => (await desk.rows(`select 1 from heartbeats`)).length > 0, first, 100);
      // By the worker's clock: it closes uploads that have been under way for an hour.
      const file = { fileName: 'book.csv', bytes: arriving(bytesOf(fileOf(1_200)), 65_536) };
      const { importId: id } = await uploadImport({ ...deps, clock: () => new Date() }, file, APPROVER);
      await until(async () => (await stored(id)).doneCount > 0, first, 2);
      await kill(first);
      expect((await stored(id)).state).toBe('judging');

      const second = startWorker();
      await until(async () => (await stored(id)).state === 'judged', second, 100);
      expect(await stored(id)).toMatchObject({
        counts: { newCustomers: 1_200, newRows: 3_600, badRows: 0, keys: 3_600 },
      });
      expect(await desk.count('customers')).toBe(0);
    }),
);
