import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { sinceWords } from '#lib/core/text/time-words.ts';

/**
 * Since when a key has its status, in the one "since" of its page (H27): since it has not been usable, whatever it was
 * called meanwhile, else since the status began.
 */
export function statusSince(
  status: VerdictStatus,
  notUsableSince: Date | null,
  verdictSince: Date,
  now: Date,
): { at: Date; words: string } {
  const at = notUsableSince ?? verdictSince;
  const wasOtherwise = at < verdictSince && status !== 'unusable';
  return { at, words: `${wasOtherwise ? 'not usable since' : 'since'} ${sinceWords(at, now)}` };
}
