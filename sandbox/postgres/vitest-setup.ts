import type { TestProject } from 'vitest/node';

import { startTestServer } from './test-server.ts';

/** Gives the `database` project its server; vitest calls what it returns when the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer();
  project.provide('testServer', server);
  return stop;
}
