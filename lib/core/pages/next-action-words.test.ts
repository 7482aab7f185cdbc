import { expect, it } from 'vitest';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';

it.each([
  ['customer', 'certain', 'Next action: customer (confirmed)'],
  ['customer', 'likely', 'Next action: customer (likely)'],
  ['vendor', 'one_of_several', 'Next action: us (unclear)'],
  ['one_of_several', 'one_of_several', 'Next action: unclear'],
  ['one_of_several', 'likely', 'Next action: unclear (likely)'],
  ['nobody', 'certain', 'Next action: none yet'],
  ['nobody', 'likely', 'Next action: none yet'],
  ['nobody', 'one_of_several', 'Next action: none yet'],
] as const)('H12 says who acts next and how sure that is: %s, %s', (acts, confidence, words) => {
  expect(nextActionWords({ acts, confidence })).toBe(words);
});
