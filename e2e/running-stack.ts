/** Name of the environment variable that carries the running stacks from the global setup to the journeys, as JSON. */
export const RUNNING_STACKS = 'KEYDESK_E2E_STACKS';

export type RunningStack = {
  origin: string;
  awsEndpoint: string;
  /** What web and worker run with. */
  env: Record<string, string>;
  /** Where the stack keeps its data and logs. */
  dir: string;
};

/** The stacks of this run, one for each of Playwright's workers. @throws Error where the global setup has not run */
export function runningStacks(): RunningStack[] {
  const told = process.env[RUNNING_STACKS];
  if (told === undefined) throw new Error(`${RUNNING_STACKS} is not set: the journeys run under Playwright only.`);
  return JSON.parse(told) as RunningStack[];
}

/** The stack of this worker. A worker that takes the place of another one, after a failure, goes on with its stack. */
export function runningStack(): RunningStack {
  const place = Number(process.env['TEST_PARALLEL_INDEX'] ?? 0);
  const stack = runningStacks()[place];
  if (stack === undefined) throw new Error(`There is no stack for worker ${place}.`);
  return stack;
}
