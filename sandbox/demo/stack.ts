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
  /** Holds the stack's data: PostgreSQL, the stand-ins' keys, secrets, ports, logs. One running stack per directory. */
  dir: string;
  /** The web port (default 3000, 0 for any free one) and preferred ports of the other parts. */
  ports?: Partial<StackPorts>;
  /** A database to use instead of the embedded one; `migrateDatabaseUrl` if another login migrates it. */
  databaseUrl?: string | undefined;
  migrateDatabaseUrl?: string | undefined;
  /** Whether to build if the inputs changed; otherwise the existing production build is served. */
  build: boolean;
  /** Whether to create the demo's customers and keys. Existing ones are kept. */
  fleet: boolean;
  /** For tests: the embedded PostgreSQL doesn't flush to disk, and the demo's customers have weeks of history, not months. */
  fast?: boolean;
  /** Cancels a start; `startStack` then stops everything and rejects. */
  signal?: AbortSignal;
  /** Kills everything at once, at any time; PostgreSQL recovers at the next start. */
  killSignal?: AbortSignal;
  /** Called after every finished step. */
  onStep?: (step: { name: string; seconds: number; note: string }) => void;
};

export type Stack = {
  origin: string;
  /** The environment of web and worker, for scripts that run the app's code against the same stack. */
  env: Environment;
  awsEndpoint: string;
  idpIssuer: string;
  mailUrl: string;
  /** Resolves with a message if a part ends without `stop`. */
  died: Promise<string>;
  /** Stops web and worker, then the stand-ins, then PostgreSQL: within 10 seconds. */
  stop(): Promise<void>;
};

/**
 * Starts all of Keydesk and waits until it serves requests. First stops what a killed run left running in `dir`.
 * @throws DirectoryInUse if a running stack uses `dir`; otherwise an Error that names the step, after stopping everything
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const release = claimDirectory(options.dir);
  const parts: Parts = { children: null, postgres: null, server: null, release };
  // An abort stops the children, so a step that waits for one of them fails at once.
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
 * Removes all data of a stack in `dir` and stops its leftover processes. Doesn't touch a database given by URL.
 * @throws DirectoryInUse if a running stack uses it
 */
export async function resetStack(dir: string): Promise<void> {
  const release = claimDirectory(dir);
  try {
    await stopLeftovers(dir);
    await removePostgresData(path.join(dir, 'postgres'));
    for (const name of readdirSync(dir)) {
      if (name !== 'owner.json') rmSync(path.join(dir, name), { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

/** Removes what a stack in `dir` knows of customers and keys; its secrets and ports stay. */
async function removeData(dir: string): Promise<string> {
  await removePostgresData(path.join(dir, 'postgres'));
  for (const name of ['aws', 'clock.json']) rmSync(path.join(dir, name), { recursive: true, force: true });
  return 'the history of an earlier start was not finished: starting over';
}

type Parts = {
  children: Children | null;
  // A promise, so that a stop during the server's start waits for the server and stops it.
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

async function stopLeftovers(dir: string): Promise<string[]> {
  const running = readState(dir).children.filter((child) => isSameProcess(child));
  await Promise.all(running.map((child) => endChild(child, 2_000)));
  const postgres = await stopLeftoverPostgres(path.join(dir, 'postgres'));
  const named = postgres === null ? running : [...running, { name: 'postgres', pid: postgres }];
  return named.map(({ name, pid }) => `${name} (pid ${pid})`);
}

async function assemble(options: StackOptions, parts: Parts): Promise<Stack> {
  const { dir } = options;
  const step = createStepRunner(options);
  const left = await stopLeftovers(dir);
  if (left.length > 0) await step('Killed run', async () => `stopped its leftover processes: ${left.join(', ')}`);
  const state = readState(dir);
  if (state.fleet === 'begun' && !options.databaseUrl) {
    // A history can't go on where it was cut off: what AWS remembers is from its middle.
    await step('Cut off', () => removeData(dir));
    delete state.fleet;
  }
  const ports = await choosePorts(state, options.ports ?? {});
  const children = createChildren(path.join(dir, 'logs'), (running) => {
    state.children = running;
    writeState(dir, { ...state, ports });
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
      await step('Given database', () => steps.requireDatabase(given.url));
      return given;
    }
    return step('PostgreSQL', async () => {
      parts.postgres = steps.startDatabaseServer(plan, options.fast === true);
      parts.server = await parts.postgres;
      return steps.openDatabase(parts.server);
    });
  };
  const aws = async () => {
    const endpoint = await step('AWS stand-in', () => steps.serveAws(plan));
    return { endpoint, regions: await step('Control keys', () => withControlKeys(endpoint)) };
  };
  const environmentOf = async (...parts: [ReturnType<typeof database>, ReturnType<typeof aws>, Promise<string>]) => {
    const [{ url: databaseUrl }, { endpoint: awsEndpoint, regions }, oidcIssuer] = await Promise.all(parts);
    const { secrets, clockFile } = plan;
    return stackEnvironment({ origin, databaseUrl, awsEndpoint, regions, oidcIssuer, secrets, clockFile });
  };
  const fleet = async (env: Environment, migrated: Promise<void>): Promise<void> => {
    // A given database may be another one than last time, so its customers are looked for.
    if (!options.fleet || (state.fleet === 'made' && !options.databaseUrl)) return;
    state.fleet = 'begun';
    // It takes as long to load as the migrations take, and waits for the last of them.
    const created = steps.createFleet(plan, env, options.fast !== true);
    await Promise.all([created, migrated.then(() => step('Demo fleet', () => created))]);
    state.fleet = 'made';
    writeState(dir, { ...state, ports });
  };
  const prepared = async () => {
    const opened = database();
    const inAws = aws();
    const idp = step('Identity provider', () => steps.serveIdp(plan));
    const migrated = opened.then((urls) => step('Migrations', () => steps.migrate(plan, urls)));
    const environment = environmentOf(opened, inAws, idp);
    const [env, { endpoint }, idpIssuer, mailUrl] = await Promise.all([
      environment,
      inAws,
      idp,
      step('Mail stand-in', () => steps.serveMail(plan)),
      migrated,
      environment.then((made) => fleet(made, migrated)),
    ]);
    return { env, awsEndpoint: endpoint, idpIssuer, mailUrl };
  };
  const built = async () =>
    options.build ? step('Build', () => ensureBuild(children, options.fast ? 'whole' : 'quick')) : requireBuild();

  // The build needs neither database nor stand-ins, so its 20 s run in parallel.
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
  if (postgres) deaths.push(postgres.ended.then((lines) => `PostgreSQL ended. Last lines:\n${lines}`));
  return Promise.race(deaths);
}

/** Runs steps, possibly in parallel, and reports each with its duration when it is done. */
function createStepRunner({ signal, onStep }: StackOptions) {
  return async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    const began = performance.now();
    const result = await act();
    const note = typeof result === 'string' ? result : '';
    onStep?.({ name, seconds: (performance.now() - began) / 1000, note });
    return result;
  };
}
