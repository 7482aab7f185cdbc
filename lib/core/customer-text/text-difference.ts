import { diffWordsWithSpace } from 'diff';

/** A run of words that two texts share, or that only one of them has. */
export type DifferencePart = { kind: 'same' | 'added' | 'removed'; words: string };

/** What a long run that did not change is shortened to. */
const KEPT = 40;

/** Two texts that share almost nothing are shown whole: finding the little that they share takes too long. */
const LONGEST_MS = 200;

function shortened(words: string, isFirst: boolean, isLast: boolean): string {
  if (words.length <= 3 * KEPT) return words;
  const begin = isFirst ? '' : words.slice(0, KEPT);
  const end = isLast ? '' : words.slice(-KEPT);
  return `${begin} … ${end}`;
}

/**
 * What a person changed of a text, word by word. Long runs that both texts share are shortened, so that the change stands
 * out.
 * @returns the parts in order; empty where the texts are the same
 */
export function textDifference(before: string, after: string): DifferencePart[] {
  if (before === after) return [];
  const parts = diffWordsWithSpace(before, after, { timeout: LONGEST_MS }) ?? [
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ];
  return parts.map(({ value, added, removed }, index) =>
    added
      ? { kind: 'added', words: value }
      : removed
        ? { kind: 'removed', words: value }
        : { kind: 'same', words: shortened(value, index === 0, index === parts.length - 1) },
  );
}
