import { expect, it } from 'vitest';
import { TEXT_BLOCK_WORDS, type TextBlock } from '#lib/core/customer-text/text-input.ts';
import { withReleaseTime } from '#lib/core/pages/held-reply.ts';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const blocked = (reason: TextBlock) => ({ kind: 'blocked', reason, words: TEXT_BLOCK_WORDS[reason] }) as const;
const wordsOf = (reason: TextBlock, nextCheckAt: Date): string => {
  const text = withReleaseTime(blocked(reason), nextCheckAt, NOW);
  return text.kind === 'blocked' ? text.words : '';
};

it('H14 a reply that waits for evidence to be judged says until when, and that a check can be made at once', () => {
  expect(wordsOf('evidence_not_judged', NOW)).toContain('the next check, which is due now. You need not wait');
  expect(wordsOf('evidence_not_judged', after(5 * MINUTE_MS))).toContain('due on Sat 14 Mar 2026 09:17 UTC.');
});

it('H26 a reply that waits for a better key state to be confirmed promises nothing of a check', () => {
  expect(wordsOf('confirming_recovery', NOW)).toBe(TEXT_BLOCK_WORDS.confirming_recovery);
});
