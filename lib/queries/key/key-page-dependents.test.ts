import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '#lib/core/service/service-scope.ts';
import { after, HOUR_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, openTestDesk, REGIONS, type KeyWords, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const PRODUCT: Service = {
  tokenId: '018f2f3e-7c11-7a3b-8d2e-0000000000dd',
  name: 'Backup product',
  scopes: ['dependents:write'],
  regions: null,
};
const page = (keyId: string) =>
  readKeyPage({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS }, { role: 'viewer' }, keyId);

async function reportedKey(words: KeyWords = {}) {
  const key = await addKey(desk.db, words);
  const content = {
    keyId: key.customerKeyId,
    counts: { restore_points: 12, archives: 0 },
    oldestAt: '2026-01-02T03:04:05.000Z',
    nextRunAt: null,
    lastBackup: { at: '2026-02-03T04:05:06.000Z', result: 'succeeded', arn: key.arn },
    lastRestore: { at: '2026-02-04T04:05:06.000Z', result: 'failed' },
  };
  const report = { reportId: `report-${key.customerKeyId}`, asOf: after(-HOUR_MS), keys: [content] };
  const recorded = await recordDependents({ db: desk.db, clock: () => NOW }, report, PRODUCT);
  expect(recorded).toEqual({ ok: true, taken: 1, repeated: 0 });
  return key;
}

describe('the page of a key', () => {
  it('shows what depends on it as last reported, by whom and how old', async () => {
    const { customerKeyId, arn } = await reportedKey();
    expect(await page(customerKeyId)).toMatchObject({
      dependents: {
        asOf: after(-HOUR_MS),
        receivedAt: NOW,
        reportedBy: 'Backup product',
        counts: { restore_points: 12, archives: 0 },
        oldestAt: new Date('2026-01-02T03:04:05.000Z'),
        nextRunAt: null,
        lastBackup: { at: new Date('2026-02-03T04:05:06.000Z'), result: 'succeeded', arn },
        lastRestore: { at: new Date('2026-02-04T04:05:06.000Z'), result: 'failed' },
      },
    });
  });

  it('H19 says of a key that no report named that nothing was reported, not that nothing depends on it', async () => {
    const { customerKeyId } = await addKey(desk.db);
    expect(await page(customerKeyId)).toMatchObject({ ownership: 'proven', dependents: null });
  });

  it('H16 says nothing of what depends on a key without proof of ownership, nor after the proof was withdrawn', async () => {
    const unproven = await reportedKey({ role: 'candidate', proven: false });
    const withdrawn = await reportedKey();
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = $2 where id = $1', [
      withdrawn.customerKeyId,
      NOW,
    ]);
    for (const { customerKeyId } of [unproven, withdrawn]) {
      const shown = await page(customerKeyId);
      expect(shown?.ownership).toBe('unproven');
      expect(JSON.stringify(shown)).not.toMatch(/Backup product|restore_points|dependents/);
    }
  });
});
