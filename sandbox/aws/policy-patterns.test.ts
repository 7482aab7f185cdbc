import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesArn, matchesPattern, toPattern } from './policy-patterns.ts';

describe('a pattern', () => {
  it('matches like a regular expression', () => {
    const characters = (...some: string[]) => fc.string({ unit: fc.constantFrom(...some), maxLength: 10 });
    fc.assert(
      fc.property(characters('a', 'b', '.'), characters('a', 'b', '.', '*', '?'), (text, pattern) => {
        const source = pattern
          .replaceAll('.', String.raw`\.`)
          .replaceAll('*', '.*')
          .replaceAll('?', '.');
        expect(matchesPattern(text, toPattern(pattern))).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['arn:aws:kms:eu-west-1:1:key/(a+b)', 'arn:aws:kms:eu-west-1:1:key/(a+b)', true],
    ['two\nlines', 'two*lines', true],
    ['🔑', '?', true],
    ['', '*', true],
    ['', '?', false],
    ['', '', true],
  ])('%j against %j: %s', (text, pattern, expected) => {
    expect(matchesPattern(text, toPattern(pattern))).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['many wildcards that all can match anywhere', 'a'.repeat(8000), `${'*a'.repeat(4000)}b`],
    ['wildcards with one character between', 'a'.repeat(8000), `${'*a?'.repeat(2500)}b`],
    ['only wildcards', 'a'.repeat(8000), `${'*'.repeat(16_000)}b`],
    ['a long run that almost matches everywhere', 'a'.repeat(8000), `*${'a'.repeat(4000)}b`],
    ['a run longer than the text', 'a'.repeat(8000), `*${'a'.repeat(30_000)}`],
  ])('is decided quickly: %s', (_, text, pattern) => {
    const startedAt = performance.now();
    expect(matchesPattern(text, toPattern(pattern))).toBe(false);
    expect(matchesArn(`arn:aws:iam::1:role/${text}`, toPattern(`arn:aws:iam::1:role/${pattern}`))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
