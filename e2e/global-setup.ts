import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { resetStack, startStack } from '../sandbox/demo/stack.ts';
import { RUNNING_STACK, type RunningStack } from './running-stack.ts';

const DIR = path.join(import.meta.dirname, '..', '.sandbox', 'e2e');

/**
 * Starts the whole desk once for all journeys, on data and ports of its own, and tells them where it is through the
 * environment. Where that is told already, somebody runs a stack for them, and it is left alone.
 * @returns what stops it again
 */
export default async function startDesk(): Promise<() => Promise<void>> {
  if (process.env[RUNNING_STACK] !== undefined) return async () => undefined;
  mkdirSync(DIR, { recursive: true });
  await resetStack(DIR);
  const stack = await startStack({
    dir: DIR,
    ports: { web: 0 },
    build: true,
    fleet: true,
    fast: true,
    onStep: ({ name, seconds }) => console.log(`  ${name.padEnd(20)}${seconds.toFixed(1).padStart(6)} s`),
  });
  void stack.died.then((words) => console.log(words));
  const { origin, awsEndpoint, env } = stack;
  process.env[RUNNING_STACK] = JSON.stringify({ origin, awsEndpoint, env, dir: DIR } satisfies RunningStack);
  return async () => {
    delete process.env[RUNNING_STACK];
    await stack.stop();
  };
}
