import type { FullConfig } from 'playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { resetStack, startStack, type Stack } from '../sandbox/demo/stack.ts';
import type { StackPorts } from '../sandbox/demo/state.ts';
import { anyFreePort } from '../sandbox/ports.mjs';
import { RUNNING_STACKS, type RunningStack } from './running-stack.ts';

const ROOT = path.join(import.meta.dirname, '..');
const STACK_PORTS = ['web', 'postgres', 'aws', 'idp', 'mail', 'mailbox'] as const satisfies (keyof StackPorts)[];

/**
 * Makes the production build if there is none, starts one stack for each worker with its own data and ports, and passes
 * the addresses to the tests in an environment variable. If that is already set, the stacks run already: none is started.
 * @returns a function that stops the stacks
 */
export default async function startStacks({ workers }: FullConfig): Promise<() => Promise<void>> {
  if (process.env[RUNNING_STACKS] !== undefined) return async () => undefined;
  execFileSync(process.execPath, [path.join('sandbox', 'demo', 'build-once.ts')], { cwd: ROOT, stdio: 'inherit' });
  const ports = await distinctFreePorts(workers * STACK_PORTS.length);
  const started = await Promise.allSettled(
    Array.from({ length: workers }, (_, worker) => startWorkersStack(worker, ports.splice(0, STACK_PORTS.length))),
  );
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    delete process.env[RUNNING_STACKS];
    await Promise.all(running.map(({ stack }) => stack.stop()));
  };
  for (const { dir, stack } of running)
    void stack.died.then((reason) => stopping || console.log(`The stack in ${path.relative(ROOT, dir)}: ${reason}`));
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

async function startWorkersStack(worker: number, ports: readonly number[]): Promise<{ dir: string; stack: Stack }> {
  const dir = path.join(ROOT, '.sandbox', 'e2e', String(worker));
  mkdirSync(dir, { recursive: true });
  await resetStack(dir);
  const stack = await startStack({
    dir,
    ports: Object.fromEntries(STACK_PORTS.map((part, index) => [part, ports[index]])),
    build: false,
    fleet: true,
    fast: true,
    onStep: ({ name, seconds }) =>
      console.log(`  stack ${worker}  ${name.padEnd(20)}${seconds.toFixed(1).padStart(6)} s`),
  });
  return { dir, stack };
}

/** Picks all ports at once, so that two stacks that start at the same time never get the same one. */
async function distinctFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await anyFreePort());
  return [...ports];
}
