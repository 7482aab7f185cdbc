import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from '#lib/core/live/server-message.ts';
import type { LinkState } from './live-connection.ts';
import { joinLiveTabs, type LiveTabs, type TabDeps } from './live-tabs.ts';

const now = (): string => new Date().toISOString();
const hello = (): ServerMessage => ({ event: 'hello', now: now(), staffId: 's', hearingSince: now(), recent: [] });
const changed = (id: string): ServerMessage => ({ event: 'changes', now: now(), changes: [{ kind: 'key', id }] });

/** One stream of a test's server, and the tab that has it. */
type Link = { tab: string; woken: number; open: boolean } & Parameters<TabDeps['connect']>[0];
let links: Link[];
let tabs: Map<string, LiveTabs>;
let heard: Map<string, ServerMessage[]>;
let states: Map<string, LinkState['kind'][]>;

/** A tab with Node's own locks and channels, which behave as a browser's. */
function open(tab: string, without: { locks?: true } = {}): void {
  const messages: ServerMessage[] = [];
  const kinds: LinkState['kind'][] = [];
  heard.set(tab, messages);
  states.set(tab, kinds);
  tabs.set(
    tab,
    joinLiveTabs(
      {
        locks: without.locks === true ? undefined : navigator.locks,
        channel: new BroadcastChannel('keydesk-live'),
        connect: (on) => {
          const link = { tab, woken: 0, open: true, ...on };
          links.push(link);
          return { wake: () => void (link.woken += 1), stop: () => void (link.open = false) };
        },
      },
      { onMessage: (message) => messages.push(message), onState: ({ kind }) => kinds.push(kind) },
    ),
  );
}
const close = (tab: string): void => tabs.get(tab)?.stop();
const openLinks = () => links.filter((link) => link.open);

/** What a connection says when the server has answered. */
function connected(): void {
  for (const { onState, onMessage } of openLinks()) {
    onState({ kind: 'open' });
    onMessage(hello());
  }
}

beforeEach(() => {
  [links, tabs, heard, states] = [[], new Map(), new Map(), new Map()];
});
afterEach(() => {
  for (const tab of tabs.values()) tab.stop();
});

// Node 22 has no Web Locks.
describe.skipIf(!('locks' in navigator))('the tabs of one browser', () => {
  it('share one stream: every tab hears what the first one hears, also one that opens later', async () => {
    open('first');
    await expect.poll(openLinks).toHaveLength(1);
    connected();
    open('second');
    await expect.poll(() => heard.get('second')).toMatchObject([{ event: 'hello' }]);
    expect(states.get('second')).toEqual(['open']);
    openLinks()[0]?.onMessage(changed('key-1'));
    for (const tab of ['first', 'second'])
      await expect.poll(() => heard.get(tab)?.at(-1)).toMatchObject({ changes: [{ id: 'key-1' }] });
    open('third');
    await expect.poll(() => heard.get('third')).toMatchObject([{ event: 'hello', recent: [{ id: 'key-1' }] }]);
    expect(heard.get('second')).toHaveLength(2);
    expect(links).toHaveLength(1);
  });

  it('give the stream to another tab within a second when its tab closes', async () => {
    open('first');
    await expect.poll(openLinks).toHaveLength(1);
    connected();
    open('second');
    open('third');
    await expect.poll(() => heard.get('third')).toHaveLength(1);
    close('first');
    await expect.poll(() => openLinks().map(({ tab }) => tab), { timeout: 1_000 }).toEqual(['second']);
    connected();
    await expect.poll(() => heard.get('third')?.length).toBe(2);
    close('third');
    close('second');
    await expect.poll(openLinks).toEqual([]);
  });

  it('ask at once whether somebody has signed in when one of them opens', async () => {
    open('first');
    await expect.poll(openLinks).toHaveLength(1);
    openLinks()[0]?.onState({ kind: 'signed_out', words: 'You are not signed in.', why: false });
    open('second');
    await expect.poll(() => openLinks()[0]?.woken).toBe(1);
    expect(states.get('second')).toContain('signed_out');
  });

  it('find out together when one of them is told that the session has ended', async () => {
    open('first');
    await expect.poll(openLinks).toHaveLength(1);
    open('second');
    tabs.get('second')?.verify();
    await expect.poll(() => openLinks()[0]?.woken).toBe(1);
  });

  it('take the stream from a tab that has it and says nothing any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      open('first');
      await expect.poll(openLinks).toHaveLength(1);
      connected();
      open('second');
      await expect.poll(() => heard.get('second')).toHaveLength(1);
      vi.advanceTimersByTime(70_000);
      await expect.poll(() => openLinks().map(({ tab }) => tab)).toEqual(['second']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('have a stream each where the browser has no locks', async () => {
    open('first', { locks: true });
    open('second', { locks: true });
    await expect.poll(() => openLinks().map(({ tab }) => tab)).toEqual(['first', 'second']);
  });
});
