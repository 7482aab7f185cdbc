import { connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL that counts the statements sent over it. */
export type CountedWay = { port: number; statements: () => number; close: () => void };

// Of PostgreSQL's protocol, what a client sends: `Q` is a simple query, `E` executes a prepared one.
const STATEMENT = new Set(['Q'.charCodeAt(0), 'E'.charCodeAt(0)]);
const HEADER_BYTES = 5;

/** Listens on a free port and passes everything on to PostgreSQL's. */
export async function countStatements(toPort: number): Promise<CountedWay> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    const counted = counter(() => (count += 1));
    near.on('data', counted);
    near.pipe(far);
    far.pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No free port was found.');
  return {
    port: address.port,
    statements: () => count,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Follows one client's messages: each is a type and a length, except for the first, which has no type. */
function counter(onStatement: () => void): (part: Buffer) => void {
  let left = Buffer.alloc(0);
  let skip = 0;
  let isFirst = true;
  return (part) => {
    left = Buffer.concat([left, part]);
    for (;;) {
      const skipped = Math.min(skip, left.length);
      left = left.subarray(skipped);
      skip -= skipped;
      if (skip > 0 || left.length < HEADER_BYTES) return;
      if (isFirst) {
        skip = left.readUInt32BE(0);
        isFirst = false;
        continue;
      }
      if (STATEMENT.has(left[0] ?? 0)) onStatement();
      skip = 1 + left.readUInt32BE(1);
    }
  };
}
