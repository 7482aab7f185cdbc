import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { inState, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, AGENT, checkDeps, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { copyCombinedText } from './copy-combined-text.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DISABLED = inState('Disabled');

/** A customer with a key for each answer, all checked. */
async function aCustomer(name: string, answers: readonly ReportWords[]) {
  const says = new Map<string, ReportWords>();
  const deps = checkDeps(desk.db, ({ arn }) => says.get(arn) ?? {});
  let customerId = '';
  const keys: { customerKeyId: string; arn: KeyArn }[] = [];
  for (const [index, answer] of answers.entries()) {
    const arn = newArn();
    says.set(arn, answer);
    const key = await addKey(desk.db, {
      arn,
      workspace: `w${index}`,
      ...(customerId === '' ? { customerName: name } : { customerId }),
    });
    ({ customerId } = key);
    keys.push(key);
    await checkKey(deps, { customerKeyId: key.customerKeyId }, AGENT);
  }
  return { keys, customerId, copy: () => copyCombinedText(deps, { customerId }, AGENT, 'r1') };
}

it('keeps exactly what was copied with its keys, and audits its hash', async () => {
  const { customerId, keys, copy } = await aCustomer('Two Disabled', [DISABLED, {}, DISABLED]);
  const copied = await copy();
  if (!copied.ok) throw new Error(copied.reason);
  const { textId, body } = copied.value;
  const [text] = await desk.rows('select * from key_texts where id = $1', [textId]);
  expect(text).toMatchObject({
    customer_id: customerId,
    body,
    body_before: null,
    sent_at: null,
    copied_by: AGENT.name,
  });
  const ofKeys = await desk.rows<{ key_id: string }>('select key_id from key_text_keys where text_id = $1', [textId]);
  const told = [keys[0], keys[2]].map((key) => key?.customerKeyId);
  expect(ofKeys.map(({ key_id }) => key_id).toSorted()).toEqual(told.toSorted());
  expect(body).not.toContain(keys[1]?.arn);
  const [entry] = await desk.rows<{ after: object }>(
    `select after from audit_log where target_id = $1 and action = 'customer.text_copied'`,
    [customerId],
  );
  expect(entry?.after).toMatchObject({ textId, keys: 2, sha256: createHash('sha256').update(body).digest('hex') });
});

it('copied three times at once is one text that nobody sent', async () => {
  const { customerId, copy } = await aCustomer('Copied Thrice', [DISABLED, DISABLED]);
  const copied = await Promise.all([copy(), copy(), copy()]);
  expect(new Set(copied.map((one) => one.ok && one.value.textId)).size).toBe(1);
  expect(await desk.rows('select 1 from key_texts where customer_id = $1', [customerId])).toHaveLength(1);
});

it('H6 is about no key of another customer', async () => {
  const others = await aCustomer('Other Customer', [DISABLED, DISABLED]);
  const { copy } = await aCustomer('Own Keys Only', [DISABLED, DISABLED]);
  const copied = await copy();
  for (const { arn } of others.keys)
    expect(copied).toMatchObject({ value: { body: expect.not.stringContaining(arn) } });
});

it('keeps nothing where there is nothing to send', async () => {
  const { customerId, copy } = await aCustomer('All Usable', [{}, {}]);
  expect(await copy()).toMatchObject({ ok: false, reason: 'nothing_to_send' });
  expect(await desk.rows('select 1 from key_texts where customer_id = $1', [customerId])).toEqual([]);
});

it('keeps no text whose audit entry can’t be written', async () => {
  const { customerId, copy } = await aCustomer('Audit Fails', [DISABLED, DISABLED]);
  await desk.owner.query('alter table audit_log rename to audit_log_away');
  await expect(copy()).rejects.toThrow();
  await desk.owner.query('alter table audit_log_away rename to audit_log');
  expect(await desk.rows('select 1 from key_texts where customer_id = $1', [customerId])).toEqual([]);
});
