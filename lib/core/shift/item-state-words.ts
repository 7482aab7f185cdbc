import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { sinceWords } from '#lib/core/text/time-words.ts';

/** How old a status is. */
export const checkedWords = (checkedAt: Date | null, now: Date): string =>
  checkedAt === null ? 'never checked' : `last checked ${sinceWords(checkedAt, now)}`;

/** The worst status of the keys that an item is about, with its age: "Unusable: disabled, last checked 09:12 UTC". */
export function keysStateWords(
  { status, cause }: Verdict,
  { keys, checkedAt }: { keys: number; checkedAt: Date | null },
  now: Date,
): string {
  const worst = cause === null ? VERDICT_WORD[status] : `${VERDICT_WORD[status]}: ${findingRecord(cause).word}`;
  const of = keys === 1 ? '' : ` (the worst of ${keys} keys)`;
  return `${worst}${of}, ${checkedWords(checkedAt, now)}`;
}
