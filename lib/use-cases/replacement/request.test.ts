import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleReplacements } from './settle-replacements.ts';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, newArn, openTestDesk, proveAccount, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { textsOfReplacement } from '#lib/db/replacement/replacements.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { receiveNewKey } from './receive-new-key.ts';
import { startReplacement } from './start-replacement.ts';
import { aReplacementDesk, anAccount, must, REASON, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const sorted = (words: readonly string[]) => words.toSorted();

describe('the start of a request', () => {
  const start = async (place: ReplacementDesk, words: Partial<Parameters<typeof startReplacement>[1]> = {}) =>
    startReplacement(
      place.deps,
      {
        customerId: place.old.customerId,
        source: 'announced',
        reason: REASON,
        ticket: null,
        plannedFor: null,
        askedBy: { contactId: null, name: 'Dana Ruiz' },
        workspaceIds: [await place.workspaceOf()],
        ...words,
      },
      place.agent,
    );

  it('is refused without a workspace, for one without an active key, and for one of another customer', async () => {
    const [place, other] = [await aReplacementDesk(desk), await aReplacementDesk(desk)];
    expect(await start(place, { workspaceIds: [] })).toEqual({ ok: false, reason: 'no_workspace' });
    const workspaceIds = [await other.workspaceOf()];
    expect(await start(place, { workspaceIds })).toEqual({ ok: false, reason: 'no_active_key' });
    expect(await start(place, { askedBy: { contactId: await other.aContact(), name: '' } })).toEqual({
      ok: false,
      reason: 'no_such_contact',
    });
    expect(await start(place, { askedBy: { contactId: null, name: '<b>Dana</b>' } })).toEqual({
      ok: false,
      reason: 'unsafe_name',
    });
  });

  it('is refused for a workspace that leaves, and for one whose replacement is not switched yet', async () => {
    const place = await aReplacementDesk(desk);
    must(await start(place));
    expect(await start(place)).toEqual({ ok: false, reason: 'replaced_already' });
    const other = await aReplacementDesk(desk);
    const leaves = {
      customerId: other.old.customerId,
      workspaceIds: [await other.workspaceOf()],
      path: 'leaves',
    } as const;
    must(await startDeparture(other.deps, { ...leaves, reason: 'The contract ends.', ticket: null }, other.approver));
    expect(await start(other)).toEqual({ ok: false, reason: 'workspace_leaves' });
  });
});

describe('a new key', () => {
  const receive = async (place: ReplacementDesk, arn: string) =>
    receiveNewKey(
      { ...place.deps, regions: REGIONS },
      { ...(await place.input()), arn, whose: 'customer' },
      place.agent,
    );

  it('is refused where it is the old key, of another region, of our own account or not an ARN', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    const refused = (reason: string) => ({ ok: false, reason });
    expect(await receive(place, place.old.arn)).toEqual(refused('same_key'));
    expect(await receive(place, newArn('us-west-2', place.account))).toEqual(refused('region_mismatch'));
    expect(await receive(place, newArn('eu-west-1', '444455556666'))).toEqual(refused('vendor_account_key'));
    expect((await receive(place, 'alias/backup')).ok).toBe(false);
    expect(await place.state()).toBe('announced');
    expect(await place.audited()).toEqual(['started']);
  });

  it('is refused where another customer holds it', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    const account = anAccount();
    const theirs = await addKey(desk.db, { arn: newArn('eu-west-1', account) });
    await proveAccount(desk.db, theirs.customerId, account);
    expect(await receive(place, theirs.arn)).toEqual({ ok: false, reason: 'key_held_by_another_customer' });
    expect(await place.state()).toBe('announced');
  });

  it('sets the line back, and takes its tests, its confirmation and its approval with it', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('approved');
    place.clock.advance(MINUTE_MS);
    await place.receive();
    const { line, facts } = await place.stored();
    expect(line).toMatchObject({
      state: 'requested',
      approvalId: null,
      moveTest: null,
      confirmedAt: null,
      askedAt: null,
    });
    expect(facts).toMatchObject({ passedChecks: [], encryptTest: null, approval: null });
    expect(await place.approvals()).toMatchObject([{ void_why: 'Another key was sent.' }]);
  });

  it('is refused once the line is switched', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('switched');
    expect(await receive(place, newArn('eu-west-1', place.account))).toEqual({ ok: false, reason: 'too_late' });
  });
});

describe('a request that nobody whom we know made', () => {
  it('H17 keeps the question to a contact and the answer to whoever asked as they were copied, and who was told', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    for (const kind of ['question_to_contact', 'answer_to_asker'] as const) await place.tell(kind);
    const texts = await textsOfReplacement(desk.db, (await place.input()).replacementId);
    expect(texts.map(({ kind, toldTo }) => [kind, toldTo]).toSorted()).toEqual([
      ['answer_to_asker', 'Dana Ruiz'],
      ['question_to_contact', 'Dana Ruiz'],
    ]);
  });

  it('H17 has no such texts where a verified contact asked', async () => {
    const place = await aReplacementDesk(desk);
    await place.start({ askedBy: { contactId: await place.aContact(), name: '' } });
    await expect(place.tell('question_to_contact')).rejects.toThrow('text_not_allowed');
  });
});

