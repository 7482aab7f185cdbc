/** The environment variable in which the global setup passes the running stacks to the tests, as JSON. */
export const RUNNING_STACKS = 'KEYDESK_E2E_STACKS';

export type RunningStack = {
  origin: string;
  awsEndpoint: string;
  /** The environment of web and worker. */
  env: Record<string, string>;
  /** Where the stack keeps its data and logs. */
  dir: string;
};

/** The stacks of this run, one for each of Playwright's workers. @throws Error if the global setup has not run */
export function runningStacks(): RunningStack[] {
  const json = process.env[RUNNING_STACKS];
  if (json === undefined)
    throw new Error(`${RUNNING_STACKS} is not set, because Playwright’s global setup has not run.`);
  return JSON.parse(json) as RunningStack[];
}

/** The stack of this worker. A worker that replaces another one after a failure uses the same stack. */
export function runningStack(): RunningStack {
  const index = Number(process.env['TEST_PARALLEL_INDEX'] ?? 0);
  const stack = runningStacks()[index];
  if (stack === undefined) throw new Error(`There is no stack for worker ${index}.`);
  return stack;
}
