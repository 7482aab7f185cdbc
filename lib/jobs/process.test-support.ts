import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { REGIONS } from '#lib/db/test-desk.test-support.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** What a worker needs to start on a test's database. Nothing answers at its AWS endpoint. */
const environment = (databaseUrl: string, aws: string) => ({
  NODE_ENV: 'production' as const,
  PATH: process.env['PATH'] ?? '',
  DATABASE_URL: databaseUrl,
  HOSTING_REGIONS: JSON.stringify(
    REGIONS.map(({ code, name, vendorAccountId: vendorAccount, roleArn }) => ({ code, name, vendorAccount, roleArn })),
  ),
  AWS_ENDPOINT_URL: aws,
  AWS_ACCESS_KEY_ID: '900000000000',
  AWS_SECRET_ACCESS_KEY: 'test',
  LOG_LEVEL: 'warn',
});

export type Started = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

/** Starts a program of this checkout with this Node, as `npm run` does. */
export function startProcess(
  args: readonly string[],
  databaseUrl: string,
  more: Readonly<Record<string, string | undefined>> = {},
): Started {
  const env = { ...environment(databaseUrl, 'http://127.0.0.1:9'), ...more };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output: () => output, ended };
}
