import { createServer, connect, type Socket } from 'node:net';
import { anyFreePort } from '../sandbox/ports.mjs';

/** A proxy for TCP connections, which can break them or stop passing on what they carry. */
export type TcpProxy = {
  port: number;
  /** Resets every connection, and refuses new ones until `restore`. */
  cut(): void;
  /** Passes on nothing more of open event streams, and keeps them open. Other open connections end. */
  silence(): void;
  /** Passes on nothing more of any connection, old or new, and keeps them open until `restore`. */
  hang(): void;
  /** Takes new connections again, and passes everything on. */
  restore(): void;
  close(): Promise<void>;
};

/** Listens on a free port of this machine and passes every connection on to another port. */
export async function startTcpProxy(toPort: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const streams = new Set<Socket>();
  let refuses = false;
  let hangs = false;
  const server = createServer((client) => {
    if (refuses) {
      client.destroy();
      return;
    }
    if (hangs) {
      open.add(client);
      client.on('error', () => undefined);
      client.on('close', () => open.delete(client));
      return;
    }
    const target = connect(toPort, '127.0.0.1');
    target.on('data', (part) => {
      if (part.includes('text/event-stream')) streams.add(client).add(target);
    });
    for (const [one, other] of [
      [client, target],
      [target, client],
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
      refuses = true;
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
    hang() {
      hangs = true;
      for (const socket of open) {
        socket.unpipe();
        socket.pause();
      }
    },
    restore() {
      refuses = false;
      if (!hangs) return;
      hangs = false;
      for (const socket of open) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
