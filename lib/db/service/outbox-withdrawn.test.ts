import { afterAll, beforeAll, expect, it } from 'vitest';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, AGENT, checkDeps, openTestDesk, SWEEP, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { readRows } from './read-outbox.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

it('H16 tells nobody who reads the events from the beginning what was seen of a key before its proof was withdrawn', async () => {
  if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
  const { customerKeyId } = await addKey(desk.db);
  const deps = checkDeps(desk.db, () => ({ facts: someFacts({ keyState: 'Disabled' }) }));
  await checkKey(deps, { customerKeyId }, SWEEP);
  const before = await readRows(desk, 1);
  expect(before.map(({ payload }) => payload)).toMatchObject([{ status: 'unusable', reason: 'key_disabled' }]);
  await withdrawOwnership(deps, { customerKeyId, reason: 'Another customer says it is theirs.' }, AGENT);
  const after = await readRows(desk, 2);
  expect(after.map(({ payload }) => payload)).toEqual([
    { keyId: customerKeyId, status: 'unknown', reason: 'ownership_withdrawn' },
    { keyId: customerKeyId, status: 'unknown', reason: 'ownership_withdrawn' },
  ]);
  // No event is skipped: only what it says is hidden.
  expect(after[0]).toEqual({ ...before[0], payload: after[0]?.payload });
});
