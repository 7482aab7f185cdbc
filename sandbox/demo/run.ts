import path from 'node:path';

import { DirectoryInUse } from '../claim.ts';
import { DEMO_STAFF } from '../idp/staff.ts';
import { CHECKOUT } from './packages.mjs';
import { resetStack, startStack } from './stack.ts';
import type { Stack } from './stack.ts';

const DIR = path.join(CHECKOUT, '.sandbox', 'demo');
const startedAt = Number(process.env['KEYDESK_DEMO_STARTED_AT'] ?? Date.now());
const stopAsked = new AbortController();
const killAsked = new AbortController();

function say(words = ''): void {
  process.stdout.write(`${words}\n`);
}

function tellStep(name: string, seconds: number, note = ''): void {
  say(`  ${name.padEnd(20)}${seconds.toFixed(1).padStart(6)} s${note && `   ${note}`}`);
}

/** The first signal stops in order; another one, more than a second later, stops at once. */
function listenForStop(): void {
  let firstAt: number | null = null;
  const onSignal = () => {
    // One Ctrl-C can arrive several times: from the terminal, from npm, and from the starter.
    if (firstAt !== null && performance.now() - firstAt < 1_000) return;
    if (firstAt !== null) {
      killAsked.abort();
      process.exit(130);
    }
    firstAt = performance.now();
    say('\nStopping … (Ctrl-C again: at once)');
    stopAsked.abort(new Error('Stopped.'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  // The starter is gone (kill -9): nobody could stop us by Ctrl-C any more.
  process.on('disconnect', onSignal);
}

function portOfWeb(): number {
  const given = process.env['PORT'] || '3000';
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535) throw new Error(`PORT=${given} is no port: give 1 to 65535.`);
  return port;
}

function sayHowToUse({ origin, awsEndpoint, mailUrl }: Stack): void {
  say();
  say(`Keydesk is at ${origin}`);
  say('Sign in as one of the demo staff, without a password:');
  for (const { name, about } of DEMO_STAFF) say(`  ${name.padEnd(18)}${about}`);
  say();
  say('Play the customer: the access key id is the account number in the ARN of their key.');
  say('  AWS_ACCESS_KEY_ID=<account> AWS_SECRET_ACCESS_KEY=demo AWS_REGION=<region> \\');
  say(`    aws --endpoint-url ${awsEndpoint} kms schedule-key-deletion --key-id <key ARN> --pending-window-in-days 7`);
  say('then press "Check now" on that key, or wait for the sweep. Never leave out --endpoint-url.');
  say();
  say(`Mail that was sent: ${mailUrl}`);
  say(`Logs: ${path.relative(CHECKOUT, path.join(DIR, 'logs'))}`);
  say(`Ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops everything; the data are kept.`);
}

async function demo(): Promise<number> {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--reset');
  if (unknown.length > 0)
    throw new Error(`Unknown: ${unknown.join(' ')}. There is only --reset (npm run demo -- --reset).`);
  const port = portOfWeb();
  const beforeUs = (Date.now() - startedAt) / 1000;
  if (beforeUs > 5) tellStep('Packages', beforeUs);
  if (process.argv.includes('--reset')) {
    await resetStack(DIR);
    say('  Starting over: the data of the demo are removed.');
    if (process.env['DATABASE_URL']) say('  The database of DATABASE_URL is left as it is; empty it yourself.');
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
    onStep: ({ name, seconds, note }) => tellStep(name, seconds, note),
  });
  sayHowToUse(stack);

  const stopped = new Promise<null>((resolve) => {
    if (stopAsked.signal.aborted) resolve(null);
    stopAsked.signal.addEventListener('abort', () => resolve(null));
  });
  const death = await Promise.race([stopped, stack.died]);
  if (death !== null) say(`\n${death}\nStopping the rest …`);
  await stack.stop();
  say('Stopped.');
  return death === null ? 0 : 1;
}

function words(error: unknown): string {
  if (error instanceof DirectoryInUse) {
    return `The demo of this checkout runs already (process ${error.pid}). Stop it there with Ctrl-C, or: kill ${error.pid}`;
  }
  return error instanceof Error ? error.message : String(error);
}

listenForStop();
try {
  process.exitCode = await demo();
} catch (error) {
  if (stopAsked.signal.aborted) say('Stopped.');
  else say(`\nThe demo did not start. ${words(error)}`);
  process.exitCode = stopAsked.signal.aborted ? 0 : 1;
}
process.exit();
