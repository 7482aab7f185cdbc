import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { inState } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, AGENT, checkDeps, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { fillTellDigests } from '#lib/use-cases/key/fill-tell-digests.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const digestOf = async (id: string) =>
  (await desk.db.select({ digest: customerKeys.tellDigest }).from(customerKeys).where(eq(customerKeys.id, id)))[0]
    ?.digest;

describe('what customers must be told about keys of an earlier version', () => {
  it('is filled in as a check writes it, once, and nothing for keys that nobody may see (H16)', async () => {
    const deps = checkDeps(desk.db, () => inState('Disabled'));
    const { customerKeyId } = await addKey(desk.db);
    const unproven = await addKey(desk.db, { proven: false, role: 'candidate' });
    await checkKey(deps, { customerKeyId }, AGENT);
    const written = await digestOf(customerKeyId);
    expect(written).toContain('key_disabled');
    await desk.db.update(customerKeys).set({ tellDigest: null });
    expect(await fillTellDigests(deps)).toBe(2);
    expect(await digestOf(customerKeyId)).toBe(written);
    expect(await digestOf(unproven.customerKeyId)).toBe('');
    expect(await fillTellDigests(deps)).toBe(0);
  });
});
