import { expect, it } from 'vitest';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import {
  after,
  aReport,
  ARN,
  DAY_MS,
  NOW,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { rememberAnswers } from './remembered-answers.ts';

const TARGET = { arn: ARN, region: 'eu-west-1', lastKeyState: 'Enabled', lastKeyStoreId: null };
const ACCOUNT = '111122223333';

/** A gateway whose calls are counted. */
function gateway(words: ReportWords = {}) {
  const answers = rememberAnswers();
  let calls = 0;
  const check = (ms: number, kind: ProbeKind = 'grid') =>
    answers.around(async () => {
      calls += 1;
      return aReport({ ...words, kind }, after(ms));
    }, after(ms))(TARGET, kind);
  return { answers, check, calls: () => calls };
}

it('asks AWS once for a key that nobody touches, and dates the answers at each check', async () => {
  const { check, calls } = gateway();
  await check(0);
  const later = await check(DAY_MS);
  expect(calls()).toBe(1);
  expect([later.startedAt, later.finishedAt, ...later.cells.map(({ at }) => at)]).toEqual(
    Array.from({ length: 2 + later.cells.length }, () => after(DAY_MS)),
  );
  expect(later.facts).toEqual(aReport().facts);
});

it('asks again after the owner of the key, or our own side, changed something', async () => {
  const { answers, check, calls } = gateway();
  await check(0);
  answers.changed('999900000001');
  await check(1);
  expect(calls()).toBe(1);
  answers.changed(ACCOUNT);
  await check(2);
  answers.changed(null);
  await check(3);
  expect(calls()).toBe(3);
});

it('asks again once the key has changed by itself', async () => {
  const { check, calls } = gateway({
    facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(7 * DAY_MS) }),
  });
  await check(0);
  await check(6 * DAY_MS);
  expect(calls()).toBe(1);
  await check(7 * DAY_MS);
  expect(calls()).toBe(2);
});

it('remembers no test without an answer, and runs every encrypt/decrypt test', async () => {
  const silent = gateway({ decrypt: 'could_not_tell:timed_out' });
  await silent.check(0);
  await silent.check(1);
  expect(silent.calls()).toBe(2);
  const real = gateway();
  await real.check(0, 'proof');
  await real.check(1, 'proof');
  expect(real.calls()).toBe(2);
});

it('keeps no answer from before a change that came while AWS was asked', async () => {
  const answers = rememberAnswers();
  let calls = 0;
  const probe = answers.around(async () => {
    calls += 1;
    answers.changed(ACCOUNT);
    return aReport();
  }, NOW);
  await probe(TARGET, 'grid');
  await probe(TARGET, 'grid');
  expect(calls).toBe(2);
});

it('takes for the next full check what was asked ahead, at that check’s time, and asks only once', async () => {
  const { answers, check, calls } = gateway();
  let asked = 0;
  answers.askAhead(async () => {
    asked += 1;
    return aReport();
  }, TARGET);
  expect(asked).toBe(1);
  const later = await check(DAY_MS);
  expect(later.startedAt).toEqual(after(DAY_MS));
  await check(2 * DAY_MS);
  expect(calls()).toBe(0);
  expect(asked).toBe(1);
});

it('asks about the next change ahead too, once the first answer is there, and tells it only after that change', async () => {
  const { answers, check, calls } = gateway();
  const order: string[] = [];
  const probe = async () => {
    order.push('asked');
    return aReport({ decrypt: order.includes('changed') ? 'denied:resource_policy' : 'allowed' });
  };
  answers.askAhead(probe, TARGET, async () => void order.push('changed'));
  const decryptAt = async (ms: number) => (await check(ms)).cells.find(({ action }) => action === 'Decrypt')?.result;
  expect(await decryptAt(0)).toBe('allowed');
  await expect.poll(() => order).toEqual(['asked', 'changed', 'asked']);
  expect(await decryptAt(1)).toBe('allowed');
  answers.changed(ACCOUNT);
  expect(await decryptAt(2)).toBe('denied');
  expect(calls()).toBe(0);
});

it('drops what was asked ahead when the account changed something since, and for a quick check', async () => {
  const { answers, check, calls } = gateway();
  answers.askAhead(async () => aReport(), TARGET);
  answers.changed(ACCOUNT);
  await check(0);
  expect(calls()).toBe(1);
  const quick = gateway();
  quick.answers.askAhead(async () => aReport(), TARGET);
  await quick.check(0, 'short');
  expect(quick.calls()).toBe(1);
});
