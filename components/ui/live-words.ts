import { utcWords } from './time-words.ts';

/** "Not live since 09:12 UTC. What you see may have changed. Keydesk connects again by itself." */
export const notLiveWords = (sinceMs: number): string =>
  `Not live since ${utcWords(sinceMs).split(', ')[1]}. What you see may have changed. Keydesk connects again by itself.`;

export const SIGNED_OUT_WORDS = {
  title: 'Signed out',
  /** Follows the reason. */
  whatNow: 'Sign in, and this page comes back with everything that you typed.',
  signIn: 'Sign in',
  inNewTab: 'opens a new tab',
} as const;
