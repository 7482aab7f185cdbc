import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ServerMessage, toEvent } from '#lib/core/live/server-message.ts';
import { type LinkState, type LiveConnection, openLiveConnection } from './live-connection.ts';

const NOW = '2026-03-14T09:00:00.000Z';
const hello: ServerMessage = { event: 'hello', now: NOW, staffId: 'staff-1', hearingSince: NOW, recent: [] };
const beat: ServerMessage = { event: 'beat', now: NOW };
const ended = (reason: 'disabled' | 'signed_out', words: string): ServerMessage => ({
  event: 'end',
  now: NOW,
  reason,
  words,
});

/** A server that answers each request as the test says; a stream stays open until the test ends it. */
type Stream = { send: (...messages: ServerMessage[]) => void; end: () => void };
let answer: () => Response | Promise<Response>;
let askedAt: number[];
let streams: Stream[];
let heard: ServerMessage[];
let states: LinkState[];
let connection: LiveConnection;
let startedAt: number;

function stream(): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      streams.push({
        send: (...messages) => {
          for (const message of messages) controller.enqueue(new TextEncoder().encode(toEvent(message)));
        },
        end: () => controller.close(),
      });
    },
  });
  return new Response(body);
}
const refused = (reason: string, words: string) => () => Response.json({ reason, words }, { status: 401 });

beforeEach(() => {
  vi.useFakeTimers();
  [askedAt, streams, heard, states, startedAt] = [[], [], [], [], Date.now()];
  answer = stream;
  connection = openLiveConnection({
    connect: (signal) => {
      askedAt.push(Date.now() - startedAt);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        void Promise.resolve(answer()).then(async (response) => {
          const { body } = response;
          // As fetch does, an abort also breaks a body that is being read.
          if (body !== null && response.ok) {
            const [mine, rest] = body.tee();
            void rest.cancel().catch(() => undefined);
            const reader = mine.getReader();
            const cut = new ReadableStream<Uint8Array>({
              start: (controller) =>
                signal.addEventListener('abort', () => {
                  try {
                    controller.error(new Error('aborted'));
                  } catch {
                    // It had ended.
                  }
                }),
              pull: async (controller) => {
                const { done, value } = await reader.read();
                if (done) controller.close();
                else controller.enqueue(value);
              },
            });
            resolve(new Response(cut));
          } else resolve(response);
        }, reject);
      });
    },
    onMessage: (message) => heard.push(message),
    onState: (state) => states.push(state),
    random: () => 0.5,
  });
});
afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const lastState = () => states.at(-1)?.kind;

describe('the stream of a browser', () => {
  it('passes on every message, and is open from the first hello', async () => {
    await pass(0);
    expect(lastState()).toBe('connecting');
    streams[0]?.send(hello, beat);
    await pass(0);
    expect(heard).toEqual([hello, beat]);
    expect(lastState()).toBe('open');
  });

  it('connects again after a failure, later and later, up to half a minute', async () => {
    answer = () => new Response(null, { status: 502 });
    streams[0]?.end();
    await pass(120_000);
    const waits = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(waits.toSorted((one, other) => one - other)).toEqual(waits);
    expect(waits.at(-1)).toBeGreaterThan(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(lastState()).toBe('broken');
  });

  it('is open again as soon as the server answers', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    streams[0]?.end();
    await pass(2_000);
    expect(lastState()).toBe('broken');
    answer = stream;
    await pass(5_000);
    streams.at(-1)?.send(hello);
    await pass(0);
    expect(lastState()).toBe('open');
  });

  it('is taken for dead after two and a half beats of silence, and opened anew', async () => {
    streams[0]?.send(hello);
    await pass(20_000);
    streams[0]?.send(beat);
    await pass(20_000);
    expect(askedAt).toHaveLength(1);
    await pass(8_000);
    expect(askedAt).toHaveLength(2);
  });

  it('is opened anew at once after a sleep, however long its timers stood still', async () => {
    streams[0]?.send(hello);
    await pass(0);
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(2_500);
    expect(askedAt).toHaveLength(2);
  });

  it('is asked for again when there is no answer within ten seconds', async () => {
    answer = () => new Promise<Response>(() => undefined);
    streams[0]?.end();
    await pass(1_000);
    const before = askedAt.length;
    await pass(13_000);
    expect(askedAt.length).toBeGreaterThan(before);
  });

  it('says that the session ended with the server’s words, and goes on asking', async () => {
    answer = refused('idle_too_long', 'You were signed out after 30 minutes of inactivity.');
    streams[0]?.end();
    await pass(1_000);
    expect(states.at(-1)).toEqual({
      kind: 'signed_out',
      words: 'You were signed out after 30 minutes of inactivity.',
      why: true,
    });
    answer = stream;
    await pass(5_000);
    streams.at(-1)?.send(hello);
    await pass(0);
    expect(lastState()).toBe('open');
  });

  it('keeps the reason that the ending stream gave when the server no longer knows it', async () => {
    answer = refused('signed_out', 'You are not signed in.');
    streams[0]?.send(hello, ended('disabled', 'Your access was disabled.'));
    await pass(0);
    streams[0]?.end();
    await pass(1_000);
    expect(states.at(-1)).toEqual({ kind: 'signed_out', words: 'Your access was disabled.', why: true });
  });

  it('connects at once when it is woken, also while it waits', async () => {
    answer = () => new Response(null, { status: 502 });
    streams[0]?.end();
    await pass(60_000);
    const before = askedAt.length;
    answer = stream;
    connection.wake();
    await pass(0);
    expect(askedAt).toHaveLength(before + 1);
  });

  it('stays as it is when it is woken and was heard lately', async () => {
    streams[0]?.send(hello);
    await pass(5_000);
    connection.wake(10_000);
    await pass(1_000);
    expect(askedAt).toHaveLength(1);
  });

  it('asks for nothing after it was stopped', async () => {
    connection.stop();
    await pass(60_000);
    expect(askedAt).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
