/** Name of the environment variable that carries the running stack from the global setup to the journeys, as JSON. */
export const RUNNING_STACK = 'KEYDESK_E2E_STACK';

export type RunningStack = {
  origin: string;
  awsEndpoint: string;
  /** What web and worker run with. */
  env: Record<string, string>;
  /** Where the stack keeps its data and logs. */
  dir: string;
};

/** The stack that the journeys run against. @throws Error where the global setup has not run */
export function runningStack(): RunningStack {
  const told = process.env[RUNNING_STACK];
  if (told === undefined) throw new Error(`${RUNNING_STACK} is not set: the journeys run under Playwright only.`);
  return JSON.parse(told) as RunningStack;
}
