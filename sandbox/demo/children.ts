import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { identify, isSameProcess, sendSignal, stopProcess } from '../processes.ts';
import type { ProcessIdentity } from '../processes.ts';
import type { Environment } from './environment.ts';
import { CHECKOUT } from './packages.mjs';

export type NotedChild = ProcessIdentity & { name: string };

/** A step or a server that did not do its work: which, how it ended, and what it said last. */
class ChildFailed extends Error {
  constructor(name: string, how: string, lastLines: string, logFile: string) {
    const said = lastLines ? `Its last lines:\n${lastLines.replaceAll(/^/gm, '  | ')}` : 'It said nothing.';
    super(`${name} ${how}. ${said}\nIts whole output: ${path.relative(CHECKOUT, logFile)}`);
  }
}

type Child = {
  name: string;
  tier: Tier;
  process: ChildProcess;
  identity: ProcessIdentity | null;
  logFile: string;
  ended: Promise<string>;
};

/** What uses others ends before what it uses. */
type Tier = 'app' | 'stand-in';

type ChildSpec = { name: string; args: readonly string[]; env: Environment };

export type Children = {
  /** Runs a program under our Node to its end. @throws ChildFailed unless it ends with 0 */
  run(spec: ChildSpec): Promise<void>;
  /** Starts a server and waits until `isReady`. @throws ChildFailed when it ends or is not ready in time */
  serve(spec: ChildSpec, tier: Tier, isReady: (output: string) => Promise<boolean> | boolean): Promise<string>;
  /** Fulfilled when a server ends that nobody asked to. */
  died: Promise<ChildFailed>;
  /** Ends all of them, apps before stand-ins, within 5 seconds. */
  stop(): Promise<void>;
  /** Ends all of them at once. */
  kill(): void;
};

const READY_WITHIN_MS = 90_000;
/** How long each tier has to end by itself before it is killed. */
const STOP_WITHIN_MS: Readonly<Record<Tier, number>> = { app: 3_000, 'stand-in': 1_000 };

/** Starts and ends the child processes of one stack. `onChange` gets the living ones, to note them for the next start. */
export function createChildren(
  logDirectory: string,
  onChange: (living: NotedChild[]) => void,
  stopWithinMs = STOP_WITHIN_MS,
): Children {
  mkdirSync(logDirectory, { recursive: true });
  const living = new Set<Child>();
  const died = Promise.withResolvers<ChildFailed>();
  let stopping = false;

  const note = () => onChange([...living].flatMap(({ name, identity }) => (identity ? [{ name, ...identity }] : [])));

  const start = ({ name, args, env }: ChildSpec, tier: Tier): Child => {
    if (stopping) throw new Error('Stopped.');
    const logFile = path.join(logDirectory, `${name.replaceAll(/\W+/g, '-')}.log`);
    // A file and no pipe: the output outlives us, and a child never blocks or dies on a reader that is gone.
    const log = openSync(logFile, 'w', 0o600);
    const child = spawn(process.execPath, args, {
      cwd: CHECKOUT,
      env,
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C reaches us alone, and we end the children in their order.
      detached: true,
    });
    closeSync(log);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not start (${error.message})`));
      child.once('exit', (code, signal) =>
        resolve(signal ? `was ended by ${signal}` : `ended with exit code ${String(code)}`),
      );
    });
    const started: Child = {
      name,
      tier,
      process: child,
      identity: child.pid === undefined ? null : identify(child.pid),
      logFile,
      ended,
    };
    living.add(started);
    note();
    void ended.then(() => {
      living.delete(started);
      // While stopping, the workers of a program that ended must not outlive it.
      if (stopping && child.pid !== undefined) sendSignal(child.pid, 'SIGKILL', true);
      note();
    });
    return started;
  };

  const stopTier = async (tier: Tier) => {
    const chosen = [...living].filter((child) => child.tier === tier);
    await Promise.all(chosen.map((child) => endChild(child.identity, stopWithinMs[tier]).then(() => child.ended)));
  };

  return {
    died: died.promise,
    run: async (spec) => {
      const child = start(spec, 'app');
      const how = await child.ended;
      if (child.process.exitCode !== 0) throw failure(child, how);
    },
    serve: async (spec, tier, isReady) => {
      const child = start(spec, tier);
      let over: string | null = null;
      void child.ended.then((how) => {
        over = how;
        if (!stopping) died.resolve(failure(child, how));
      });
      const until = performance.now() + READY_WITHIN_MS;
      for (;;) {
        if (over !== null) throw failure(child, over);
        if (await isReady(readFileSync(child.logFile, 'utf8'))) return readFileSync(child.logFile, 'utf8');
        if (performance.now() > until) throw failure(child, `was not ready within ${READY_WITHIN_MS / 1000} s`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stop: async () => {
      stopping = true;
      await stopTier('app');
      await stopTier('stand-in');
    },
    kill: () => {
      stopping = true;
      for (const { identity } of living)
        if (identity && isSameProcess(identity)) sendSignal(identity.pid, 'SIGKILL', true);
    },
  };
}

/** Ends one child, and its whole group if it does not end by itself. */
export async function endChild(identity: ProcessIdentity | null, waitMs: number): Promise<void> {
  if (identity === null) return;
  await stopProcess(identity, [
    { signal: 'SIGTERM', waitMs },
    { signal: 'SIGKILL', waitMs: 500, group: true },
  ]);
}

function failure(child: Child, how: string): ChildFailed {
  const lines = stripVTControlCharacters(readFileSync(child.logFile, 'utf8')).trimEnd().split('\n');
  return new ChildFailed(child.name, how, lines.slice(-20).join('\n'), child.logFile);
}
