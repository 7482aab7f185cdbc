import { toEvent, type ServerMessage } from '#lib/core/live/server-message.ts';

/** One open stream, as its sources see it. */
export type EventStream = {
  send: (message: ServerMessage) => void;
  /** Sends a last message and ends the stream. */
  end: (message: ServerMessage) => void;
};

/** Messages that a client has not read. One that stopped reading is cut off, and reads everything anew when it is back. */
const MOST_UNREAD = 200;

/**
 * A response of server-sent events. It ends with the request, or when `end` is called.
 * @param start connects the stream with what it sends; returns a function that disconnects it
 */
export function eventStream(signal: AbortSignal, start: (stream: EventStream) => () => void): Response {
  const encoder = new TextEncoder();
  let leave = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (signal.aborted) return controller.close();
      let open = true;
      let disconnect = (): void => undefined;
      const close = (): void => {
        if (!open) return;
        leave();
        controller.close();
      };
      const send = (message: ServerMessage): void => {
        if (!open) return;
        controller.enqueue(encoder.encode(toEvent(message)));
        if ((controller.desiredSize ?? 0) < -MOST_UNREAD) close();
      };
      leave = () => {
        open = false;
        signal.removeEventListener('abort', close);
        disconnect();
      };
      signal.addEventListener('abort', close);
      disconnect = start({
        send,
        end: (message) => {
          send(message);
          close();
        },
      });
      // It may have ended while it was being connected.
      if (!open) disconnect();
    },
    // The reader is gone already: a canceled stream must not be closed again.
    cancel: () => leave(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
