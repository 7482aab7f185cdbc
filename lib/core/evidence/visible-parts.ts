import { fitsPattern } from './glob.ts';

/** What people put in place of what they hide. */
const MASK = /<[^<>\s:/]{0,40}>|\[[^[\]\s:/]{0,40}\]|\{[^{}\s:/]{0,40}\}|[*█■▇•·#…_]+|\.{2,}|[xX]{3,}/g;
const IS_MASKED = /[<[{*█■▇•·#…_]|\.{2}|[xX]{3}/;

/** A comparison of a value that may be partly hidden or cut off. */
export type Compared = 'same' | 'differs' | 'cannot_tell';

/**
 * Compares what is visible of a value with the whole one.
 * @param cutOff whether the text ends here, so that the rest may be missing
 */
export function compareVisible(seen: string, whole: string, cutOff = false): Compared {
  if (seen === whole) return 'same';
  if (seen === '') return 'cannot_tell';
  if (!IS_MASKED.test(seen)) return cutOff && whole.startsWith(seen) ? 'cannot_tell' : 'differs';
  const pattern = seen.replaceAll('?', '*').replace(MASK, '*');
  return fitsPattern(whole, cutOff ? `${pattern}*` : pattern) ? 'cannot_tell' : 'differs';
}
