import type { Instrumentation } from 'next';

/** Runs once when the server starts, before its first request. */
export async function register(): Promise<void> {
  // Not in the build, which knows no secrets; and only where there is a process to end.
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['NEXT_PHASE'] === 'phase-production-build') return;
  const { startWeb } = await import('#lib/http/start-web.ts');
  startWeb();
}

/** Every surprise of a request, once, with the digest that its error page shows as reference. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { logRequestError } = await import('#lib/http/start-web.ts');
  logRequestError(error, request, context);
};
