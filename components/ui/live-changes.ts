'use client';

import { useSyncExternalStore } from 'react';
import { MANY, type HeardChange } from '#lib/core/live/change.ts';
import { BEAT_MS, hear, RECENT_MS, type Heard, type ServerMessage } from '#lib/core/live/server-message.ts';
import type { EndWords } from './end-words.ts';
import type { LinkState } from './live-connection.ts';
import type { LiveTabs } from './live-tabs.ts';

/** How live this tab is. Instants are milliseconds of the server's clock. */
export type LiveState = {
  /** Since when changes don't reach this tab; null while they do. */
  notLiveSinceMs: number | null;
  /** Why nobody is signed in any more; null while somebody is. */
  signedOut: EndWords | null;
};

type Listener = { tell: (changes: readonly HeardChange[]) => void; readAtMs: number };

/** A page is read at one instant and sees what was committed until then; notifications come a moment later. */
const MARGIN_MS = 2_000;
/** When a tab becomes visible, a connection that was silent for this long is opened anew: it missed a beat. */
const WAKE_SILENT_MS = 1.25 * BEAT_MS;
/** How long after a failure the script of the stream is loaded again. */
const LOAD_AGAIN_MS = 5_000;

const AT_FIRST: LiveState = { notLiveSinceMs: null, signedOut: null };
let state = AT_FIRST;
let tabs: LiveTabs | null = null;
let link: LinkState = { kind: 'connecting' };
let hello: Heard | null = null;
/** Whether a stream broke since the last hello: also one that never got that far. */
let broke = false;
/** The last instant of the server's clock that was heard, and that clock minus this computer's. */
let lastHeardMs = 0;
let aheadMs = 0;
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();

const serverNowMs = (): number => Date.now() + aheadMs;

function heard(now: string): void {
  lastHeardMs = Date.parse(now);
  aheadMs = lastHeardMs - Date.now();
}

function setState(now: LiveState): void {
  if (now.notLiveSinceMs === state.notLiveSinceMs && now.signedOut === state.signedOut) return;
  state = now;
  for (const watcher of watchers) watcher();
}

/** Works out the state anew. What came after the last message that was heard may be missing, so "not live" begins there. */
function judge(): void {
  const isLive = link.kind === 'open' && hello !== null && hello.hearingSince !== null;
  setState({ ...state, notLiveSinceMs: isLive ? null : (state.notLiveSinceMs ?? lastHeardMs) });
}

/**
 * What a page may have missed since it was read: what was heard since then, or `many` where that reaches too far back.
 * Empty while the server hears nothing: its next hello tells.
 * @param readAtMs when the server read the page; `nowMs`: now. Both are milliseconds of the server's clock
 */
export function missedSince(hello: Heard | null, readAtMs: number, nowMs: number): readonly HeardChange[] {
  if (hello === null || hello.hearingSince === null) return [];
  const since = readAtMs - MARGIN_MS;
  if (since < Date.parse(hello.hearingSince) || since < nowMs - RECENT_MS) return [MANY];
  return hello.recent.filter(({ at }) => Date.parse(at) >= since);
}

const tellAll = (changes: readonly HeardChange[]): void => {
  for (const { tell } of listeners) tell(changes);
};

function receive(message: ServerMessage, staffId: string): void {
  heard(message.now);
  // Somebody else has signed in with this browser: nothing that this page shows is for them.
  if (message.event === 'hello' && message.staffId !== staffId) return location.reload();
  const isFirst = hello === null;
  hello = hear(hello, message);
  if (message.event === 'changes') tellAll(message.changes);
  if (message.event === 'hello') {
    setState({ ...state, signedOut: null });
    // After a break, anything may have changed. A page that was just rendered needs only what came since.
    if (isFirst && !broke)
      for (const { tell, readAtMs } of listeners) tell(missedSince(hello, readAtMs, serverNowMs()));
    else tellAll([MANY]);
    broke = false;
  }
  judge();
}

/** The first reason stays: after it was told, the server may no longer know it. */
function endSession({ words, why }: EndWords): void {
  if (state.signedOut?.why !== true) setState({ ...state, signedOut: { words, why } });
}

const stand = (now: LinkState): void => {
  link = now;
  if (now.kind === 'broken') broke = true;
  if (now.kind === 'signed_out') endSession(now);
  judge();
};

/**
 * Keeps this tab live from now on. Called once, by the frame of signed-in pages.
 * @param staffId whose page this is
 * @param renderedAt the server's clock when it rendered the page
 * @returns a function that ends it
 */
export function startLive(staffId: string, renderedAt: string): () => void {
  heard(renderedAt);
  judge();
  let stopped = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  const join = async (): Promise<void> => {
    try {
      const { joinLive } = await import('./live-stream.ts');
      if (!stopped) tabs = joinLive({ onMessage: (message) => receive(message, staffId), onState: stand });
    } catch {
      // The server may be gone at this moment.
      if (stopped) return;
      stand({ kind: 'broken' });
      again = setTimeout(() => void join(), LOAD_AGAIN_MS);
    }
  };
  void join();
  const wake = (): void => {
    if (!document.hidden) tabs?.wake(WAKE_SILENT_MS);
  };
  const backOnline = (): void => tabs?.wake(0);
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pageshow', wake);
  window.addEventListener('focus', wake);
  window.addEventListener('online', backOnline);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('pageshow', wake);
    window.removeEventListener('focus', wake);
    window.removeEventListener('online', backOnline);
    stopped = true;
    clearTimeout(again);
    tabs?.stop();
    tabs = null;
    hello = null;
    link = { kind: 'connecting' };
    setState(AT_FIRST);
  };
}

/**
 * Listens for changes on the server.
 * @param readAt when the server read what the page shows. What came since is told at once, or as soon as it is known
 * @returns a function that stops listening
 */
export function onLiveChange(tell: Listener['tell'], readAt: Date | string): () => void {
  const listener = { tell, readAtMs: new Date(readAt).getTime() };
  listeners.add(listener);
  const missed = missedSince(hello, listener.readAtMs, serverNowMs());
  if (missed.length > 0) tell(missed);
  return () => void listeners.delete(listener);
}

/** The server answered that there is no session. Every page is covered, and stays as it is underneath. */
export function sessionEnded(words: EndWords): void {
  endSession(words);
  tabs?.verify();
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

/** How live this tab is. */
export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    watch,
    () => state,
    () => AT_FIRST,
  );
