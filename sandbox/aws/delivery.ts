import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Delivery } from './fault-effects.ts';

/** Sends a response, or breaks it the way a fault says. Stops when the client disconnects. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  switch (delivery.kind) {
    case 'hang':
      return;
    case 'resetBefore':
      response.socket?.resetAndDestroy();
      return;
    case 'whole':
      writeHead(response, answer);
      response.end(answer.body);
      return;
    case 'resetMid': {
      writeHead(response, answer);
      const half = answer.body.slice(0, Math.floor(answer.body.length / 2));
      // Reset only after the first half was written, or the client would receive nothing.
      response.write(half, () => response.socket?.resetAndDestroy());
      return;
    }
    case 'drip':
      writeHead(response, answer);
      response.flushHeaders();
      for (const byte of Buffer.from(answer.body)) {
        await sleep(delivery.intervalMs, undefined, { signal });
        response.write(Buffer.of(byte));
      }
      response.end();
  }
}

function writeHead(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
}
