import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { LARGE_PASTES } from '#lib/core/evidence/large-pastes.test-support.ts';
import { LONGEST_ANSWER, readReturned } from './returned-reading.ts';
import { ARN, arnIn, KEY_ID, policyFor, TWO_REGIONS } from './returned.test-support.ts';

const SMALL = LONGEST_ANSWER / 10;
/** What grows with the square of the length costs a hundred times as much. */
const MOST_GROWTH = 30;
/** Below this, in milliseconds, a run measures the clock. */
const SHORTEST = 0.5;
const ROUNDS = 40;

const repeated = (part: string) => (length: number) => part.repeat(Math.ceil(length / part.length)).slice(0, length);
const PASTES: readonly { name: string; ofLength: (length: number) => string }[] = [
  ...LARGE_PASTES.filter(({ name }) => /one word|blanks|lines|never closed|ARNs|masks|values|soft/.test(name)),
  ...[
    `${ARN.slice(0, -3)}\n\n`,
    `${ARN.toUpperCase()} `,
    'arn:aws:kms:eu-west-1:<a>:key/ ',
    'arn:aws:iam::111122223333:',
    'alias/a ',
    'aa-',
    'https://x.console.aws.amazon.com/ ',
    `request id ${KEY_ID}\n`,
    'eu-west-1 ',
    'not Europe (Ireland) ',
    'Jane a@b.cd ',
    'a@b.',
    'From: a\nTo: b\n',
    '> ',
    '&quot;',
    'Statement: [\n{',
    `${JSON.stringify(policyFor('444455556666'))}\n`,
  ].map((part) => ({ name: JSON.stringify(part).slice(0, 40), ofLength: repeated(part) })),
  {
    name: 'ARNs that all differ',
    ofLength: (length) =>
      Array.from({ length: Math.floor(length / 80) }, (_, at) =>
        arnIn(at % 2 === 0 ? 'eu-west-1' : 'eu-central-1', `${KEY_ID.slice(0, -6)}${String(at).padStart(6, '0')}`),
      ).join('\n'),
  },
];

const took = (text: string): number => {
  const begun = performance.now();
  readReturned(text, TWO_REGIONS);
  return performance.now() - begun;
};

describe('reading an answer', () => {
  it.each(PASTES)('costs in proportion to its length, at most 64 k characters: $name', ({ ofLength }) => {
    const [few, many] = [ofLength(SMALL), ofLength(LONGEST_ANSWER).slice(0, LONGEST_ANSWER)];
    let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS && (round < 2 || large > MOST_GROWTH * Math.max(small, SHORTEST)); round += 1) {
      small = Math.min(small, took(few));
      large = Math.min(large, took(many));
    }
    expect(large / Math.max(small, SHORTEST)).toBeLessThanOrEqual(MOST_GROWTH);
  });
});
