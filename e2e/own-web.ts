import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { anyFreePort } from '../sandbox/ports.mjs';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { runningStack } from './running-stack.ts';

/** A further web process on this worker's database, which a test may stop and cut off without harm to other tests. */
export type OwnWeb = {
  origin: string;
  /** Between browsers and this process. */
  toBrowser: TcpProxy;
  /** Between this process and PostgreSQL. */
  toDatabase: TcpProxy;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good. */
  close(): Promise<void>;
};

const STARTED_WITHIN_MS = 30_000;

/** Starts it and waits until it answers. A session of the stack's own web process is valid here too. */
export async function startOwnWeb(): Promise<OwnWeb> {
  const { env, dir } = runningStack();
  const database = new URL(env['DATABASE_URL'] ?? '');
  const toDatabase = await startTcpProxy(Number(database.port));
  const port = await anyFreePort();
  const toBrowser = await startTcpProxy(port);
  const origin = `http://localhost:${toBrowser.port}`;
  database.host = `localhost:${toDatabase.port}`;
  let child: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, ['lib/http/serve.ts'], {
      cwd: path.join(import.meta.dirname, '..'),
      env: { ...env, NODE_ENV: 'production', PORT: String(port), NEXTAUTH_URL: origin, DATABASE_URL: database.href },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(path.join(dir, 'logs', 'own-web.log'), { flags: 'a', mode: 0o600 });
    started.stdout.pipe(log, { end: false });
    started.stderr.pipe(log, { end: false });
    child = started;
    const until = Date.now() + STARTED_WITHIN_MS;
    while (!(await answers(origin))) {
      if (Date.now() > until) throw new Error('The web process did not start.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const stop = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGTERM');
    await ended;
  };
  await start();
  return {
    origin,
    toBrowser,
    toDatabase,
    start,
    stop,
    async close() {
      await stop();
      await Promise.all([toBrowser.close(), toDatabase.close()]);
    },
  };
}

async function answers(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/api/health`, { redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}
