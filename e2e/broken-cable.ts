import { createServer, connect, type Socket } from 'node:net';
import { anyFreePort } from '../sandbox/ports.mjs';

/** A TCP connection's way, which can be cut or go silent. */
export type Cable = {
  port: number;
  /** Breaks every connection, and refuses new ones. */
  cut(): void;
  /** Carries nothing more over open event streams, and breaks none of them. Other open connections end. */
  silence(): void;
  /** Takes new connections again. */
  mend(): void;
  close(): Promise<void>;
};

/** Listens on a free port of this machine and carries every connection to another port. */
export async function layCable(toPort: number): Promise<Cable> {
  const open = new Set<Socket>();
  const streams = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(toPort, '127.0.0.1');
    far.on('data', (part) => {
      if (part.includes('text/event-stream')) streams.add(near).add(far);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        streams.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const port = await anyFreePort();
  await new Promise<void>((resolve) => {
    server.listen(port, 'localhost', resolve);
  });
  return {
    port,
    cut() {
      isCut = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    silence() {
      for (const socket of open) {
        if (!streams.has(socket)) {
          socket.destroy();
          continue;
        }
        socket.unpipe();
        socket.pause();
        socket.removeAllListeners('close');
      }
    },
    mend() {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
