import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { nameForm } from '#lib/core/customer/name-form.ts';
import { findCustomerByName } from '#lib/db/customer/customers.ts';
import { similarCustomers } from '#lib/db/customer/similar-customers.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { migrate } from '#lib/jobs/migrate.ts';
import { ensureDatabase, removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';

// What it costs to look for customers that a person may have meant, at 200,000 customers, as a multiple of reading as many
// customers once. Ends with an error over the limit.

const CUSTOMERS = 200_000;
/** Of the time that one reading of the whole table takes. The longest external id has the most that it is taken for. */
const LIMIT = 1.5;
const ROUNDS = 15;
const DATA = path.join(import.meta.dirname, '..', '.sandbox', 'bench-similar');

const FIRST = 'Alpine Bluewater Crescent Delta Evergreen Falcon Granite Harbor Ironwood Juniper'.split(' ');
const SECOND = 'Logistics Hospital Insurance Foods Mining Textiles Shipping Energy Motors Bank'.split(' ');
const THIRD = 'GmbH Inc Ltd Group Holding SA Partners Trust Labs Works'.split(' ');
const syllables = (n: number): string => {
  const letters = 'bcdfghklmnprstvwz';
  const of = (place: number): string => letters[Math.floor(n / letters.length ** place) % letters.length] ?? '';
  return `${of(0)}a${of(1)}e${of(2)}o${of(3)}i${of(4)}`;
};
const nameOf = (n: number): string =>
  n % 10 === 0
    ? syllables(n * 7).slice(0, 5)
    : `${FIRST[n % 10]} ${syllables(n * 13)} ${SECOND[Math.floor(n / 10) % 10]} ${THIRD[Math.floor(n / 100) % 10]}`;

async function fill(owner: pg.Client): Promise<void> {
  for (let from = 0; from < CUSTOMERS; from += 10_000) {
    const names = Array.from({ length: 10_000 }, (_, n) => `${nameOf(from + n)} ${from + n}`);
    const forms = names.map((_, n) => nameForm(nameOf(from + n)));
    const ids = names.map((_, n) => `CUST-${String(from + n).padStart(6, '0')}`);
    await owner.query(
      `insert into customers (id, name, name_form, external_id, created_at)
       select gen_random_uuid(), n, f, e, now() from unnest($1::text[], $2::text[], $3::text[]) as given (n, f, e)`,
      [names, forms, ids],
    );
  }
  await owner.query('vacuum analyze customers');
}

async function medianMs(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}

const CASES: readonly (readonly [what: string, name: string, externalId: string | null])[] = [
  ['a long name', nameOf(1_234), null],
  ['a long name with a typing error', nameOf(1_234).replace('o', 'u'), null],
  ['a short name', nameOf(20), null],
  ['a long name of common words', 'Alpine Logistics Group', null],
  ['an external id', 'Quite Another Name', 'CUST-012345'],
  ['an external id of 64 characters', 'Quite Another Name', 'CUST-0123456789-'.repeat(4)],
];

async function measure(db: Database): Promise<boolean> {
  const whole = await medianMs(() => db.execute(`select count(*) from customers where length(name) > 1000`));
  const byName = await medianMs(() => findCustomerByName(db, nameOf(77)));
  console.log(`reading ${CUSTOMERS} customers once ${whole.toFixed(1)} ms, one by its name ${byName.toFixed(1)} ms`);
  let isCheap = true;
  for (const [what, name, externalId] of CASES) {
    const ms = await medianMs(() => db.transaction((tx) => similarCustomers(tx, { name, externalId })));
    isCheap &&= ms / whole < LIMIT;
    console.log(`${what.padEnd(34)} ${ms.toFixed(1).padStart(6)} ms  ${(ms / whole).toFixed(2)} of one reading`);
  }
  return isCheap;
}

mkdirSync(DATA, { recursive: true });
await removePostgresData(DATA);
const server = await startPostgres({ dataDir: DATA });
try {
  const url = server.url('similar');
  await ensureDatabase(server.url('postgres'), 'similar');
  await migrate(url);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await fill(owner);
  await owner.end();
  const pool = createPool({
    url,
    applicationName: 'bench',
    maxConnections: 1,
    statementTimeoutMs: 60_000,
    onError: () => undefined,
  });
  if (!(await measure(createDatabase(pool)))) {
    console.error(`Over the limit: ${LIMIT} of one reading of all customers.`);
    process.exitCode = 1;
  }
  await pool.end();
} finally {
  await server.stop();
  await removePostgresData(DATA);
}
