import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { newId } from '#lib/db/new-id.ts';
import { otherHolderOf } from '#lib/db/ownership/proofs.ts';
import { AGENT } from '#lib/db/test-desk.test-support.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import { submitKey } from '#lib/use-cases/key/submit-key.ts';
import { checkOwnership } from '#lib/use-cases/ownership/check-ownership.ts';
import { exceptOwnership } from '#lib/use-cases/ownership/except-ownership.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { APPROVER, newAccount, openOwnershipDesk, type OwnershipDesk } from './ownership-desk.test-support.ts';

const JOB: Actor = { kind: 'system', job: 'check-ownership' };
const REASON = 'Confirmed by the contract’s signatory on the phone.';

let desk: OwnershipDesk;
beforeAll(async () => {
  desk = await openOwnershipDesk();
});
afterAll(() => desk.close());

const ask = (customerKeyId: string) => {
  desk.clock.advance(16_000);
  return checkOwnership(desk.deps, { customerKeyId }, JOB);
};
/** The key is proven by its code. */
async function prove(key: { customerKeyId: string; arn: string; code: string }): Promise<void> {
  await desk.describe(key.arn, key.code);
  expect(await ask(key.customerKeyId)).toMatchObject({ ok: true, value: { answer: 'seen' } });
}
const nameOf = async (customerId: string): Promise<string> =>
  (await desk.rows<{ name: string }>('select name from customers where id = $1', [customerId]))[0]?.name ?? '';
const proofs = (customerKeyId: string) =>
  desk.rows<{ kind: string; withdrawn: boolean }>(
    `select kind, withdrawn_at is not null as withdrawn from ownership_proofs where key_id = $1 order by proven_at`,
    [customerKeyId],
  );

