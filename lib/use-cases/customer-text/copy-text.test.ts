import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '#drizzle/schema/contacts.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { after, DAY_MS, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  aClock,
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  type KeyWords,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A key with a scheduled deletion, as a conclusive check wrote it. */
async function pendingKey(words: KeyWords = {}) {
  const added = await addKey(desk.db, { verdict: { status: 'unusable', cause: 'pending_deletion' }, ...words });
  const deletionAt = after(7 * DAY_MS);
  await desk.db
    .update(customerKeys)
    .set({ keyState: 'PendingDeletion', deletionAt })
    .where(eq(customerKeys.id, added.customerKeyId));
  await desk.db
    .update(keyChecks)
    .set({
      lastConclusiveAt: NOW,
      lastAttemptAt: NOW,
      findings: [{ code: 'pending_deletion', confidence: 'certain', detail: { deletionAt: deletionAt.toISOString() } }],
    })
    .where(eq(keyChecks.keyId, added.customerKeyId));
  return added;
}

const copy = (customerKeyId: string, clock = aClock()) =>
  copyText({ db: desk.db, clock, regions: REGIONS, policy: POLICY }, { customerKeyId }, AGENT, 'request-1');
const copied = async (...given: Parameters<typeof copy>) => {
  const outcome = await copy(...given);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
};
const auditOf = (customerKeyId: string) =>
  desk.rows<{ action: string; customer_id: string; after: Record<string, unknown>; request_id: string; at: Date }>(
    'select action, customer_id, after, request_id, at from audit_log where target_id = $1 order by seq',
    [customerKeyId],
  );

describe('a reply that is copied', () => {
  it('is audited with its cause, its age and a hash of exactly what was copied', async () => {
    const { customerKeyId, customerId, arn } = await pendingKey({ customerName: 'Copied Text Ltd' });
    const text = await copied(customerKeyId);
    expect(text.body).toContain(`aws kms cancel-key-deletion --region eu-west-1 --key-id ${arn}`);
    expect(text.body).toContain('Sat 21 Mar 2026 09:12 UTC');
    expect(text.body).toContain('- Customer: Copied Text Ltd');
    expect(await auditOf(customerKeyId)).toEqual([
      {
        action: 'key.text_copied',
        customer_id: customerId,
        after: {
          status: 'unusable',
          cause: 'pending_deletion',
          asOf: NOW.toISOString(),
          sha256: createHash('sha256').update(text.body).digest('hex'),
        },
        request_id: 'request-1',
        at: NOW,
      },
    ]);
  });

  it('H7 is made again at every copy: it has its age, and the hash differs', async () => {
    const { customerKeyId } = await pendingKey();
    const clock = aClock();
    const first = await copied(customerKeyId, clock);
    clock.advance(11 * MINUTE_MS);
    const second = await copied(customerKeyId, clock);
    expect(first.body).toMatch(/^Hello/);
    expect(second.body).toMatch(/^As of Sat 14 Mar 2026 09:12 UTC; not checked since\./);
    const hashes = (await auditOf(customerKeyId)).map(({ after }) => after['sha256']);
    expect(new Set(hashes).size).toBe(2);
  });

  it('greets a single key administrator by name, and neither of two', async () => {
    const { customerKeyId, customerId } = await pendingKey();
    const addAdmin = (name: string) =>
      desk.db
        .insert(contacts)
        .values({ id: newId(), customerId, role: 'key_admin', name, email: 'x@example.com', createdAt: NOW });
    await addAdmin('Kim');
    expect((await copied(customerKeyId)).body).toMatch(/^Hello Kim,/);
    await addAdmin('Lee');
    expect((await copied(customerKeyId)).body).toMatch(/^Hello,/);
  });

  it('is not given out when the audit entry cannot be written', async () => {
    const { customerKeyId } = await pendingKey();
    const actor = { ...AGENT, name: 'cannot\u0000be stored' };
    await expect(
      copyText({ db: desk.db, clock: aClock(), regions: REGIONS, policy: POLICY }, { customerKeyId }, actor),
    ).rejects.toThrow();
    expect(await auditOf(customerKeyId)).toEqual([]);
  });
});

describe('a reply is refused, and nothing is audited,', () => {
  it.each([
    ['H16 when ownership is not proven', 'ownership_unproven', { proven: false, role: 'candidate' }],
    ['when the key is retired', 'retired', { role: 'retired' }],
    [
      'H6 when it would name an account that is not theirs',
      'foreign_identifier',
      { customerName: 'Acme 999988887777' },
    ],
  ] as const)('%s', async (_title, reason, words) => {
    const { customerKeyId } = await pendingKey(words);
    expect(await copy(customerKeyId)).toEqual({ ok: false, reason });
    expect(await auditOf(customerKeyId)).toEqual([]);
  });

  it('when the key was never checked', async () => {
    const { customerKeyId } = await addKey(desk.db);
    expect(await copy(customerKeyId)).toEqual({ ok: false, reason: 'not_checked' });
  });

  it('when our account in the region is not configured', async () => {
    const { customerKeyId } = await pendingKey();
    const outcome = await copyText(
      { db: desk.db, clock: aClock(), regions: [], policy: POLICY },
      { customerKeyId },
      AGENT,
    );
    expect(outcome).toEqual({ ok: false, reason: 'vendor_account_missing' });
  });

  it('when there is no such key', async () => {
    expect(await copy(newId())).toEqual({ ok: false, reason: 'not_found' });
  });
});

describe('the page of a key', () => {
  it('shows exactly the reply that is copied', async () => {
    const deps = checkDeps(desk.db);
    const { customerKeyId } = await addKey(desk.db);
    await checkKey(deps, { customerKeyId }, AGENT);
    const page = await readKeyPage({ ...deps, regions: REGIONS }, { role: 'agent' }, customerKeyId);
    const shown = page?.ownership === 'proven' ? page.customerText : null;
    const { body, subject } = await copied(customerKeyId, deps.clock);
    expect(shown).toMatchObject({ kind: 'text', body, subject });
    expect(body).toContain('our account is permitted to use this key');
  });

  it('H12 H25 blames nobody for a denial with only the catch-all message', async () => {
    const deps = checkDeps(desk.db, () => ({ generate: 'denied:cross_account_catch_all' }));
    const { customerKeyId } = await addKey(desk.db);
    for (let denial = 0; denial < 3; denial += 1) {
      if (denial > 0) deps.clock.advance(3 * MINUTE_MS);
      await checkKey(deps, { customerKeyId }, AGENT);
    }
    const { body } = await copied(customerKeyId, deps.clock);
    expect(body).toContain('"kms:GenerateDataKey"');
    expect(body).not.toContain('"kms:Decrypt"');
    expect(body.replaceAll(/\s+/g, ' ')).toContain('this may be on your side or on ours');
    expect(body).toContain('request-of-GenerateDataKey');
  });
});
