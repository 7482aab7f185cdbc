import type { Logger } from '#lib/config/log.ts';

/** What the HTTP server needs of the application that Next loads. */
type WebProcess = {
  /** The one origin that browsers use. */
  origin: string;
  log: Logger;
  /** Closes what the application holds open. */
  close: () => Promise<void>;
};

const START_WITHIN_MS = 30_000;

// The application runs in Next's bundles and the server does not, so only a global reaches both. Loading the runtime
// a second time, outside the bundles, would cost the process 190 MB.
const held = globalThis as { keydeskWeb?: PromiseWithResolvers<WebProcess> };
const handOver = (): PromiseWithResolvers<WebProcess> => (held.keydeskWeb ??= Promise.withResolvers<WebProcess>());

/** Called by the application once it has started. */
export function offerWebProcess(web: WebProcess): void {
  handOver().resolve(web);
}

/** Waits until Next has run instrumentation.ts: `prepare` only begins that. @throws Error when it does not happen */
export async function startedWebProcess(): Promise<WebProcess> {
  const { promise, reject } = handOver();
  const words = 'Keydesk could not start: Next did not run instrumentation.ts.';
  const limit = setTimeout(() => reject(new Error(words)), START_WITHIN_MS);
  return promise.finally(() => clearTimeout(limit));
}
