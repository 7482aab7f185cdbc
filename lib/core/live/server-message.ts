import type { NoSession } from '#lib/core/staff/session-life.ts';
import type { HeardChange } from './change.ts';

/** A change and when this server heard of it. */
export type RecentChange = HeardChange & { readonly at: string };

/** What the server sends over a stream. Every `now` is the server's clock. Instants are ISO text. */
export type ServerMessage =
  /** The first message: whose session it is, since when this server hears every change, and what it heard lately. */
  | {
      event: 'hello';
      now: string;
      staffId: string;
      /** Null while the server itself hears nothing, because its connection to PostgreSQL is lost. */
      hearingSince: string | null;
      recent: readonly RecentChange[];
    }
  | { event: 'changes'; now: string; changes: readonly HeardChange[] }
  /** The server no longer hears of changes (null), or hears of them again. */
  | { event: 'hearing'; now: string; since: string | null }
  | { event: 'beat'; now: string }
  /** The last message, where the reason is known. */
  | { event: 'end'; now: string; reason: NoSession; words: string };

/** How often a stream that has nothing to say says so. A tab takes a longer silence for a dead connection. */
export const BEAT_MS = 10_000;

/** How far back `recent` goes. An older page is read again. */
export const RECENT_MS = 60_000;

/** A message as one server-sent event. JSON has no line break, so nothing in it can begin another event. */
export const toEvent = (message: ServerMessage): string =>
  `event: ${message.event}\ndata: ${JSON.stringify(message)}\n\n`;

/** Reads one server-sent event, without its blank line. Null for what is no message: a comment, or a newer version's. */
export function readEvent(block: string): ServerMessage | null {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .join('');
  if (data === '') return null;
  try {
    // Only Keydesk's own server answers here.
    return JSON.parse(data) as ServerMessage;
  } catch {
    return null;
  }
}

/** What a tab knows of the server: the last hello, and since then everything that was heard. */
export type Heard = Extract<ServerMessage, { event: 'hello' }>;

/** Brings it up to date with one message. Null until the first hello. */
export function hear(heard: Heard | null, message: ServerMessage): Heard | null {
  if (message.event === 'hello') return message;
  if (heard === null) return null;
  const { now } = message;
  if (message.event === 'hearing') return { ...heard, now, hearingSince: message.since };
  if (message.event !== 'changes') return { ...heard, now };
  const oldest = Date.parse(now) - RECENT_MS;
  const recent = [...heard.recent, ...message.changes.map((change) => ({ ...change, at: now }))];
  return { ...heard, now, recent: recent.filter(({ at }) => Date.parse(at) >= oldest) };
}
