import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATCH_ALL, MINUTE_MS, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aReplacementDesk, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DENIED = { generate: CATCH_ALL, decrypt: CATCH_ALL } as const;

async function anApproval(): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo('approved');
  return place;
}
const newArnOf = async (place: ReplacementDesk): Promise<string> => (await place.stored()).newKey?.record.arn ?? '';

describe('an approval becomes void', () => {
  type Change = (place: ReplacementDesk) => Promise<unknown>;
  const checkBoth: Change = async (place) => {
    await place.check(place.old.customerKeyId);
    await place.check(await place.newKeyId());
  };
  const answering =
    (which: 'old' | 'new', words: Parameters<ReplacementDesk['answer']>[1]): Change =>
    async (place) => {
      place.answer(which === 'old' ? place.old.arn : await newArnOf(place), words);
      await checkBoth(place);
    };
  const TESTS = ['encrypt', 'decrypt', 'generate', 'reEncryptFrom', 'reEncryptTo', 'withoutPlaintext'] as const;

  it.each<[string, RegExp, Change]>([
    ['the old key is disabled', /old key changed/, answering('old', { facts: someFacts({ keyState: 'Disabled' }) })],
    [
      'the old key’s deletion is scheduled',
      /the flags are different, the old key changed/,
      answering('old', {
        facts: someFacts({ keyState: 'PendingDeletion', deletionAt: new Date('2026-04-14T09:12:00.000Z') }),
      }),
    ],
    [
      'the material of the old key will expire',
      /old key changed/,
      answering('old', { facts: someFacts({ materialExpiresAt: new Date('2026-09-14T09:12:00.000Z') }) }),
    ],
    ['the new key is disabled', /new key changed/, answering('new', { facts: someFacts({ keyState: 'Disabled' }) })],
    [
      'the material of the new key will expire',
      /new key changed/,
      answering('new', { facts: someFacts({ materialExpiresAt: new Date('2026-09-14T09:12:00.000Z') }) }),
    ],
    ['the new key is imported', /flags are different/, answering('new', { facts: someFacts({ origin: 'EXTERNAL' }) })],
    ['access to the old key is lost', /test of the old key/, answering('old', DENIED)],
    ...TESTS.map((test): [string, RegExp, Change] => [
      `the new key denies one permission: ${test}`,
      /test of the new key has another result/,
      answering('new', { [test]: CATCH_ALL }),
    ]),
    [
      'data keys can’t be moved any more',
      /test between the two keys/,
      async (place) => {
        place.move({ result: 'denied', by: 'new', denial: 'cross_account_catch_all' });
        await place.test(place.agent);
      },
    ],
    [
      'somebody else asks for it',
      /somebody else asks/,
      (place) => place.edit({ askedBy: { contactId: null, name: 'Alex Morgan' } }),
    ],
    [
      'a verified contact asks for it',
      /somebody else asks for it, the flags are different/,
      async (place) => place.edit({ askedBy: { contactId: await place.aContact(), name: '' } }),
    ],
    [
      'an approver decides to go on without the old key',
      /decision about the old key/,
      async (place) => {
        place.answer(place.old.arn, { facts: someFacts({ keyState: 'Disabled' }) });
        place.clock.advance(MINUTE_MS);
        await place.check(place.old.customerKeyId);
        must(await place.override());
      },
    ],
    [
      'whoever gave it edits the request',
      /had a part in the request since/,
      (place) => place.edit({ ticket: '#4712' }, place.approver),
    ],
    ['whoever gave it runs the tests', /had a part in the request since/, (place) => place.test(place.approver)],
    [
      'whoever gave it is no longer an approver',
      /no longer an approver/,
      (place) => desk.owner.query('update staff set disabled_at = now() where id = $1', [place.approver.actor.staffId]),
    ],
    [
      'ownership of the new key is withdrawn',
      /new key changed/,
      async (place) =>
        desk.owner.query('update customer_keys set ownership_withdrawn_at = now() where id = $1', [
          await place.newKeyId(),
        ]),
    ],
    ['another key is sent', /Another key was sent/, (place) => place.receive()],
    ['the line is rejected', /was rejected/, (place) => place.reject()],
    ['the line is withdrawn', /was withdrawn/, (place) => place.withdraw()],
  ])('when %s, and nothing is switched', async (_what, why, change) => {
    const place = await anApproval();
    await change(place);
    await place.settle();
    const [approval] = await place.approvals();
    expect(approval?.void_why).toMatch(why);
    expect((await place.stored()).line.approvalId).toBeNull();
    expect(await place.state()).not.toBe('approved');
    expect(await place.switch()).toMatchObject({ ok: false });
    expect(await place.assigned()).toEqual({ active: [place.old.customerKeyId], retained: [] });
  });

  it('not by a check that says the same, nor by one without an answer', async () => {
    const place = await anApproval();
    await checkBoth(place);
    place.answer(await newArnOf(place), {
      facts: null,
      generate: 'could_not_tell:throttled',
      decrypt: 'could_not_tell:throttled',
    });
    await place.check(await place.newKeyId());
    place.move({ result: 'could_not_tell', fault: 'throttled' });
    await place.test(place.agent);
    await place.settle();
    expect(await place.state()).toBe('approved');
    expect(await place.approvals()).toMatchObject([{ void_at: null }]);
    expect((await place.stored()).facts.moveTest?.result).toBe('allowed');
  });

  it('and is written to the history and the audit log with its reason, once', async () => {
    const place = await anApproval();
    await answering('new', DENIED)(place);
    await place.settle();
    await place.settle();
    const [{ void_why: why } = { void_why: null }] = await place.approvals();
    expect(await place.events('approval_void')).toEqual([{ why }]);
    expect((await place.audited()).filter((action) => action === 'approval_ended')).toHaveLength(1);
    const entries = await desk.rows(
      `select reason, actor ->> 'kind' as by from audit_log where action = 'replacement.approval_ended' and target_id = $1`,
      [place.ids().replacementId],
    );
    expect(entries).toEqual([{ reason: why, by: 'system' }]);
    expect(await place.auditIntact()).toBe(true);
  });
});
