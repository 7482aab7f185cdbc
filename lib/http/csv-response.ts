/** A body that nobody began to read within this time is given up. */
const UNREAD_MS = 10_000;

/**
 * A download whose parts are made as they are read, so that it takes no more memory for a long list.
 * @param parts makes the text; its signal aborts when the client is gone
 * @param ended is called once, however it ended
 */
export function csvResponse(
  fileName: string,
  request: AbortSignal,
  parts: (stopped: AbortSignal) => AsyncGenerator<string, void, undefined>,
  ended: (error: unknown) => void,
): Response {
  const stop = new AbortController();
  const encoder = new TextEncoder();
  const made = parts(AbortSignal.any([stop.signal, request]));
  let open = true;
  let unread: ReturnType<typeof setTimeout> | undefined;
  const end = (error: unknown): void => {
    clearTimeout(unread);
    if (open) ended(error);
    open = false;
  };
  /** Nobody reads on: what still runs is stopped, and the generator does what it does at its end. */
  const leave = async (): Promise<void> => {
    stop.abort();
    await made.return().then(
      () => end(null),
      (error: unknown) => end(error),
    );
  };
  // Next doesn't always cancel the body of a request that was given up, and never reads it for HEAD.
  unread = setTimeout(() => void leave(), UNREAD_MS);
  if (request.aborted) void leave();
  request.addEventListener('abort', () => void leave(), { once: true });
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(unread);
        try {
          const { done, value } = await made.next();
          if (!open) return;
          if (done !== true) return controller.enqueue(encoder.encode(value));
          end(null);
          if (!request.aborted) controller.close();
        } catch (error) {
          end(error);
          controller.error(error);
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${fileName}"`,
      'Cache-Control': 'no-store',
    },
  });
}
