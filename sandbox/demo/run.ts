import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { DirectoryInUse } from '../claim.ts';
import { DEMO_STAFF } from '../idp/staff.ts';
import { environmentFile } from './environment.ts';
import { CHECKOUT } from './packages.mjs';
import { resetStack, startStack } from './stack.ts';
import type { Stack } from './stack.ts';

const DIR = path.join(CHECKOUT, '.sandbox', 'demo');
const ENV_FILE = path.join('.sandbox', 'demo', 'env');
const startedAt = Number(process.env['KEYDESK_DEMO_STARTED_AT'] ?? Date.now());
const stopAsked = new AbortController();
const killAsked = new AbortController();

function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function printStep(name: string, seconds: number, note = ''): void {
  print(`  ${name.padEnd(20)}${seconds.toFixed(1).padStart(6)} s${note && `   ${note}`}`);
}

/** The first signal stops everything in order; a second one, over a second later, kills it at once. */
function listenForStop(): void {
  let firstAt: number | null = null;
  const onSignal = () => {
    // One Ctrl-C can arrive several times: from the terminal, npm and the start script.
    if (firstAt !== null && performance.now() - firstAt < 1_000) return;
    if (firstAt !== null) {
      killAsked.abort();
      process.exit(130);
    }
    firstAt = performance.now();
    print('\nStopping … (press Ctrl-C again to stop at once)');
    stopAsked.abort(new Error('Stopped.'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  // The start script was killed, so Ctrl-C would no longer reach this process.
  process.on('disconnect', onSignal);
}

function portOfWeb(): number {
  const given = process.env['PORT'] || '3000';
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535)
    throw new Error(`PORT=${given} is not a valid port. Use 1 to 65535.`);
  return port;
}

function printInstructions({ origin, awsEndpoint, mailUrl }: Stack): void {
  print();
  print(`Keydesk is at ${origin}`);
  print('Sign in as one of the demo staff, without a password:');
  for (const { name, about } of DEMO_STAFF) print(`  ${name.padEnd(18)}${about}`);
  print();
  print('To act as a customer, use the account number in their key ARN as the access key id:');
  print('  AWS_ACCESS_KEY_ID=<account> AWS_SECRET_ACCESS_KEY=demo AWS_REGION=<region> \\');
  print(
    `    aws --endpoint-url ${awsEndpoint} kms schedule-key-deletion --key-id <key ARN> --pending-window-in-days 7`,
  );
  print('Then choose "Check now" on that key, or wait for the scheduled check. Always pass --endpoint-url.');
  print();
  print('To run a command on this stack, such as an import, as somebody who has signed in:');
  print(`  node --env-file=${ENV_FILE} lib/jobs/import-file.ts --as priya.approver@vendor.test <file.csv>`);
  print();
  print(`Sent mail: ${mailUrl}`);
  print(`Logs: ${path.relative(CHECKOUT, path.join(DIR, 'logs'))}`);
  print(`Ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops everything and keeps the data.`);
}

async function demo(): Promise<number> {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--reset');
  if (unknown.length > 0)
    throw new Error(`Unknown option: ${unknown.join(' ')}. The only option is --reset (npm run demo -- --reset).`);
  const port = portOfWeb();
  const installSeconds = (Date.now() - startedAt) / 1000;
  if (installSeconds > 5) printStep('Packages', installSeconds);
  if (process.argv.includes('--reset')) {
    await resetStack(DIR);
    print('  Starting over: removed the data of the demo.');
    if (process.env['DATABASE_URL'])
      print('  The database of DATABASE_URL is unchanged. To start over, empty it yourself.');
  }
  const stack = await startStack({
    dir: DIR,
    ports: { web: port },
    databaseUrl: process.env['DATABASE_URL'],
    migrateDatabaseUrl: process.env['MIGRATE_DATABASE_URL'],
    build: true,
    fleet: true,
    signal: stopAsked.signal,
    killSignal: killAsked.signal,
    onStep: ({ name, seconds, note }) => printStep(name, seconds, note),
  });
  writeFileSync(path.join(CHECKOUT, ENV_FILE), environmentFile(stack.env), { mode: 0o600 });
  printInstructions(stack);

  const stopped = new Promise<null>((resolve) => {
    if (stopAsked.signal.aborted) resolve(null);
    stopAsked.signal.addEventListener('abort', () => resolve(null));
  });
  const death = await Promise.race([stopped, stack.died]);
  if (death !== null) print(`\n${death}\nStopping the rest …`);
  await stack.stop();
  print('Stopped.');
  return death === null ? 0 : 1;
}

function errorMessage(error: unknown): string {
  if (error instanceof DirectoryInUse) {
    return `The demo of this checkout is already running (process ${error.pid}). Stop it with Ctrl-C there, or: kill ${error.pid}`;
  }
  return error instanceof Error ? error.message : String(error);
}

listenForStop();
try {
  process.exitCode = await demo();
} catch (error) {
  if (stopAsked.signal.aborted) print('Stopped.');
  else print(`\nThe demo did not start. ${errorMessage(error)}`);
  process.exitCode = stopAsked.signal.aborted ? 0 : 1;
}
process.exit();
