import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDue, promisedIn, promisesOf, withoutPromises } from '#lib/core/customer-text/promise.ts';

const AT = new Date('2026-03-14T10:15:00.000Z');
const minutesBefore = (minutes: number): Date => new Date(AT.getTime() - minutes * 60_000);
const GOLDEN = globSync('golden/*.txt', { cwd: import.meta.dirname }).map((file) => ({
  file,
  text: readFileSync(path.join(import.meta.dirname, file), 'utf8'),
}));

describe('the promise to write again', () => {
  it('is left out where two texts are compared: it moves while nothing else changes', () => {
    const until = (time: string) => `It is on our side. We will write to you again by Sat 14 Mar 2026 ${time} UTC.`;
    expect(withoutPromises(until('10:00'))).toBe(withoutPromises(until('10:15')));
    expect(withoutPromises(`${until('10:00')} Nothing is lost.`)).not.toBe(withoutPromises(until('10:00')));
  });

  it('is found in every reply that makes it, and in no other', () => {
    const promising = GOLDEN.filter(({ text }) => /\bwe will write to you\b/i.test(text));
    expect(promising.length).toBeGreaterThan(4);
    for (const { file, text } of GOLDEN)
      expect([file, promisedIn(text) !== null]).toEqual([file, promising.some((one) => one.file === file)]);
  });

  it.each([
    [
      'We will write to you again by Sat 14 Mar 2026 10:15 UTC (Sat 14 Mar 2026 21:15 Australia/Sydney) at the latest.',
      AT,
    ],
    ['If it has not passed by Sat 14 Mar 2026 10:15 UTC, we will write to you by then.', AT],
    ['We’ll write to you by 14 Mar 2026 10:15 UTC.', AT],
    ['We will write to you again by Sat 14 Mar 2026 11:00 UTC. We will write to you by Sat 14 Mar 2026 10:15 UTC.', AT],
    ['We will write to you again within two hours.', null],
    ['Please keep the key enabled until we write to you again.', null],
    ['AWS deletes the key not before Sat 14 Mar 2026 10:15 UTC.', null],
  ])('is read from “%s”', (text, at) => {
    expect(promisedIn(text)).toEqual(at);
  });

  it('is kept for the keys that a reply about several makes it of', () => {
    const [first, second] = [{ arn: 'arn:aws:kms:a' }, { arn: 'arn:aws:kms:b' }];
    const body = (opening: string) =>
      `Hello,\n${opening}\n\nKey 1 of 2, arn:aws:kms:a:\nPlease enable it.\n\nKey 2 of 2, arn:aws:kms:b:\nWe will write to you again by Sat 14 Mar 2026 10:15 UTC at the latest.\n\nIf you have a question, please reply.\n`;
    expect(promisesOf(body('Two keys:'), [first, second])).toEqual([{ key: second, promisedFor: AT }]);
    expect(promisesOf(body('We will write to you again by Sat 14 Mar 2026 10:00 UTC.'), [first, second])).toEqual([
      { key: first, promisedFor: minutesBefore(15) },
      { key: second, promisedFor: minutesBefore(15) },
    ]);
  });

  it('is found below the line of each key, as a reply about several has it', () => {
    const body = GOLDEN.find(({ file }) => file.endsWith('combined-asks-and-ours.txt'))?.text ?? '';
    const keys = [...body.matchAll(/^Key \d of \d, (\S+):$/gm)].map(([, arn = '']) => ({ arn }));
    expect(keys).toHaveLength(2);
    expect(promisesOf(body, keys).map(({ key }) => key)).toEqual(keys.slice(1));
  });

  it('is due half an hour before its time, and stays due', () => {
    expect([31, 30, 0, -600].map((minutes) => isDue(AT, minutesBefore(minutes)))).toEqual([false, true, true, true]);
  });
});
