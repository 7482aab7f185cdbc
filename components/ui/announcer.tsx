'use client';

import { useEffect, useSyncExternalStore } from 'react';

import { IconButton } from './icon-button.tsx';

type Announcement = { id: number; words: string; stays: boolean };

let current: Announcement | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

const show = (announcement: Announcement | null) => {
  current = announcement;
  for (const listener of listeners) listener();
};

/** Says one line in the corner and to screen readers; the next one replaces it. `stays` waits until it is closed. */
export const announce = (words: string, { stays = false }: { stays?: boolean | undefined } = {}): void => {
  lastId += 1;
  show({ id: lastId, words, stays });
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The one live region, in the root layout. What a person must act on belongs in the page, not here. */
export function Announcer() {
  const said = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
  useEffect(() => {
    if (said === null || said.stays) return;
    const timer = setTimeout(() => show(null), 6000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div role="status" className="screen-only pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex justify-end">
      {said !== null && (
        <div
          key={said.id}
          className="pointer-events-auto flex min-h-9 items-center gap-2 rounded-md bg-default py-1 pr-1 pl-3 text-page"
        >
          <span className="min-w-0 py-1 wrap-anywhere">{said.words}</span>
          <IconButton
            icon="close"
            label="Close"
            onClick={() => show(null)}
            className="focus-visible:-outline-offset-2 focus-visible:outline-page"
          />
        </div>
      )}
    </div>
  );
}
