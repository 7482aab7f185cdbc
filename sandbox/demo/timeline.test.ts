import { expect, it } from 'vitest';
import { playInOrder, type Moment } from './timeline.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));

/** Plays moments that each take a turn of the event loop. @returns what began and ended, in that order */
async function play(moments: readonly (Pick<Moment, 'story' | 'alone'> & { minute: number })[]): Promise<string[]> {
  const seen: string[] = [];
  const acted = moments.map(({ minute, ...moment }): Moment => ({
    ...moment,
    at: at(minute),
    act: async () => {
      seen.push(`${moment.story}${minute} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${moment.story}${minute} ends`);
    },
  }));
  await playInOrder(acted, 3);
  return seen;
}

it('plays several stories at once, and the moments of one after another', async () => {
  expect(
    await play([
      { story: 'b', minute: 2 },
      { story: 'a', minute: 3 },
      { story: 'a', minute: 1 },
    ]),
  ).toEqual(['a1 begins', 'b2 begins', 'a1 ends', 'a3 begins', 'b2 ends', 'a3 ends']);
});

it('lets nothing else happen during a moment that is to be alone, and nothing later happen before it', async () => {
  const seen = await play([
    { story: 'a', minute: 1 },
    { story: 'the worker', minute: 2, alone: true },
    { story: 'b', minute: 3 },
  ]);
  expect(seen).toEqual(['a1 begins', 'a1 ends', 'the worker2 begins', 'the worker2 ends', 'b3 begins', 'b3 ends']);
});

it('names the story and the instant of a moment that failed', async () => {
  const act = () => Promise.reject(new Error('refused'));
  await expect(playInOrder([{ story: 'Coho Winery', at: at(5), act }], 2)).rejects.toThrow(
    'Coho Winery, 2026-01-01T00:05:00.000Z',
  );
});