describe('a request over two workspaces', () => {
  async function twoLines(): Promise<ReplacementDesk> {
    const place = await aReplacementDesk(desk);
    const second = await place.anotherOld('second');
    await place.start({ workspaceIds: [await place.workspaceOf(), await place.workspaceOf(second.customerKeyId)] });
    return place;
  }
  const states = async (place: ReplacementDesk): Promise<string[]> => {
    const found: string[] = [];
    for (const position of [0, 1]) {
      await place.useLine(position);
      found.push(await place.state());
    }
    return found;
  };

  it('is switched line by line', async () => {
    const place = await twoLines();
    for (const position of [0, 1]) {
      await place.useLine(position);
      await place.receive();
      await place.tests();
      must(await place.approve());
    }
    await place.useLine(0);
    place.clock.advance(MINUTE_MS);
    must(await place.switch());
    expect(await states(place)).toEqual(['switched', 'approved']);
    place.clock.advance(MINUTE_MS);
    must(await place.switch());
    expect(await states(place)).toEqual(['switched', 'switched']);
    expect(await place.auditIntact()).toBe(true);
  });

  it('is rejected in one and switched in the other', async () => {
    const place = await twoLines();
    await place.useLine(0);
    await place.receive();
    must(await place.reject());
    await place.useLine(1);
    await place.receive();
    await place.tests();
    must(await place.approve());
    must(await place.switch());
    expect(await states(place)).toEqual(['rejected', 'switched']);
  });

  it('may use one new key for both, which each line tests, approves and switches by itself', async () => {
    const place = await twoLines();
    const arn = newArn('eu-west-1', place.account);
    for (const position of [0, 1]) {
      await place.useLine(position);
      await place.receive(arn);
      await place.tests();
      must(await place.approve());
    }
    for (const position of [0, 1]) {
      await place.useLine(position);
      place.clock.advance(MINUTE_MS);
      must(await place.switch());
    }
    expect(await states(place)).toEqual(['switched', 'switched']);
    must(await place.rollBack());
    const newId = await place.newKeyId();
    // It is still active in the other workspace.
    expect(await place.roleOf(newId)).toBe('active');
    expect((await place.assigned()).retained).toEqual([newId]);
  });
});

describe('a request that ends before its switch', () => {
  it.each(['withdrawn', 'rejected'] as const)(
    'and was %s is opened again with its whole history, and begins without a key',
    async (how) => {
      const place = await aReplacementDesk(desk);
      await place.upTo('approved');
      const before = await place.events();
      must(how === 'withdrawn' ? await place.withdraw() : await place.reject());
      expect(await place.reopen()).toMatchObject({ ok: true });
      expect(await place.events()).toEqual([...before, how, 'reopened']);
      const { line } = await place.stored();
      expect(line).toMatchObject({ state: 'announced', newKeyId: null, approvalId: null, endNote: null });
      await place.receive();
      await place.tests();
      must(await place.approve());
      expect(await place.approvals()).toHaveLength(2);
      must(await place.switch());
      const audited = await place.audited();
      const begun = ['key_received', 'tested', 'approved'];
      expect(sorted(audited)).toEqual(sorted(['started', ...begun, how, 'reopened', ...begun, 'switched']));
      expect(await place.auditIntact()).toBe(true);
    },
  );

  it('is neither withdrawn nor rejected after the switch, nor rejected before a key came in', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    expect(await place.reject()).toEqual({ ok: false, reason: 'nothing_to_reject' });
    expect(await place.reopen()).toEqual({ ok: false, reason: 'not_ended' });
    await place.receive();
    await place.tests();
    must(await place.approve());
    must(await place.switch());
    expect(await place.reject()).toEqual({ ok: false, reason: 'too_late' });
    expect(await place.withdraw()).toEqual({ ok: false, reason: 'too_late' });
    expect(await place.reopen()).toEqual({ ok: false, reason: 'not_ended' });
  });

  it('is not opened again while another request has its workspace, nor once another key is active there', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('withdrawn');
    const first = place.ids();
    await place.start();
    const second = place.ids();
    place.useIds(first);
    expect(await place.reopen()).toEqual({ ok: false, reason: 'replaced_already' });
    place.useIds(second);
    await place.receive();
    await place.tests();
    must(await place.approve());
    must(await place.switch());
    place.useIds(first);
    expect(await place.reopen()).toEqual({ ok: false, reason: 'no_active_key' });
  });
});

describe('what changes by itself', () => {
  it('is moved by the worker, for every request, and a second run finds nothing to do', async () => {
    const own = await openTestDesk();
    try {
      const place = await aReplacementDesk(own);
      for (let request = 0; request < 3; request += 1) {
        const key = await place.anotherOld(`w${request}`);
        await place.start({ workspaceIds: [await place.workspaceOf(key.customerKeyId)] });
        await place.receive();
        await place.check(await place.newKeyId());
      }
      expect(await settleReplacements(place.deps)).toBe(3);
      expect(await settleReplacements(place.deps)).toBe(0);
      expect(await own.rows(`select distinct state from replacement_lines`)).toEqual([{ state: 'testing' }]);
    } finally {
      await own.close();
    }
  });

  it('takes a request over and edits it under the newest page only', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    const { revision } = await place.input();
    must(await place.takeOver(place.second));
    expect(await place.takeOver(place.second)).toEqual({ ok: false, reason: 'yours_already' });
    expect(await place.edit({ revision })).toEqual({ ok: false, reason: 'stale' });
    expect(await place.edit({ replacementId: place.ids().lineId })).toEqual({ ok: false, reason: 'not_found' });
    expect(await place.audited()).toEqual(['started', 'taken_over']);
  });
});
