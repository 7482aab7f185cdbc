import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { identify, isSameProcess, sendSignal, stopProcess } from '../processes.ts';
import type { ProcessIdentity } from '../processes.ts';
import type { Environment } from './environment.ts';
import { CHECKOUT } from './packages.mjs';

export type RecordedChild = ProcessIdentity & { name: string };

/** A child that failed: its name, how it ended, and the last lines of its output. */
class ChildFailed extends Error {
  constructor(name: string, how: string, lastLines: string, logFile: string) {
    const said = lastLines ? `Last lines:\n${lastLines.replaceAll(/^/gm, '  | ')}` : 'No output.';
    super(`${name} ${how}. ${said}\nFull output: ${path.relative(CHECKOUT, logFile)}`);
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

/** Apps stop before the stand-ins that they use. */
type Tier = 'app' | 'stand-in';

/** `yields`: whether it leaves the processor to the others while they want it. */
type ChildSpec = { name: string; args: readonly string[]; env: Environment; yields?: boolean };

export type Children = {
  /** Runs a program with this Node until it exits. @throws ChildFailed unless its exit code is 0 */
  run(spec: ChildSpec): Promise<void>;
  /** Starts a server and waits until `isReady`. @throws ChildFailed if it ends or isn't ready in time */
  serve(spec: ChildSpec, tier: Tier, isReady: (output: string) => Promise<boolean> | boolean): Promise<string>;
  /** Resolves if a server ends without `stop` or `kill`. */
  died: Promise<ChildFailed>;
  /** Stops all of them, apps before stand-ins, within 5 seconds. */
  stop(): Promise<void>;
  /** Kills all of them at once. */
  kill(): void;
};

const READY_WITHIN_MS = 90_000;
/** How long each tier has to exit before it is killed. */
const STOP_WITHIN_MS: Readonly<Record<Tier, number>> = { app: 3_000, 'stand-in': 1_000 };

/** Starts and stops the child processes of one stack. `onChange` gets the running ones, to record them for the next start. */
export function createChildren(
  logDirectory: string,
  onChange: (running: RecordedChild[]) => void,
  stopWithinMs = STOP_WITHIN_MS,
): Children {
  mkdirSync(logDirectory, { recursive: true });
  const running = new Set<Child>();
  const died = Promise.withResolvers<ChildFailed>();
  let stopping = false;

  const reportRunning = () =>
    onChange([...running].flatMap(({ name, identity }) => (identity ? [{ name, ...identity }] : [])));

  const start = ({ name, args, env, yields = false }: ChildSpec, tier: Tier): Child => {
    if (stopping) throw new Error('Stopped.');
    const logFile = path.join(logDirectory, `${name.replaceAll(/\W+/g, '-')}.log`);
    // A file instead of a pipe: the output survives this process, and a child never blocks on a missing reader.
    const log = openSync(logFile, 'w', 0o600);
    const child = spawn(process.execPath, args, {
      cwd: CHECKOUT,
      env,
      stdio: ['ignore', log, log],
      // Its own process group, so that Ctrl-C reaches only this process, which stops the children in order.
      detached: true,
    });
    closeSync(log);
    if (yields && child.pid !== undefined) leaveProcessorToOthers(child.pid);
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
    running.add(started);
    reportRunning();
    void ended.then(() => {
      running.delete(started);
      // While stopping, kill processes that the child started and left behind.
      if (stopping && child.pid !== undefined) sendSignal(child.pid, 'SIGKILL', true);
      reportRunning();
    });
    return started;
  };

  const stopTier = async (tier: Tier) => {
    const chosen = [...running].filter((child) => child.tier === tier);
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
      for (const { identity } of running)
        if (identity && isSameProcess(identity)) sendSignal(identity.pid, 'SIGKILL', true);
    },
  };
}

/** Gives a process and what it starts the lowest priority. */
function leaveProcessorToOthers(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_LOW);
  try {
    // Linux shares the processor among sessions first, each child has its own, and priorities count only within one
    // (man 7 sched, "The autogroup feature").
    writeFileSync(`/proc/${pid}/autogroup`, String(constants.priority.PRIORITY_LOW));
  } catch {
    // Another system, or this is switched off: the priority counts for itself.
  }
}

/** Stops one child, and kills its process group if it doesn't exit in time. */
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
