import type { FullConfig } from 'playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { resetStack, startStack, type Stack } from '../sandbox/demo/stack.ts';
import type { StackPorts } from '../sandbox/demo/state.ts';
import { anyFreePort } from '../sandbox/ports.mjs';
import { RUNNING_STACKS, type RunningStack } from './running-stack.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PORTS_OF_A_STACK = ['web', 'postgres', 'aws', 'idp', 'mail', 'mailbox'] as const satisfies (keyof StackPorts)[];

/**
 * Makes the production build unless it is there, starts one whole desk for each worker, on data and ports of its own,
 * and tells the journeys where they are through the environment. Where that is told already, somebody runs the desks
 * for them, and they are left alone.
 * @returns what stops them again
 */
export default async function startDesks({ workers }: FullConfig): Promise<() => Promise<void>> {
  if (process.env[RUNNING_STACKS] !== undefined) return async () => undefined;
  execFileSync(process.execPath, [path.join('sandbox', 'demo', 'build-once.ts')], { cwd: ROOT, stdio: 'inherit' });
  const ports = await distinctFreePorts(workers * PORTS_OF_A_STACK.length);
  const started = await Promise.allSettled(
    Array.from({ length: workers }, (_, place) => startDesk(place, ports.splice(0, PORTS_OF_A_STACK.length))),
  );
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    delete process.env[RUNNING_STACKS];
    await Promise.all(running.map(({ stack }) => stack.stop()));
  };
  for (const { dir, stack } of running)
    void stack.died.then((words) => stopping || console.log(`The desk in ${path.relative(ROOT, dir)}: ${words}`));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const stacks = running.map(({ dir, stack: { origin, awsEndpoint, env } }): RunningStack => ({
    origin,
    awsEndpoint,
    env,
    dir,
  }));
  process.env[RUNNING_STACKS] = JSON.stringify(stacks);
  return stop;
}

async function startDesk(place: number, ports: readonly number[]): Promise<{ dir: string; stack: Stack }> {
  const dir = path.join(ROOT, '.sandbox', 'e2e', String(place));
  mkdirSync(dir, { recursive: true });
  await resetStack(dir);
  const stack = await startStack({
    dir,
    ports: Object.fromEntries(PORTS_OF_A_STACK.map((part, index) => [part, ports[index]])),
    build: false,
    fleet: true,
    fast: true,
    onStep: ({ name, seconds }) =>
      console.log(`  desk ${place}  ${name.padEnd(20)}${seconds.toFixed(1).padStart(6)} s`),
  });
  return { dir, stack };
}

/** Stacks that start at the same time must not find the same port free. */
async function distinctFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await anyFreePort());
  return [...ports];
}
