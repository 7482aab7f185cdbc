import { afterAll, beforeAll, expect, it } from 'vitest';
import { after, HOUR_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { aClock, addKey, AGENT, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const readPage = (customerKeyId: string) =>
  readKeyPage({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS }, { role: 'viewer' }, customerKeyId);

const aKeyWithEvidence = async () => {
  const key = await addKey(desk.db, { verdict: { status: 'usable', cause: null } });
  const add = async (KeyState: string, takenAt: Date) => {
    const pasted = JSON.stringify({ KeyMetadata: { Arn: key.arn, KeyState } });
    const deps = { db: desk.db, clock: aClock(), regions: REGIONS };
    const input = { customerKeyId: key.customerKeyId, kind: 'describe_key', pasted, takenAt } as const;
    expect(await addEvidence(deps, input, AGENT)).toMatchObject({ ok: true });
  };
  await add('PendingDeletion', after(-HOUR_MS));
  await add('Disabled', after(-2 * HOUR_MS));
  return key;
};

it('shows what the customer sent, newest first, next to what we saw and not instead of it', async () => {
  const { customerKeyId } = await aKeyWithEvidence();
  const page = await readPage(customerKeyId);
  expect(page).toMatchObject({
    facts: null,
    evidence: [
      { asOf: after(-HOUR_MS), addedBy: 'Robin Agent', content: { keyState: 'PendingDeletion' } },
      { asOf: after(-2 * HOUR_MS), content: { keyState: 'Disabled' } },
    ],
    events: [
      { words: { title: expect.stringMatching(/^Evidence added/) } },
      { words: { title: expect.stringMatching(/^Evidence added/) } },
    ],
  });
});

it('H16 shows none of it after the proof of ownership is gone', async () => {
  const { customerKeyId } = await aKeyWithEvidence();
  await desk.owner.query(`update customer_keys set role = 'candidate', ownership_proven_at = null where id = $1`, [
    customerKeyId,
  ]);
  const page = await readPage(customerKeyId);
  expect(page?.ownership).toBe('unproven');
  expect(JSON.stringify(page)).not.toMatch(/PendingDeletion|Disabled|describe_key/);
});
