import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStop } from './stop-server.ts';

let server: Server;
let stop: ReturnType<typeof createStop>;
let slow: ServerResponse | null;
const sockets: Socket[] = [];

beforeEach(async () => {
  slow = null;
  server = createServer((request, response) => {
    if (request.url === '/events') response.setHeader('content-type', 'text/event-stream').write(': here\n\n');
    else if (request.url === '/slow') slow = response;
    else response.end('done');
  });
  server.keepAliveTimeout = 60_000;
  stop = createStop(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
});

function ask(path: string): { answer: () => string } {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part)).on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return { answer: () => Buffer.concat(parts).toString() };
}

async function took(stopping: Promise<void>): Promise<number> {
  const began = performance.now();
  await stopping;
  return performance.now() - began;
}

describe('stopping the server', () => {
  it('ends event streams and idle connections at once', async () => {
    const events = ask('/events');
    const idle = ask('/');
    await expect.poll(() => [events.answer(), idle.answer()].join()).toMatch(/here[\s\S]*done/);
    expect(await took(stop(10_000))).toBeLessThan(5_000);
  });

  it('lets a request under way finish', async () => {
    const waiting = ask('/slow');
    await expect.poll(() => slow !== null).toBe(true);
    const stopping = stop(10_000);
    setTimeout(() => slow?.end('finished'), 200);
    expect(await took(stopping)).toBeLessThan(5_000);
    await expect.poll(waiting.answer).toContain('finished');
  });

  it('cuts off a request that takes too long', async () => {
    ask('/slow');
    await expect.poll(() => slow !== null).toBe(true);
    expect(await took(stop(300))).toBeGreaterThan(200);
  });
});
