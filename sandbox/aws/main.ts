import { parseArgs } from 'node:util';
import { startAwsSandbox, type AwsSandbox } from './server.ts';

const USAGE = 'Usage: node sandbox/aws/main.ts --port N [--data DIR] [--clock-file FILE]';

/** Runs the sandbox until SIGINT or SIGTERM; prints its endpoint on one line when it is ready. */
async function main(): Promise<void> {
  const sandbox = await startFromArguments();
  if (sandbox === null) {
    process.exitCode = 1;
    return;
  }
  console.log(sandbox.endpoint);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

async function startFromArguments(): Promise<AwsSandbox | null> {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, data: { type: 'string' }, 'clock-file': { type: 'string' } },
    });
    const port = Number(values.port);
    if (values.port === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(USAGE);
    const clockFile = values['clock-file'];
    return await startAwsSandbox({
      port,
      ...(values.data !== undefined && { dataDir: values.data }),
      ...(clockFile !== undefined && { clockFile }),
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

await main();