describe('a proven AWS account', () => {
  it('H16 covers a further key of the same holder, with a proof that says so', async () => {
    const account = newAccount();
    const first = await desk.aPendingKey(await desk.createKey(account));
    await prove(first);
    const second = await desk.submit(await nameOf(first.customerId), await desk.createKey(account));
    expect(second.ownershipProven).toBe(true);
    expect(await proofs(second.customerKeyId)).toEqual([{ kind: 'account', withdrawn: false }]);
    expect(await desk.rows('select 1 from ownership_checks where key_id = $1', [second.customerKeyId])).toEqual([]);
  });

  it('H16 covers also the keys of its holder that came before it was proven, but none whose proof was withdrawn', async () => {
    const account = newAccount();
    const first = await desk.aPendingKey(await desk.createKey(account));
    const holder = await nameOf(first.customerId);
    const [waiting, elsewhere] = [
      await desk.submit(holder, await desk.createKey(account)),
      await desk.submit(holder, await desk.createKey()),
    ];
    const withdrawn = await desk.submit(holder, await desk.createKey(account));
    for (const use of [exceptOwnership, withdrawOwnership])
      await use(desk.deps, { customerKeyId: withdrawn.customerKeyId, reason: REASON }, APPROVER);
    const foreign = await desk.aPendingKey(await desk.createKey(account));

    await prove(first);
    expect(await desk.keyRow(waiting.customerKeyId)).toMatchObject({ proven: true, cause: 'never_checked' });
    expect(await proofs(waiting.customerKeyId)).toEqual([{ kind: 'account', withdrawn: false }]);
    expect(await desk.rows('select 1 from ownership_checks where key_id = $1', [waiting.customerKeyId])).toEqual([]);
    expect((await desk.audited(waiting.customerKeyId)).at(-1)).toMatchObject({ action: 'ownership.proven' });
    for (const { customerKeyId } of [elsewhere, foreign])
      expect(await desk.keyRow(customerKeyId)).toMatchObject({ proven: false, cause: 'ownership_unproven' });
    expect(await desk.keyRow(withdrawn.customerKeyId)).toMatchObject({ withdrawn: true });
  });

  it('H16 covers no waiting key that another customer holds, and none once it is shared', async () => {
    const account = newAccount();
    const theirs = await desk.createKey(account);
    const [first, second] = [
      await desk.aPendingKey(await desk.createKey(account)),
      await desk.aPendingKey(await desk.createKey(account)),
    ];
    const held = await desk.submit(await nameOf(second.customerId), theirs);
    const owner = await desk.submit(`Customer ${newId()}`, theirs);
    await exceptOwnership(desk.deps, { customerKeyId: owner.customerKeyId, reason: REASON }, APPROVER);
    const waiting = await desk.submit(await nameOf(second.customerId), await desk.createKey(account));
    await prove(second);
    expect(await desk.keyRow(held.customerKeyId)).toMatchObject({ proven: false });
    expect(await desk.keyRow(waiting.customerKeyId)).toMatchObject({ proven: true });

    const late = await desk.submit(await nameOf(first.customerId), await desk.createKey(account));
    await prove(first);
    expect(await desk.keyRow(late.customerKeyId)).toMatchObject({ proven: false });
    expect(await desk.keyRow(waiting.customerKeyId)).toMatchObject({ cause: 'ownership_withdrawn' });
  });

  it('H16 covers nothing any more when it is proven for a second holder, and what it covered is opened again', async () => {
    const account = newAccount();
    const first = await desk.aPendingKey(await desk.createKey(account));
    await prove(first);
    const holder = await nameOf(first.customerId);
    const covered = await desk.submit(holder, await desk.createKey(account));
    const inUse = await desk.aKeyInUse({ arn: await desk.createKey(account), customerId: first.customerId });

    const second = await desk.aPendingKey(await desk.createKey(account));
    expect(second.ownershipProven).toBe(false);
    await prove(second);

    expect(
      await desk.rows('select shared_since is not null as shared from customer_accounts where aws_account_id = $1', [
        account,
      ]),
    ).toEqual([{ shared: true }, { shared: true }]);
    for (const id of [covered.customerKeyId, inUse.customerKeyId]) {
      expect(await desk.keyRow(id)).toMatchObject({ cause: 'ownership_withdrawn', proven: true, withdrawn: true });
      expect((await desk.audited(id)).at(-1)).toMatchObject({ action: 'ownership.withdrawn', by: 'check-ownership' });
    }
    expect(await desk.keyRow(inUse.customerKeyId)).toMatchObject({ role: 'active' });
    expect(await proofs(covered.customerKeyId)).toEqual([{ kind: 'account', withdrawn: true }]);
    // What showed a code of its own stays proven.
    for (const { customerKeyId } of [first, second])
      expect(await desk.keyRow(customerKeyId)).toMatchObject({ proven: true, withdrawn: false });
    const accountEntries = [...(await desk.audited(first.customerId)), ...(await desk.audited(second.customerId))];
    expect(accountEntries.map(({ action }) => action)).toEqual([
      'customer.account_proven',
      'customer.account_shared',
      'customer.account_proven',
    ]);

    expect((await desk.submit(holder, await desk.createKey(account))).ownershipProven).toBe(false);
    const { code } = await desk.startSetup(first.customerId);
    await prove({ ...covered, code });
    expect(await desk.keyRow(covered.customerKeyId)).toMatchObject({ cause: 'never_checked', withdrawn: false });
  });
});

describe('a proof that is withdrawn', () => {
  const withdraw = ({ customerKeyId }: { customerKeyId: string }) =>
    withdrawOwnership(desk.deps, { customerKeyId, reason: REASON }, APPROVER);

  it('H16 lets its AWS account cover no further key, unless another code shows whose the account is', async () => {
    const account = newAccount();
    const [first, second] = [await desk.createKey(account), await desk.createKey(account)];
    const one = await desk.aPendingKey(first);
    const name = await nameOf(one.customerId);
    await prove(one);
    const two = await desk.submit(name, second);
    expect(two.ownershipProven).toBe(true);
    await withdraw(two);
    expect((await desk.submit(name, await desk.createKey(account))).ownershipProven).toBe(true);

    await prove({ ...two, code: (await desk.startSetup(one.customerId)).code });
    await withdraw(one);
    expect((await desk.submit(name, await desk.createKey(account))).ownershipProven).toBe(true);
    await withdraw(two);
    expect((await desk.submit(name, await desk.createKey(account))).ownershipProven).toBe(false);
    expect((await desk.audited(one.customerId)).map(({ action, by }) => `${action} ${by}`)).toEqual([
      'customer.account_proven check-ownership',
      'customer.account_revoked Priya Approver',
    ]);
  });
});

