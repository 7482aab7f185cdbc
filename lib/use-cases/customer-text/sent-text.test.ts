import { desc, eq, getTableColumns } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import { asksWhetherSent } from '#lib/core/customer-text/unsent.ts';
import {
  after,
  DAY_MS,
  inState,
  MINUTE_MS,
  NOW,
  pendingUntil,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { bodyOfText, copiedTextsOf } from '#lib/db/customer-text/customer-texts.ts';
import { unsentTextsOf } from '#lib/db/customer-text/key-texts.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  newArn,
  openTestDesk,
  REGIONS,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { readCustomerTextBody } from '#lib/queries/customer/customer-texts.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { recordNotSent } from '#lib/use-cases/customer-text/record-not-sent.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const OTHER = { ...AGENT, staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000bb', name: 'Kim Agent' };
const BY = { actor: AGENT, requestId: 'request-1' };

const DISABLED = inState('Disabled');
const PENDING: ReportWords = pendingUntil(after(9 * DAY_MS));

/** What was copied about a key, newest first. */
const textsOfKey = (keyId: string) =>
  desk.db
    .select(getTableColumns(keyTexts))
    .from(keyTextKeys)
    .innerJoin(keyTexts, eq(keyTexts.id, keyTextKeys.textId))
    .where(eq(keyTextKeys.keyId, keyId))
    .orderBy(desc(keyTexts.id));

/** A key whose answers the test changes, checked once, and a person at work on its reply. */
async function aDesk(first: ReportWords = DISABLED) {
  let answer = first;
  const deps = { ...checkDeps(desk.db, () => answer), regions: REGIONS };
  const { customerKeyId, customerId, arn } = await addKey(desk.db);
  const check = async (words: ReportWords = answer) => {
    answer = words;
    await checkKey(deps, { customerKeyId }, AGENT);
  };
  await check();
  const tells = async () => {
    const page = await readKeyPage(deps, { role: 'agent', staffId: AGENT.staffId }, customerKeyId);
    if (page?.ownership !== 'proven') throw new Error('no page');
    return page.told;
  };
  const copy = async (edit?: (body: string) => string) => {
    if (edit === undefined) return copyText(deps, { customerKeyId }, AGENT, 'request-1');
    const plain = await copyText(deps, { customerKeyId }, OTHER);
    if (!plain.ok) throw new Error(plain.reason);
    const edited = { body: edit(plain.value.body), tells: (await tells()).tells };
    return copyText(deps, { customerKeyId, edited }, AGENT, 'request-1');
  };
  const copied = async (...given: Parameters<typeof copy>) => {
    const outcome = await copy(...given);
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.value.textId;
  };
  const sent = (textId: string, at: Date | null = null) =>
    recordSent(deps, { textId, to: 'Dana Ruiz', channel: 'ticket', at }, BY);
  const digests = async () => {
    const [row] = await desk.db.select().from(customerKeys).where(eq(customerKeys.id, customerKeyId));
    return { tell: row?.tellDigest, told: row?.toldDigest };
  };
  const untold = async () => {
    const { tell, told } = await digests();
    return tell !== '' && tell !== told;
  };
  return { deps, clock: deps.clock, customerKeyId, customerId, arn, check, tells, copy, copied, sent, digests, untold };
}

const auditOf = (customerKeyId: string) =>
  desk.rows<{ action: string; after: Record<string, unknown> }>(
    `select action, after from audit_log where target_id = $1 and action like 'key.text%' order by seq`,
    [customerKeyId],
  );

describe('a copied reply', () => {
  it('never counts as told by copying alone', async () => {
    const { copied, untold, tells } = await aDesk();
    await copied();
    expect(await untold()).toBe(true);
    expect((await tells()).last).toBeNull();
  });

  it('is named to everybody else who opens the key until somebody records whether it was sent', async () => {
    const { deps, copied, sent, tells, customerKeyId } = await aDesk();
    const readByOther = async () => {
      const page = await readKeyPage(deps, { role: 'agent', staffId: OTHER.staffId }, customerKeyId);
      return page?.ownership === 'proven' ? page.told.copiedByOther : undefined;
    };
    const textId = await copied();
    expect(await readByOther()).toEqual({ by: AGENT.name, copiedAt: deps.clock() });
    expect((await tells()).copiedByOther).toBeNull();
    await sent(textId);
    expect(await readByOther()).toBeNull();
  });

  it('counts as told once a person recorded that they sent it, with the audit entry', async () => {
    const { copied, sent, untold, tells, customerKeyId, clock } = await aDesk();
    const textId = await copied();
    clock.advance(5 * MINUTE_MS);
    expect(await sent(textId)).toEqual({ ok: true, value: null });
    expect(await untold()).toBe(false);
    expect(await tells()).toMatchObject({
      last: { at: after(5 * MINUTE_MS), by: 'Robin Agent', to: 'Dana Ruiz', channel: 'ticket', changes: [] },
      unsent: null,
    });
    expect((await auditOf(customerKeyId)).at(-1)).toEqual({
      action: 'key.text_sent',
      after: { textId, to: 'Dana Ruiz', channel: 'ticket', at: after(5 * MINUTE_MS).toISOString() },
    });
  });

  it('stays told over checks of the unchanged key, and not over another cause or a relapse', async () => {
    const { copied, sent, untold, tells, check, clock } = await aDesk();
    await sent(await copied());
    clock.advance(20 * MINUTE_MS);
    await check();
    expect(await untold()).toBe(false);
    clock.advance(20 * MINUTE_MS);
    await check(PENDING);
    expect(await untold()).toBe(true);
    expect((await tells()).last?.changes).toEqual([
      'deletion scheduled (before: disabled)',
      expect.stringMatching(/^the deadline is now Mon 23 Mar 2026/),
    ]);
    clock.advance(MINUTE_MS);
    await sent(await copied());
    expect(await untold()).toBe(false);
    for (const words of [{}, {}, PENDING]) {
      clock.advance(20 * MINUTE_MS);
      await check(words);
    }
    expect(await untold()).toBe(true);
    expect((await tells()).last?.changes).toEqual([expect.stringMatching(/^it began again on /)]);
  });

  it('is no longer told when only one more permission is denied, which changes neither status nor cause', async () => {
    const { copied, sent, untold, tells, check, clock } = await aDesk({});
    const thrice = async (words: ReportWords) => {
      for (let denial = 0; denial < 3; denial += 1) {
        clock.advance(3 * MINUTE_MS);
        await check(words);
      }
    };
    const denied = 'denied:cross_account_catch_all' as const;
    await thrice({ generate: denied });
    await sent(await copied());
    expect(await untold()).toBe(false);
    await thrice({ generate: denied, encrypt: denied });
    expect(await untold()).toBe(true);
    expect((await tells()).last?.changes).toEqual(['1 permission more denied (kms:Encrypt)']);
  });

  it('does not replace what a newer text told, when the older one is recorded as sent later', async () => {
    const { copied, sent, digests, check, clock } = await aDesk();
    const older = await copied();
    clock.advance(40 * MINUTE_MS);
    await check(PENDING);
    const newer = await copied();
    await sent(newer);
    const { told } = await digests();
    expect(await sent(older)).toMatchObject({ ok: true });
    expect((await digests()).told).toBe(told);
  });

  it('is asked about after half an hour, by whoever copied it, until they answered once', async () => {
    const { deps, copied, sent, tells, clock, customerKeyId } = await aDesk();
    const textId = await copied();
    const ask = async (actor = AGENT) =>
      (await unsentTextsOf(desk.db, actor.staffId, clock())).filter(({ keyIds }) => keyIds.includes(customerKeyId));
    clock.advance(29 * MINUTE_MS);
    expect((await tells()).unsent).toEqual({ textId, copiedAt: NOW, by: null });
    expect((await ask()).some(({ copiedAt }) => asksWhetherSent(copiedAt, null, clock()))).toBe(false);
    clock.advance(MINUTE_MS);
    expect((await ask()).filter(({ copiedAt }) => asksWhetherSent(copiedAt, null, clock()))).toMatchObject([
      { textId },
    ]);
    expect(await recordNotSent(deps, { textId }, BY)).toMatchObject({ ok: true });
    expect(await ask()).toEqual([]);
    expect((await tells()).unsent).toBeNull();
    expect(await sent(textId)).toEqual({ ok: false, reason: 'already_answered' });
  });

  it('copied twice is one text, and what was copied shortly before the sent one was a draft', async () => {
    const { copied, sent, customerKeyId, clock } = await aDesk();
    const first = await copied();
    expect(await copied()).toBe(first);
    clock.advance(MINUTE_MS);
    const second = await copied((body) => body.replace('Hello,', 'Hello again,'));
    expect(second).not.toBe(first);
    await sent(second);
    const mine = (await textsOfKey(customerKeyId)).filter(({ copiedByStaffId }) => copiedByStaffId === AGENT.staffId);
    expect(mine.map(({ id, sentAt, notSentAt }) => [id, sentAt !== null, notSentAt !== null])).toEqual([
      [second, true, false],
      [first, false, true],
    ]);
  });

  it.each([
    ['a time that has not come', 'in_the_future', after(MINUTE_MS)],
    ['a time before it was copied', 'before_the_copy', after(-2 * MINUTE_MS)],
  ])('refuses %s, and writes nothing', async (_, reason, at) => {
    const { copied, sent, untold, customerKeyId } = await aDesk();
    const textId = await copied();
    expect(await sent(textId, at)).toEqual({ ok: false, reason });
    expect(await untold()).toBe(true);
    expect((await auditOf(customerKeyId)).map(({ action }) => action)).not.toContain('key.text_sent');
  });

  it('refuses a secret in place of the person it was sent to', async () => {
    const { deps, copied } = await aDesk();
    const to = 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(await recordSent(deps, { textId: await copied(), to, channel: 'ticket', at: null }, BY)).toEqual({
      ok: false,
      reason: 'secret_in_to',
    });
  });

  it('copied three times at once is one text', async () => {
    const { copy, customerKeyId } = await aDesk();
    await Promise.all([copy(), copy(), copy()]);
    expect(await textsOfKey(customerKeyId)).toHaveLength(1);
  });

  it('H16 tells nothing of the key once its ownership is withdrawn, and sending it moves nothing', async () => {
    const { copied, sent, digests, customerId, customerKeyId, clock } = await aDesk();
    const textId = await copied();
    await desk.rows('update customer_keys set ownership_withdrawn_at = now() where id = $1', [customerKeyId]);
    const subject = 'A reply about a key whose ownership is withdrawn';
    const { items } = await copiedTextsOf(desk.db, customerId, null, 20);
    expect(items).toMatchObject([{ id: textId, subject }]);
    expect(await bodyOfText(desk.db, { customerId, source: 'keys', textId })).toEqual({
      body: expect.stringMatching(/^Nothing of this reply is shown/),
      bodyBefore: null,
    });
    const unsent = await unsentTextsOf(desk.db, AGENT.staffId, clock());
    expect(unsent.find((text) => text.textId === textId)).toMatchObject({ subject });
    const { told } = await digests();
    expect(await sent(textId)).toMatchObject({ ok: true });
    expect((await digests()).told).toBe(told);
  });

  it('H18 stays as it was copied, and so does its answer, whatever SQL the app runs', async () => {
    const { copied, sent } = await aDesk();
    const textId = await copied();
    const set = (what: string) => desk.pool.query(`update key_texts set ${what} where id = $1`, [textId]);
    await expect(set(`body = 'other'`)).rejects.toThrow('permission denied');
    await expect(desk.pool.query('delete from key_texts')).rejects.toThrow('permission denied');
    await sent(textId);
    await expect(set(`sent_to = 'somebody else'`)).rejects.toThrow('stays over');
  });

  it('is stored with its audit entry, or neither is', async () => {
    const { deps, customerKeyId } = await aDesk();
    const actor = { ...AGENT, name: 'cannot\u0000be stored' };
    await expect(copyText(deps, { customerKeyId }, actor)).rejects.toThrow();
    expect(await textsOfKey(customerKeyId)).toEqual([]);
  });
});

describe('an edited reply', () => {
  it('is copied as edited, with the difference kept', async () => {
    const { copied, customerId, customerKeyId } = await aDesk();
    const textId = await copied((body) => body.replace('Hello,', 'Hello, and thank you for your patience.'));
    expect(await readCustomerTextBody(desk, { role: 'viewer' }, { customerId, source: 'keys', textId })).toEqual({
      body: expect.stringMatching(/^Hello, and thank you/),
      bodyBefore: expect.stringMatching(/^Hello,\n/),
    });
    expect((await auditOf(customerKeyId)).at(-1)?.after).toHaveProperty('editedFrom');
  });

  it.each<[string, (body: string) => string, RegExp]>([
    [
      'H6 an ARN that is not this customer’s',
      (body) => `${body}\nIt worked with ${newArn('eu-west-1', '999988887777')}.\n`,
      /“arn:aws:kms:eu-west-1:999988887777:key\/.*, in line \d+ of the text, is an ARN or an account/,
    ],
    [
      'H27 a second deadline',
      (body) => `${body}\nPlease do this by Friday.\n`,
      /“by Friday”, in line \d+ of the text, is a date/,
    ],
    [
      'H27 nothing to do beside an ask',
      (body) => `${body}\nYou do not need to do anything.\n`,
      /“You do not need to do anything”, in line \d+ of the text, contradicts/,
    ],
  ])('refuses %s, and names the word and its place', async (_, edit, words) => {
    const { copy, customerKeyId } = await aDesk();
    const outcome = await copy(edit);
    expect(outcome).toMatchObject({ ok: false, reason: 'edit_refused', problems: [expect.stringMatching(words)] });
    expect((await textsOfKey(customerKeyId)).every(({ copiedBy }) => copiedBy === OTHER.name)).toBe(true);
  });

  it.each<[string, (body: string) => string, RegExp]>([
    [
      'H6 the name of another customer, in any case',
      (body) => `${body}\nThe same happened at woodgrove bank last week.\n`,
      /^“woodgrove bank”, in line \d+ of the text, reads as a name that is not this customer’s/,
    ],
    [
      'a secret',
      (body) => `${body}\nAKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n`,
      /^The edited reply contains what looks like a secret/,
    ],
    [
      'to leave out the key and what it asks',
      () => 'Hello,\n\nwe will call you.\n',
      /^The reply no longer says which key/,
    ],
  ])('refuses %s', async (_, edit, words) => {
    if (!(await desk.rows(`select 1 from customers where name = 'Woodgrove Bank'`)).length)
      await addKey(desk.db, { customerName: 'Woodgrove Bank' });
    const { copy } = await aDesk();
    const outcome = await copy(edit);
    expect(outcome).toMatchObject({ ok: false, reason: 'edit_refused' });
    expect('problems' in outcome ? outcome.problems[0] : '').toMatch(words);
  });

  it('may name the customer’s own provider and a customer whose name is part of its own', async () => {
    const provider = await addKey(desk.db, { customerName: 'Northwind Services' });
    const { copied, customerId } = await aDesk();
    await desk.rows('update customers set provider_id = $1 where id = $2', [provider.customerId, customerId]);
    expect(await copied((body) => body.replace('Hello,', 'Hello, with greetings to Northwind Services.'))).toBeTruthy();
  });

  it('H7 keeps the sentence that says how old the answer is', async () => {
    const { copy, clock } = await aDesk();
    clock.advance(11 * MINUTE_MS);
    expect(await copy((body) => body.replace(/^As of .*\n+/, ''))).toMatchObject({
      reason: 'edit_refused',
      problems: [expect.stringMatching(/^“As of Sat 14 Mar 2026 09:12 UTC; not checked since\.”/)],
    });
  });

  it('H7 neither accuses nor asks for a change while a denial is unconfirmed', async () => {
    const { check, copy, clock } = await aDesk({});
    clock.advance(MINUTE_MS);
    await check({ generate: 'denied:cross_account_catch_all' });
    const accused = await copy((body) => `${body}\nYou removed our permission. Please add it to the key policy.\n`);
    expect(accused).toMatchObject({
      problems: [expect.stringMatching(/“You removed”/), expect.stringMatching(/“Please add it to the key policy/)],
    });
    expect(await copy((body) => body.replace(/You do not need.*\n/, 'We look into it.\n'))).toMatchObject({
      problems: [expect.stringMatching(/we are confirming until/)],
    });
  });

  it('is not lost when the cause changes meanwhile: says what changed, and is copied at the next press', async () => {
    const { deps, check, tells, copied, customerKeyId } = await aDesk();
    const before = (await tells()).tells;
    deps.clock.advance(MINUTE_MS);
    await check(PENDING);
    const edited = { body: 'Hello,\n\nwe will call you.\n', tells: before };
    expect(await copyText(deps, { customerKeyId, edited }, AGENT)).toMatchObject({
      reason: 'changed_meanwhile',
      changes: ['deletion scheduled (before: disabled)', expect.stringContaining('the deadline is now')],
    });
    const textId = await copied((body) => body.replace('Hello,', 'Hello, we will call you.'));
    expect((await textsOfKey(customerKeyId))[0]).toMatchObject({ id: textId, bodyBefore: expect.any(String) });
  });
});
