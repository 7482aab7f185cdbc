import { useSyncExternalStore } from 'react';

/** A pasted text on its way to the page that it is for. It stays in this tab's memory. */
type Carried = { to: string; text: string };

let carried: Carried | null = null;
const listeners = new Set<() => void>();

const set = (next: Carried | null): void => {
  carried = next;
  for (const listener of listeners) listener();
};

/** Takes a text to a page; a second one replaces it. */
export const carryText = (to: string, text: string): void => set({ to, text });

/** Forgets what was carried, once it was used. */
export const dropCarriedText = (): void => set(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The text that was carried to a page; empty without one. */
export const useCarriedText = (to: string): string =>
  useSyncExternalStore(
    subscribe,
    () => (carried?.to === to ? carried.text : ''),
    () => '',
  );
