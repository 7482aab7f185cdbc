import { randomBytes, timingSafeEqual } from 'node:crypto';

/** `admit` sets these on every request that passes, over what the caller sent. */
export const REQUEST_ID_HEADER = 'x-keydesk-request';
export const PATH_HEADER = 'x-keydesk-path';

/**
 * Marks requests that have passed the rules. After an action, Next sometimes calls itself over loopback, to render the
 * redirect's target or to forward the action, and repeats the headers of the current request.
 */
export const INSIDE_HEADER = 'x-keydesk-inside';

// Next loads this module once per bundle, and all of them must share one secret.
const held = globalThis as { keydeskInside?: string };

/** The mark's value. It is sent only to this process itself, over loopback. */
export const insideMark = (): string => (held.keydeskInside ??= randomBytes(32).toString('base64url'));

/** Whether a request carries this process's mark. */
export function isFromInside(mark: string | null | undefined): boolean {
  const expected = Buffer.from(insideMark());
  const given = Buffer.from(mark ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
