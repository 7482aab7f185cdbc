import { describe, expect, it } from 'vitest';
import { countWords, rateWords, shareWords, usdWords } from './figures.ts';

describe('a number on the Capacity page', () => {
  it('H15 is zero only when there is nothing', () => {
    expect([countWords(0), rateWords(0), shareWords(0), usdWords(0)]).toEqual(['0', '0', '0 %', '0']);
    expect([rateWords(0.0001), shareWords(0.0001), usdWords(0.0001)]).toEqual([
      'under 0.01',
      'under 0.1 %',
      'under 0.01',
    ]);
  });

  it('has digit groups and is rounded', () => {
    expect(countWords(1_234_567.4)).toBe('1,234,567');
    expect([rateWords(277.777), shareWords(0.13888), usdWords(6_912)]).toEqual(['277.78', '13.9 %', '6,912.00']);
  });

  it('H24 always shows that a share is above 100 %', () => {
    expect([shareWords(1), shareWords(1.000_01), shareWords(1.389)]).toEqual(['100.0 %', '100.1 %', '138.9 %']);
  });
});
