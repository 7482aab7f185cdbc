import { expect, it } from 'vitest';

import { createTurns, runInPlaces } from './schedule.mjs';

type Step = { name: string; needs?: string; after?: string[]; alone?: boolean };

/** Starts a run whose steps end when the test ends them, and tracks which steps are running. */
function aRun(steps: Step[], places = 2) {
  const running = new Map<string, (failed: number) => void>();
  const started: string[] = [];
  const all = runInPlaces(steps, places, ({ name }) => {
    started.push(name);
    return new Promise((resolve) =>
      running.set(name, (failed) => {
        running.delete(name);
        resolve({ passed: 1 - failed, failed, note: '' });
      }),
    );
  });
  const end = async (name: string, failed = 0) => {
    running.get(name)?.(failed);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { all, started, end, now: () => [...running.keys()] };
}

it('runs as many steps at once as there are places, in the given order', async () => {
  const run = aRun([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  expect(run.now()).toEqual(['a', 'b']);
  await run.end('b');
  expect(run.now()).toEqual(['a', 'c']);
  await run.end('a');
  await run.end('c');
  expect([...(await run.all).keys()]).toEqual(['a', 'b', 'c']);
});

it('starts a step only after the steps in its `after` have ended, even if they failed, and runs others meanwhile', async () => {
  const run = aRun([{ name: 'a' }, { name: 'b', after: ['a'] }, { name: 'c' }]);
  expect(run.now()).toEqual(['a', 'c']);
  await run.end('a', 1);
  expect(run.now()).toEqual(['c', 'b']);
});

it('runs nothing beside a step that has to run alone', async () => {
  const run = aRun([{ name: 'a' }, { name: 'b', alone: true }, { name: 'c', after: ['a'] }]);
  expect(run.now()).toEqual(['a']);
  await run.end('a');
  expect(run.now()).toEqual(['b']);
  await run.end('b');
  expect(run.now()).toEqual(['c']);
});

it('counts a step as failed without running it when the step that it needs has failed', async () => {
  const run = aRun([{ name: 'build' }, { name: 'browser', needs: 'build' }]);
  await run.end('build', 1);
  const counts = await run.all;
  expect(run.started).toEqual(['build']);
  expect(counts.get('browser')).toEqual({ passed: 0, failed: 1, note: 'not run, because build failed' });
});

it('fails instead of hanging when steps wait for each other', async () => {
  const steps = [
    { name: 'a', after: ['b'] },
    { name: 'b', after: ['a'] },
  ];
  await expect(runInPlaces(steps, 2, async () => ({ passed: 1, failed: 0, note: '' }))).rejects.toThrow('a, b');
});

it('prints the output of parallel steps one step after the other, and loses none of it', () => {
  let printed = '';
  const turns = createTurns((text) => void (printed += text));
  const [first, second] = [turns.begin(), turns.begin()];
  second.write('second 1\n');
  first.write('first 1\n');
  expect(printed).toBe('first 1\n');
  second.write('second 2\n');
  second.end();
  first.write('first 2\n');
  first.end();
  expect(printed).toBe('first 1\nfirst 2\nsecond 1\nsecond 2\n');
});
