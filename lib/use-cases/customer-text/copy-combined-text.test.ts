import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { inState, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { toldByReply } from '#lib/core/customer-text/combined-text.ts';
import { keysToTellOf } from '#lib/db/customer-text/combined-texts.ts';
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
  const tells = async () => {
    const told = await keysToTellOf(desk.db, customerId);
    return toldByReply(
      told,
      told.map(({ id }) => id),
      deps.clock(),
    );
  };
  return {
    keys,
    customerId,
    tells,
    copy: (edited: { body: string; tells: string } | null = null) =>
      copyCombinedText(deps, { customerId, edited }, AGENT, 'r1'),
  };
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

it('keeps an edited reply beside the one that Keydesk made', async () => {
  const { customerId, tells, copy } = await aCustomer('Edited Reply', [DISABLED, DISABLED]);
  const made = await copy();
  if (!made.ok) throw new Error(made.reason);
  const body = `${made.value.body}\nThank you for your patience.\n`;
  expect(await copy({ body, tells: await tells() })).toMatchObject({ ok: true, value: { body } });
  const kept = await desk.rows('select body, body_before from key_texts where customer_id = $1 order by id', [
    customerId,
  ]);
  expect(kept).toEqual([
    { body: made.value.body, body_before: null },
    { body, body_before: made.value.body },
  ]);
});

it('H6 keeps no edited reply with another customer, a key of theirs or a secret in it', async () => {
  const other = await aCustomer('Lumen Biosciences', [DISABLED]);
  const { customerId, tells, copy } = await aCustomer('Edited Wrong', [DISABLED, DISABLED]);
  const made = await copy();
  if (!made.ok) throw new Error(made.reason);
  for (const words of [
    'It is the same as at Lumen Biosciences.',
    `Compare it with ${other.keys[0]?.arn}.`,
    'Our secret is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ])
    expect(await copy({ body: `${made.value.body}\n${words}\n`, tells: await tells() })).toMatchObject({
      reason: 'edit_refused',
      problems: [expect.any(String)],
    });
  expect(await desk.rows('select 1 from key_texts where customer_id = $1', [customerId])).toHaveLength(1);
});

it('gives out no edited reply where what it tells changed meanwhile, and says what did', async () => {
  const { tells, copy } = await aCustomer('Changed Meanwhile', [DISABLED, DISABLED, {}]);
  const made = await copy();
  if (!made.ok) throw new Error(made.reason);
  const before = (await tells()).split('\n').slice(0, 1).join('\n');
  expect(await copy({ body: `${made.value.body}\nThank you.\n`, tells: before })).toMatchObject({
    reason: 'changed_meanwhile',
    changes: ['it is about other keys'],
  });
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
