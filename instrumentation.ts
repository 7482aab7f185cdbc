import type { Instrumentation } from 'next';

/** Runs once when the server starts, before its first request. */
export async function register(): Promise<void> {
  // The build has no environment, and only the Node.js runtime can end the process.
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['NEXT_PHASE'] === 'phase-production-build') return;
  const { startWeb } = await import('#lib/http/start-web.ts');
  startWeb();
  const { watchOverStatuses } = await import('#lib/jobs/without-worker.ts');
  watchOverStatuses();
}

/** Logs every unexpected error of a request once, with the digest that the error page shows as a reference. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { logRequestError } = await import('#lib/http/start-web.ts');
  logRequestError(error, request, context);
};
