import { once } from 'node:events';
import { createServer } from 'node:http';
import next from 'next';
import { listenAddress } from '#lib/config/listen-address.ts';
import { createFront } from './server-front.ts';
import { createStop } from './stop-server.ts';
import { startedWebProcess } from './web-process.ts';

const STOP_WITHIN_MS = 8_000;
const LEAVE_AFTER_MS = 15_000;

/** The web process: `npm start`. Ends with exit code 1 and words if it can't start. */
async function main(): Promise<void> {
  const { host, port } = listenAddress(process.env);
  // Next adds an `upgrade` listener to this server. It never listens, because Keydesk refuses every upgrade.
  const httpServer = createServer();
  const app = next({ dev: false, hostname: host, port, httpServer });
  // Loads the build and begins to run instrumentation.ts, which reads the environment.
  await app.prepare();
  const { origin, log, close } = await startedWebProcess();
  const server = createFront({
    origin,
    log,
    handle: app.getRequestHandler(),
    onError: (error) => log.error({ event: 'request_failed', error }, 'a request failed'),
  });
  const stopServer = createStop(server);
  server.listen(port, host);
  await once(server, 'listening');
  server.on('error', (error) => log.error({ event: 'server_failed', error }, 'the HTTP server reports an error'));
  log.info({ event: 'sys_listening', host, port }, 'web listens');

  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'sys_shutdown', signal }, 'web stops');
    // Whatever still hangs then, such as a lost database, may not keep the process.
    setTimeout(() => process.exit(1), LEAVE_AFTER_MS).unref();
    await stopServer(STOP_WITHIN_MS);
    await app.close();
    await close();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
