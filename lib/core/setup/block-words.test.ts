import { describe, expect, it } from 'vitest';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { blockWords } from './block-words.ts';
import { readyFactsAt } from './line-facts.test-support.ts';
import { nextWords, WAITS_FOR_WORD } from './setup-words.ts';
import type { GateBlock, LineFacts } from './stage.ts';

const NOW = new Date('2026-03-14T09:00:30.000Z');
const { ago, checkAgo, ready } = readyFactsAt(NOW);
/** As a line is before its tests. */
const facts = (given: Partial<LineFacts>): LineFacts => ({
  ...ready,
  passedChecks: [],
  encryptTest: null,
  statusSince: ago(20),
  ourSideAt: null,
  ...given,
});

const wordsOf = (block: GateBlock, given: Partial<LineFacts>, denied: readonly RequiredAction[] = []) =>
  blockWords(block, { facts: facts(given), denied, now: NOW });

describe('why a workspace can’t be cleared yet', () => {
  it.each<[string, Partial<LineFacts>, string]>([
    ['what both checks are', {}, 'Two full checks at least five minutes apart must pass within 24 hours.'],
    [
      'that one passed, and from when the second counts, rounded up',
      { passedChecks: [checkAgo(2)] },
      '1 of 2 full checks passed; the second counts from 09:04 UTC.',
    ],
    ['that the next one counts', { passedChecks: [checkAgo(9)] }, '1 of 2 full checks passed; the next one counts.'],
  ])('says of the checks %s', (_what, given, expected) => {
    expect(wordsOf('checks', given)).toBe(expected);
  });

  it('points to the text that names what a key lacks, and to none before a check has ended', () => {
    expect(wordsOf('not_usable', { usable: false })).toContain('“What the tests found”');
    expect(wordsOf('not_usable', { usable: null })).not.toContain('“');
  });

  it('names the permissions that AWS denied', () => {
    expect(wordsOf('not_usable', { usable: false }, ['GenerateDataKey'])).toContain('AWS denied kms:GenerateDataKey.');
  });
});

it('says in one sentence that nobody has to do anything while checks go on', () => {
  expect(`Waiting for ${WAITS_FOR_WORD.time}: ${nextWords('tests', 'time')}.`).toBe(
    'Waiting for the next checks: no action needed, they run by themselves.',
  );
});
