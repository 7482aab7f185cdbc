import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textDifference } from '#lib/core/customer-text/text-difference.ts';

describe('the difference between what Keydesk wrote and what was copied', () => {
  it('is empty for the same text, and else names the changed words', () => {
    expect(textDifference('a b', 'a b')).toEqual([]);
    expect(textDifference('Hello, the key is off.', 'Hello, your key is off.')).toEqual([
      { kind: 'same', words: 'Hello, ' },
      { kind: 'removed', words: 'the' },
      { kind: 'added', words: 'your' },
      { kind: 'same', words: ' key is off.' },
    ]);
  });

  it('shortens only what both texts share: every changed word is there', () => {
    const words = fc.array(fc.constantFrom('key', 'policy', 'please', 'check', '\n'), { maxLength: 60 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = textDifference(before.join(' '), after.join(' '));
        const changed = parts
          .filter(({ kind }) => kind !== 'same')
          .reduce((sum, { words: run }) => sum + run.length, 0);
        expect(changed).toBeGreaterThanOrEqual(Math.abs(before.join(' ').length - after.join(' ').length));
      }),
      { numRuns: 50 },
    );
  });
});

it('shows two long texts that share almost nothing whole, instead of comparing them for long', () => {
  const numbered = (from: number): string =>
    Array.from({ length: 6_000 }, (_, index) => `w${from + index * 7}`).join(' ');
  const [before, after] = [numbered(0), numbered(3)];
  const began = performance.now();
  expect(textDifference(before, after)).toEqual([
    { kind: 'removed', words: before },
    { kind: 'added', words: after },
  ]);
  expect(performance.now() - began).toBeLessThan(3_000);
});
