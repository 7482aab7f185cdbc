'use client';

type Listener = (changed: string) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
let pending: ReturnType<typeof setTimeout> | undefined;
const changedIds = new Set<string>();

/** Scheduled checks change many keys within a second: listeners are told once for all of them. */
const GATHER_MS = 250;

function tell(): void {
  pending = undefined;
  const changed = [...changedIds];
  changedIds.clear();
  for (const listener of listeners) for (const id of changed) listener(id);
}

function open(): EventSource {
  const opened = new EventSource('/api/live');
  opened.addEventListener('changed', (event: MessageEvent<string>) => {
    changedIds.add(event.data);
    pending ??= setTimeout(tell, GATHER_MS);
  });
  return opened;
}

/**
 * Listens, over one connection per tab, for changes on the server: the id of what changed, or `*` for anything.
 * @returns a function that stops listening; the connection closes with the last listener
 */
export function onLiveChange(listener: Listener): () => void {
  listeners.add(listener);
  source ??= open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = null;
  };
}
