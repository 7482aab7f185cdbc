'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { SAID_AT_ONCE, SAID_FOR_MS, type Said } from './said.ts';
import type { ToastStack } from './toast-stack.tsx';

const NOTHING: readonly Said[] = [];
let said = NOTHING;
let lastId = 0;
const listeners = new Set<() => void>();

const keep = (lines: readonly Said[]) => {
  said = lines;
  for (const listener of listeners) listener();
};

/**
 * Shows one line in the corner and announces it to screen readers. An error is said here alone only where the form that
 * it is about is gone; such a line stays until somebody closes it.
 */
export const announce = (words: string, { stays = false } = {}): void => {
  lastId += 1;
  keep([...said, { id: lastId, words, stays }].slice(-SAID_AT_ONCE));
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const fetchToasts = async () => (await import('./toast-stack.tsx')).ToastStack;

/**
 * The one live region, in the root layout, and the toasts. The toasts load with the first message and are hidden from
 * screen readers; until then the region itself is visible. `aria-live` keeps it active under a dialog.
 */
export function Announcer() {
  const lines = useSyncExternalStore(
    subscribe,
    () => said,
    () => NOTHING,
  );
  const [Toasts, setToasts] = useState<typeof ToastStack | null>(null);
  const wanted = lines.length > 0;

  useEffect(() => {
    if (lines.length === 0) return;
    const timer = setTimeout(() => keep(NOTHING), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [lines]);

  useEffect(() => {
    if (!wanted || Toasts !== null) return;
    fetchToasts().then(
      (fetched) => setToasts(() => fetched),
      () => {},
    );
  }, [wanted, Toasts]);

  return (
    <>
      <div
        role="status"
        aria-live="polite"
        aria-atomic="false"
        className={
          Toasts === null
            ? 'screen-only pointer-events-none fixed right-4 bottom-4 left-4 z-60 flex flex-col items-end gap-2'
            : 'sr-only'
        }
      >
        {lines.map(({ id, words }) => (
          <p key={id} className="max-w-xl rounded-md bg-default px-3 py-2 wrap-anywhere text-page">
            {words}
          </p>
        ))}
      </div>
      {Toasts !== null && <Toasts said={lines} />}
    </>
  );
}
