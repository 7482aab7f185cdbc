import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Set by the proxy on every request it lets pass, over whatever the caller sent. */
export const REQUEST_ID_HEADER = 'x-keydesk-request';
export const PATH_HEADER = 'x-keydesk-path';

/**
 * After an action Next sometimes calls itself over loopback: to render where the action redirects, or to hand the
 * action on. It repeats the headers of the request it works on, so this one marks what the rules have judged already.
 */
export const INSIDE_HEADER = 'x-keydesk-inside';

// Next loads this module once per bundle; the process must have one secret all the same.
const held = globalThis as { keydeskInside?: string };

/** What the mark says. It never leaves the process but over its own loopback. */
export const insideMark = (): string => (held.keydeskInside ??= randomBytes(32).toString('base64url'));

/** Whether a request bears this process's own mark. */
export function isFromInside(mark: string | null | undefined): boolean {
  const expected = Buffer.from(insideMark());
  const given = Buffer.from(mark ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
