import type { TestProject } from 'vitest/node';

import { startTestServer } from './test-server.ts';

/** Starts the server of the `database` project; vitest calls the returned function when the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer();
  project.provide('testServer', server);
  return stop;
}
