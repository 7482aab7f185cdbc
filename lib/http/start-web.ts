import { EnvError } from '#lib/config/env.ts';
import { runtime } from '#lib/runtime.ts';
import { logConsole } from './log-console.ts';
import { offerWebProcess } from './web-process.ts';

/** Creates the web process's runtime for the server, or ends the process and names every invalid variable. */
export function startWeb(): void {
  try {
    const { log, env, pool, live } = runtime();
    logConsole(log);
    offerWebProcess({
      origin: env.origin,
      log,
      close: async () => void (await Promise.all([pool.end(), live.close()])),
    });
    log.info({ event: 'sys_startup', origin: env.origin }, 'web starts');
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Logs what a page, action or route threw. */
export function logRequestError(
  error: unknown,
  request: { path: string; method: string },
  context: { routePath: string; routeType: string },
): void {
  const digest: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'digest') : undefined;
  runtime().log.error(
    {
      event: 'request_failed',
      reference: typeof digest === 'string' ? digest : null,
      method: request.method,
      pathname: request.path.split('?')[0],
      route: context.routePath,
      kind: context.routeType,
      error,
    },
    'a request failed',
  );
}
