/** Without it, proxies would close the idle connection. */
const HEARTBEAT_MS = 20_000;
/** A stream ends after this time, so that an ended session or a disabled member of staff stops receiving changes. */
const LONGEST_MS = 5 * 60_000;

/**
 * Sends changes as server-sent events. The stream ends with the request, with the session, or after five minutes,
 * whichever comes first. The browser then reconnects, and its session is checked again.
 */
export function eventStream(
  subscribe: (listener: (changed: string) => void) => () => void,
  { signal, endsAt, now }: { signal: AbortSignal; endsAt: Date; now: Date },
): Response {
  const encoder = new TextEncoder();
  let close = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      const unsubscribe = subscribe((changed) =>
        send(`event: changed\ndata: ${changed.replaceAll(/[\r\n]/g, '')}\n\n`),
      );
      const heartbeat = setInterval(() => send(': here\n\n'), HEARTBEAT_MS);
      const end = setTimeout(() => close(), Math.min(LONGEST_MS, Math.max(0, endsAt.getTime() - now.getTime())));
      close = () => {
        close = () => undefined;
        clearInterval(heartbeat);
        clearTimeout(end);
        unsubscribe();
        controller.close();
      };
      signal.addEventListener('abort', () => close(), { once: true });
      send('retry: 2000\n\n');
    },
    cancel: () => close(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    },
  });
}
