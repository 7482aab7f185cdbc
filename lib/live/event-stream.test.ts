import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEvent, type ServerMessage } from '#lib/core/live/server-message.ts';
import { eventStream, type EventStream } from './event-stream.ts';

const NOW = '2026-03-14T09:00:00.000Z';
const changed = (id: string): ServerMessage => ({ event: 'changes', now: NOW, changes: [{ kind: 'key', id }] });
const ended: ServerMessage = { event: 'end', now: NOW, reason: 'disabled', words: 'Your access was disabled.' };

function open(signal = new AbortController().signal) {
  const streams = new Set<EventStream>();
  const response = eventStream(signal, (stream) => {
    streams.add(stream);
    return () => void streams.delete(stream);
  });
  return { response, streams };
}

function reading({ body }: Response) {
  const read = async (): Promise<void> => {
    for await (const part of body ?? []) received.text += new TextDecoder().decode(part);
  };
  const received = { text: '', ended: Promise.resolve() };
  received.ended = read();
  return received;
}

const messagesIn = (text: string): (ServerMessage | null)[] => text.trimEnd().split('\n\n').map(readEvent);

describe('a stream of changes', () => {
  it('sends each message as one event, whatever characters it has, and no cache stores it', async () => {
    const { response, streams } = open();
    const received = reading(response);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    const sent = [changed('key-1'), changed('key-2\n\nevent: forged')];
    for (const message of sent) for (const { send } of streams) send(message);
    await expect.poll(() => messagesIn(received.text)).toEqual(sent);
    expect(received.text.match(/^event:/gm)).toHaveLength(2);
  });

  it('says why it ends, and ends', async () => {
    const { response, streams } = open();
    const received = reading(response);
    for (const { end } of streams) end(ended);
    await received.ended;
    expect(messagesIn(received.text)).toEqual([ended]);
    expect(streams.size).toBe(0);
  });

  it('ends when the request is aborted, and stops listening to it', async () => {
    const abort = new AbortController();
    const removed = vi.spyOn(abort.signal, 'removeEventListener');
    const { response, streams } = open(abort.signal);
    const received = reading(response);
    abort.abort();
    await received.ended;
    expect(streams.size).toBe(0);
    expect(removed).toHaveBeenCalledOnce();
  });

  it('never starts for a request that was aborted before', async () => {
    const { response, streams } = open(AbortSignal.abort());
    expect(await response.text()).toBe('');
    expect(streams.size).toBe(0);
  });

  it('can be canceled by its reader without an error, also when the request is aborted afterwards', async () => {
    const abort = new AbortController();
    const { response, streams } = open(abort.signal);
    await response.body?.cancel();
    abort.abort();
    expect(streams.size).toBe(0);
  });

  it('cuts off a client that stopped reading', () => {
    const { streams } = open();
    for (let sent = 0; sent < 300; sent += 1) for (const { send } of streams) send(changed(`key-${sent}`));
    expect(streams.size).toBe(0);
  });
});

describe('a server of streams', () => {
  const streams = new Set<EventStream>();
  const problems: unknown[] = [];
  let server: Server;

  beforeEach(async () => {
    // Next gives a request's signal and body to Node like this.
    server = createServer((_request, response) => {
      const abort = new AbortController();
      response.on('close', () => abort.abort());
      const { body, headers } = eventStream(abort.signal, (stream) => {
        streams.add(stream);
        stream.send(changed('key-1'));
        return () => void streams.delete(stream);
      });
      response.writeHead(200, Object.fromEntries(headers));
      if (body === null) return;
      Readable.from(body)
        .on('error', (error) => problems.push(error))
        .pipe(response)
        .on('error', (error) => problems.push(error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is left with no listener by 200 requests that browsers break off', async () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => streams.size).toBe(200);
    for (const [index, socket] of sockets.entries())
      if (index % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    await expect.poll(() => streams.size).toBe(0);
    expect(problems).toEqual([]);
  });
});