describe('a key of customer B that was registered for customer A', () => {
  const aAndB = async () => {
    const arn = await desk.createKey();
    const a = await desk.aPendingKey(arn);
    const b = await desk.aPendingKey(arn);
    return { arn, a, b };
  };

  it('H16 can’t block B: B proves it, and A is held from then on', async () => {
    const { arn, a, b } = await aAndB();
    await prove(b);
    desk.clock.advance(16_000);
    await desk.aws.control.calls.clear();
    await desk.describe(arn, `${a.code} ${b.code}`);
    expect(await ask(a.customerKeyId)).toEqual({ ok: false, reason: 'key_held_by_another_customer' });
    const except = { customerKeyId: a.customerKeyId, reason: REASON };
    expect(await exceptOwnership(desk.deps, except, APPROVER)).toEqual({
      ok: false,
      reason: 'key_held_by_another_customer',
    });
    expect(await desk.keyRow(a.customerKeyId)).toMatchObject({ proven: false });
    expect((await desk.aws.control.calls.recent()).map(({ operation }) => operation)).not.toContain('DescribeKey');
    const again = { customerName: `Customer ${newId()}`, hostingRegion: 'eu-west-1', arn };
    expect(await submitKey(desk.deps, again, AGENT)).toMatchObject({ reason: 'key_held_by_another_customer' });
  });

  it('H6 H16 tells staff who holds it, and has no text for A’s customer', async () => {
    const { arn, a, b } = await aAndB();
    await prove(b);
    const bName = await nameOf(b.customerId);
    expect(await otherHolderOf(desk.db, { arn, customerId: a.customerId })).toMatchObject({ customerName: bName });
    const source = await findKeyTextSource(desk.db, a.customerKeyId);
    const text = source === null ? null : keyText(source, desk.deps, desk.clock());
    expect(text).toMatchObject({ kind: 'blocked', reason: 'ownership_unproven' });
    expect(JSON.stringify(text)).not.toContain(bName);
  });

  it('H16 is proven for one of them only when both show their codes at once', async () => {
    const { arn, a, b } = await aAndB();
    await desk.describe(arn, `${a.code} ${b.code}`);
    desk.clock.advance(16_000);
    const asked = await Promise.all(
      [a, b].map(({ customerKeyId }) => checkOwnership(desk.deps, { customerKeyId }, JOB)),
    );
    expect(asked.map((one) => (one.ok ? one.value.answer : one.reason)).toSorted()).toEqual([
      'key_held_by_another_customer',
      'seen',
    ]);
    const codes = await desk.rows('select 1 from ownership_codes where id = any($1) and used_at is not null', [
      [a.codeId, b.codeId],
    ]);
    expect(codes).toHaveLength(1);
  });

  it('H16 goes to B when A’s proof is withdrawn while it is a pending setup, and stays A’s while it is in use', async () => {
    const { a, b } = await aAndB();
    await prove(a);
    expect(await ask(b.customerKeyId)).toMatchObject({ reason: 'key_held_by_another_customer' });
    await withdrawOwnership(desk.deps, { customerKeyId: a.customerKeyId, reason: REASON }, APPROVER);
    // A third customer can be registered with it too, while nobody holds it.
    await desk.aPendingKey(a.arn as KeyArn);
    await prove(b);
    expect(await desk.keyRow(a.customerKeyId)).toMatchObject({ cause: 'ownership_unproven', proven: false });

    const inUse = await desk.aKeyInUse();
    await withdrawOwnership(desk.deps, { customerKeyId: inUse.customerKeyId, reason: REASON }, APPROVER);
    await expect(desk.aPendingKey(inUse.arn)).rejects.toThrow('key_held_by_another_customer');
  });
});
