import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { claimDirectory } from '../claim.ts';
import { removePostgresData, stopLeftoverPostgres } from '../postgres/server.ts';
import type { PostgresServer } from '../postgres/server.ts';
import { isSameProcess } from '../processes.ts';
import { ensureBuild, requireBuild } from './build.ts';
import { createChildren, endChild } from './children.ts';
import { withControlKeys } from './control-keys.ts';
import type { Children } from './children.ts';
import { stackEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { choosePorts, readState, writeState } from './state.ts';
import type { StackPorts } from './state.ts';
import * as steps from './steps.ts';

export type StackOptions = {
  /** Everything the stack keeps: Postgres' data, the stand-ins' keys, secrets, ports, logs. One live stack per directory. */
  dir: string;
  /** The web's port (default 3000, 0 for any) and wishes for the others. */
  ports?: Partial<StackPorts>;
  /** A PostgreSQL of one's own instead of the embedded one; `migrateDatabaseUrl` if another login migrates it. */
  databaseUrl?: string | undefined;
  migrateDatabaseUrl?: string | undefined;
  /** Whether to make the production build if its inputs changed; otherwise the build that is there is served. */
  build: boolean;
  /** Whether to create the demo's customers and keys (once; they are kept). */
  fleet: boolean;
  /** For tests: the embedded PostgreSQL flushes nothing to disk. */
  fast?: boolean;
  /** Ends a start that is under way; `startStack` then rejects with everything stopped. */
  signal?: AbortSignal;
  /** Ends everything at once, whether starting, running or stopping; PostgreSQL recovers at the next start. */
  killSignal?: AbortSignal;
  /** Told of every step that is done. */
  onStep?: (step: { name: string; seconds: number; note: string }) => void;
};

export type Stack = {
  origin: string;
  /** What web and worker run with: for scripts that run the app's code against the same parts. */
  env: Environment;
  awsEndpoint: string;
  idpIssuer: string;
  mailUrl: string;
  /** Fulfilled with words when a part ends that nobody asked to. */
  died: Promise<string>;
  /** Stops web and worker, then the stand-ins, then PostgreSQL: within 10 seconds. */
  stop(): Promise<void>;
};

/**
 * Starts the whole of Keydesk on real parts and waits until it serves. What a killed run left in `dir` is ended first.
 * @throws DirectoryInUse when a live stack uses `dir`; otherwise an Error that names the step, with everything stopped
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const release = claimDirectory(options.dir);
  const parts: Parts = { children: null, postgres: null, server: null, release };
  // An abort ends the children, so whichever step waits for one of them fails at once.
  const onAbort = () => void stopParts(parts);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  options.killSignal?.addEventListener('abort', () => killParts(parts), { once: true });
  try {
    return await assemble(options, parts);
  } catch (error) {
    await stopParts(parts);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Removes everything that a stack keeps in `dir`, its leftover processes included. A given database is not touched.
 * @throws DirectoryInUse when a live stack uses it
 */
export async function resetStack(dir: string): Promise<void> {
  const release = claimDirectory(dir);
  try {
    await endLeftovers(dir);
    await removePostgresData(path.join(dir, 'postgres'));
    for (const name of readdirSync(dir)) {
      if (name !== 'owner.json') rmSync(path.join(dir, name), { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

type Parts = {
  children: Children | null;
  // A promise, so that a stop that comes while the server starts waits for it and ends it.
  postgres: Promise<PostgresServer> | null;
  server: PostgresServer | null;
  release: () => void;
  stopped?: Promise<void>;
};

function stopParts(parts: Parts): Promise<void> {
  parts.stopped ??= stopInOrder(parts);
  return parts.stopped;
}

async function stopInOrder(parts: Parts): Promise<void> {
  await parts.children?.stop();
  const postgres = await parts.postgres?.catch(() => null);
  await postgres?.stop();
  parts.release();
}

function killParts({ children, server, release }: Parts): void {
  children?.kill();
  server?.kill();
  release();
}

async function endLeftovers(dir: string): Promise<string[]> {
  const living = readState(dir).children.filter((child) => isSameProcess(child));
  await Promise.all(living.map((child) => endChild(child, 2_000)));
  const postgres = await stopLeftoverPostgres(path.join(dir, 'postgres'));
  const named = postgres === null ? living : [...living, { name: 'postgres', pid: postgres }];
  return named.map(({ name, pid }) => `${name} (pid ${pid})`);
}

async function assemble(options: StackOptions, parts: Parts): Promise<Stack> {
  const { dir } = options;
  const step = stepper(options);
  const left = await endLeftovers(dir);
  if (left.length > 0) await step('Killed run', async () => `ended what it left: ${left.join(', ')}`);
  const state = readState(dir);
  const ports = await choosePorts(state, options.ports ?? {});
  const children = createChildren(path.join(dir, 'logs'), (living) => {
    writeState(dir, { secrets: state.secrets, ports, children: living });
  });
  parts.children = children;
  const origin = `http://localhost:${ports.web}`;
  const plan: steps.Plan = {
    dir,
    ports,
    origin,
    children,
    secrets: state.secrets,
    clockFile: path.join(dir, 'clock.json'),
  };

  const database = async () => {
    if (options.databaseUrl) {
      const given = { url: options.databaseUrl, migrateUrl: options.migrateDatabaseUrl ?? options.databaseUrl };
      await step('Given database', () => steps.mustAnswer(given.url));
      return given;
    }
    return step('PostgreSQL', async () => {
      parts.postgres = steps.startDatabaseServer(plan, options.fast === true);
      parts.server = await parts.postgres;
      return steps.openDatabase(parts.server);
    });
  };
  const migratedDatabase = async () => {
    const urls = await database();
    await step('Migrations', () => steps.migrate(plan, urls));
    return urls;
  };
  const prepared = async () => {
    const [urls, awsEndpoint, oidcIssuer, mailUrl] = await Promise.all([
      migratedDatabase(),
      step('AWS stand-in', () => steps.serveAws(plan)),
      step('Identity provider', () => steps.serveIdp(plan)),
      step('Mail stand-in', () => steps.serveMail(plan)),
    ]);
    const { secrets, clockFile } = plan;
    const regions = await step('Control keys', () => withControlKeys(awsEndpoint));
    const env = stackEnvironment({
      origin,
      databaseUrl: urls.url,
      awsEndpoint,
      regions,
      oidcIssuer,
      secrets,
      clockFile,
    });
    if (options.fleet) await step('Demo fleet', () => steps.createFleet(plan, env));
    return { env, awsEndpoint, idpIssuer: oidcIssuer, mailUrl };
  };
  const built = async () => (options.build ? step('Build', () => ensureBuild(children)) : requireBuild());

  // The build needs neither database nor stand-ins: its 20 s pass beside them.
  const [ready] = await Promise.all([prepared(), built()]);
  await Promise.all([
    step('Web', () => steps.serveWeb(plan, ready.env)),
    step('Worker', () => steps.serveWorker(plan, ready.env)),
  ]);
  return {
    origin,
    ...ready,
    died: firstDeath(children, parts.server),
    stop: () => stopParts(parts),
  };
}

function firstDeath(children: Children, postgres: PostgresServer | null): Promise<string> {
  const deaths = [children.died.then((failure) => failure.message)];
  if (postgres) deaths.push(postgres.ended.then((lines) => `PostgreSQL ended. Its last lines:\n${lines}`));
  return Promise.race(deaths);
}

/** Runs steps one or many at a time; each is told of, with its own time, when it is done. */
function stepper({ signal, onStep }: StackOptions) {
  return async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    const began = performance.now();
    const result = await act();
    const note = typeof result === 'string' ? result : '';
    onStep?.({ name, seconds: (performance.now() - began) / 1000, note });
    return result;
  };
}
