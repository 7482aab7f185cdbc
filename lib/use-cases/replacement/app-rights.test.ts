import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPLACEMENT_STATES, STATE_MOVES, type ReplacementState } from '#lib/core/replacement/replacement.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  approval,
  idsOf,
  insertInto,
  lineSet,
  NO_RIGHT,
  refusalOf,
  time,
  type Ids,
  type Sql,
} from './app-rights.test-support.ts';
import { aPerson, aReplacementDesk, anAccount, must } from './replacement.test-support.ts';

let desk: TestDesk;
const byState = new Map<ReplacementState, Ids>();
/** Waits for its approval; the approver took it over, and the agent did everything else. */
let waiting: Ids;
/** Was approved, and its approval became void. */
let voided: Ids & { voidApproval: string };
/** Its new key is in another AWS account, and is not confirmed. */
let elsewhere: Ids & {
  contacts: Record<'good' | 'new' | 'executive' | 'ofAgent' | 'ofPart' | 'unverified' | 'foreign', string>;
};

const idsIn = (state: ReplacementState): Ids => {
  const found = byState.get(state);
  if (found === undefined) throw new Error(`Nothing is ${state}.`);
  return found;
};

beforeAll(async () => {
  desk = await openTestDesk();
  for (const state of REPLACEMENT_STATES) {
    const place = await aReplacementDesk(desk);
    await place.upTo(state);
    byState.set(state, await idsOf(place));
  }
  const place = await aReplacementDesk(desk);
  await place.upTo('awaiting_approval');
  must(await place.takeOver(place.approver));
  waiting = await idsOf(place);

  const after = await aReplacementDesk(desk);
  await after.upTo('approved');
  must(await after.edit({ askedBy: { contactId: null, name: 'Somebody Else' } }));
  const [ofAfter] = await after.approvals();
  voided = { ...(await idsOf(after)), voidApproval: ofAfter?.id ?? '' };

  const other = await aReplacementDesk(desk);
  await other.start();
  await other.receive(newArn('eu-west-1', anAccount()));
  await other.own();
  await other.tests();
  const stranger = await aReplacementDesk(desk);
  elsewhere = {
    ...(await idsOf(other)),
    contacts: {
      good: await other.aContact(),
      new: await other.aContact({ days: 13 }),
      executive: await other.aContact({ role: 'account_executive' }),
      ofAgent: await other.aContact({ by: other.agent }),
      ofPart: await other.aContact({ by: other.agent }),
      unverified: await other.aContact(),
      foreign: await stranger.aContact(),
    },
  };
  await desk.owner.query('update contacts set verified_with = null, verified_channel = null where id = $1', [
    elsewhere.contacts.unverified,
  ]);
  // Their name was another one then.
  await desk.owner.query(`update contacts set verified_by = 'Robin Maiden' where id = $1`, [elsewhere.contacts.ofPart]);
});
afterAll(() => desk.close());

const SECOND_PERSON = 'replacement_approvals_second_person';
const APPROVAL_GATE = 'replacement_approvals_gate';
const part = ({ lineId, second, at }: Ids, words: Sql = {}) =>
  insertInto('replacement_parts', {
    id: `'${newId()}'`,
    line_id: `'${lineId}'`,
    staff_id: `'${second}'`,
    part: `'edited'`,
    at: time(at),
    ...words,
  });
/** An approval whose line is approved by it. */
const approved = (ids: Ids, words: Sql = {}): string[] => {
  const id = `'${newId()}'`;
  return [
    approval(ids, { id, ...words }),
    lineSet(ids.lineId, { state: `'approved'`, state_at: time(ids.at), approval_id: id }),
  ];
};

describe('the states of a line', () => {
  it('are moved in the database as in the table of the core', async () => {
    const [gate] = await desk.rows<{ source: string }>(
      `select prosrc as source from pg_proc where proname = 'replacement_line_gate'`,
    );
    const moves = /moves text\[\] := '\{([^}]*)\}'/.exec(gate?.source ?? '')?.[1]?.split(',');
    expect(moves?.toSorted()).toEqual(STATE_MOVES);
  });

  it.each(REPLACEMENT_STATES.flatMap((from) => REPLACEMENT_STATES.map((to) => [from, to] as const)))(
    'are moved from %s to %s only where the table says so',
    async (from, to) => {
      const { lineId, at } = idsIn(from);
      const refused = await refusalOf(desk, [lineSet(lineId, { state: `'${to}'`, state_at: time(at) })]);
      // A move of the table lacks its facts here; the other tests write them.
      if (STATE_MOVES.includes(`${from}>${to}`)) expect(refused).not.toBe('replacement_lines_moves');
      else if (from === to) expect([null, 'nothing: it has ended']).toContain(refused);
      else expect(refused).toBe('replacement_lines_moves');
    },
  );

  it('begin with the announcement, for the key that is active in a workspace of the customer', async () => {
    const { lineId } = idsIn('announced');
    const copy = (words: Sql) =>
      `insert into replacement_lines select (jsonb_populate_record(l, jsonb_build_object(${Object.entries({
        id: `'${newId()}'`,
        position: '7',
        state: `'announced'`,
        end_note: 'null',
        ...words,
      })
        .map(([column, value]) => `'${column}', ${value}`)
        .join(', ')}))).* from replacement_lines l where id = '${lineId}'`;
    const ended = lineSet(lineId, { state: `'withdrawn'`, end_note: `'they keep the old key'` });
    expect(await refusalOf(desk, [ended, copy({})])).toBeNull();
    expect(await refusalOf(desk, [copy({})])).toBe('replacement_lines_one_open');
    const { oldKey, replacementId, workspaceId } = idsIn('testing');
    for (const words of [{ state: `'requested'` }, { state: `'approved'` }, { end_note: `'something else'` }])
      expect(await refusalOf(desk, [ended, copy(words)]), JSON.stringify(words)).toBe('the beginning');
    for (const words of [
      { old_key_id: `'${oldKey}'` },
      { workspace_id: `'${workspaceId}'` },
      { replacement_id: `'${replacementId}'` },
      { region: `'us-west-2'` },
    ])
      expect(await refusalOf(desk, [ended, copy(words)]), JSON.stringify(words)).toBe('the active key');
  });

  it('lead back from a rejection only while the old key is still the active one', async () => {
    const { lineId, oldKey, at } = idsIn('rejected');
    const reopened = lineSet(lineId, {
      state: `'announced'`,
      new_key_id: 'null',
      key_received_at: 'null',
      rejected_reason: 'null',
      end_note: 'null',
    });
    expect(await refusalOf(desk, [reopened])).toBeNull();
    const retained = `with ended as (update key_assignments set to_at = ${time(at)} where key_id = '${oldKey}' and to_at is null
        returning workspace_id, origin, origin_id)
      insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
      select gen_random_uuid(), workspace_id, '${oldKey}', 'retained', ${time(at)}, origin, origin_id from ended`;
    expect(await refusalOf(desk, [retained, reopened])).toBe('the active key');
  });
});

describe('an approval, whatever the app writes', () => {
  it('is given by an approver who had no part in the line', async () => {
    expect(await refusalOf(desk, approved(waiting))).toBeNull();
  });

  it.each<[string, () => Promise<readonly string[]>]>([
    ['the creator, an editor and the tester', async () => [approval(waiting, { staff_id: `'${waiting.agent}'` })]],
    ['who took it over', async () => [approval(waiting, { staff_id: `'${waiting.approver}'` })]],
    [
      'who took it over, and whose part is not recorded',
      async () => [
        `update replacements set owner_staff_id = '${waiting.second}' where id = '${waiting.replacementId}'`,
        approval(waiting),
      ],
    ],
    ['an editor', async () => [part(waiting), approval(waiting)]],
    ['the tester', async () => [part(waiting, { part: `'tested'` }), approval(waiting)]],
    [
      'who goes on without the old key',
      async () => [
        `update customer_keys set verdict = 'unusable', cause = 'key_disabled' where id = '${waiting.oldKey}'`,
        insertInto('replacement_overrides', {
          id: `'${newId()}'`,
          line_id: `'${waiting.lineId}'`,
          new_key_id: `'${waiting.newKey}'`,
          staff_id: `'${waiting.second}'`,
          by: `'me'`,
          at: time(waiting.at),
          reason: `'it is lost for good'`,
        }),
        approval(waiting),
      ],
    ],
    [
      'an agent',
      async () => [approval(waiting, { staff_id: `'${(await aPerson(desk, 'Al', 'agent')).actor.staffId}'` })],
    ],
    [
      'an approver who is disabled',
      async () => {
        const { staffId } = (await aPerson(desk, 'Di', 'approver')).actor;
        await desk.owner.query('update staff set disabled_at = now() where id = $1', [staffId]);
        return [approval(waiting, { staff_id: `'${staffId}'` })];
      },
    ],
  ])('is not given by %s', async (_who, statements) => {
    expect(await refusalOf(desk, await statements())).toBe(SECOND_PERSON);
  });

  it.each<[string, string, () => readonly string[]]>([
    ['by nobody', APPROVAL_GATE, () => [approval(waiting, { by: `' '` })]],
    ['by other characters', APPROVAL_GATE, () => [approval(waiting, { typed: `'00000000'` })]],
    ['by fewer characters', APPROVAL_GATE, () => [approval(waiting, { typed: `'${waiting.newArn.slice(-4)}'` })]],
    [
      'of another key',
      APPROVAL_GATE,
      () => [
        approval(waiting, {
          new_key_id: `'${idsIn('testing').newKey}'`,
          typed: `'${idsIn('testing').newArn.slice(-8)}'`,
        }),
      ],
    ],
    ['of a line whose tests run', APPROVAL_GATE, () => [approval(idsIn('testing'))]],
    ['of a line that is approved', APPROVAL_GATE, () => [approval(idsIn('approved'))]],
    [
      'for more than 14 days',
      APPROVAL_GATE,
      () => [approval(waiting, { valid_until: `${time(waiting.at)} + interval '14 days 1 second'` })],
    ],
    ['for no time', 'replacement_approvals_window', () => [approval(waiting, { valid_until: time(waiting.at) })]],
    ['void from the start', APPROVAL_GATE, () => [approval(waiting, { void_at: 'now()', void_why: `'x'` })]],
    ['that another line has', 'the approval', () => [approvedBy(idsIn('approved').approvalId)]],
    ['that became void', 'the approval', () => [lineOfVoided()]],
    [
      'that was given earlier',
      'the approval',
      // Given by somebody in a transaction of its own, and never used.
      () => [lineSet(waiting.lineId, { state: `'approved'`, approval_id: `'${unused}'` })],
    ],
    [
      'of a line whose old key is not usable',
      'old key',
      () => [
        `update customer_keys set verdict = 'unusable', cause = 'key_disabled' where id = '${waiting.oldKey}'`,
        ...approved(waiting),
      ],
    ],
    [
      'of a key in another AWS account that nobody confirmed (H17)',
      'confirmation',
      () => [waitsElsewhere(), ...approved(elsewhere)],
    ],
    [
      'that stays, while its line goes back to the tests',
      'the end of the approval',
      () => [lineSet(idsIn('approved').lineId, { state: `'testing'`, approval_id: 'null' })],
    ],
    [
      'that is taken back',
      'replacement_approvals_stay_over',
      () => [`update replacement_approvals set void_at = null, void_why = null where id = '${voided.voidApproval}'`],
    ],
    [
      'whose window is made longer',
      NO_RIGHT,
      () => [`update replacement_approvals set valid_until = valid_until + interval '1 day'`],
    ],
    ['whose basis is changed', NO_RIGHT, () => [`update replacement_approvals set basis = '{}'`]],
    ['whose giver is changed', NO_RIGHT, () => [`update replacement_approvals set staff_id = staff_id`]],
    ['that is deleted', NO_RIGHT, () => ['delete from replacement_approvals']],
  ])('is refused: %s', async (_what, constraint, statements) => {
    expect(await refusalOf(desk, statements())).toBe(constraint);
  });
  const unused = newId();
  const waitsElsewhere = () => lineSet(elsewhere.lineId, { state: `'awaiting_approval'` });
  beforeAll(async () => {
    await desk.pool.query(approval(waiting, { id: `'${unused}'` }));
  });
  const approvedBy = (id: string) => lineSet(waiting.lineId, { state: `'approved'`, approval_id: `'${id}'` });
  const lineOfVoided = () => lineSet(voided.lineId, { state: `'approved'`, approval_id: `'${voided.voidApproval}'` });
});

describe('H17 a confirmation of another AWS account, whatever the app writes', () => {
  const confirmed = (words: Sql = {}) =>
    lineSet(elsewhere.lineId, {
      confirmed_at: time(elsewhere.at),
      confirmed_by: `'me'`,
      confirmed_by_staff_id: `(select r.created_by_staff_id from replacements r where r.id = replacement_id)`,
      confirmed_how: `'on the phone'`,
      confirmed_contact_id: `'${elsewhere.contacts.good}'`,
      ...words,
    });
  const waits = () => lineSet(elsewhere.lineId, { state: `'awaiting_approval'` });

  it('allows an approval by a contact who was verified 14 days before, by somebody else', async () => {
    expect(await refusalOf(desk, [confirmed(), waits(), ...approved(elsewhere)])).toBeNull();
  });

  it('counts only from after the key came in', async () => {
    const before = confirmed({ confirmed_at: `key_received_at - interval '1 second'` });
    expect(await refusalOf(desk, [before, waits(), ...approved(elsewhere)])).toBe('confirmation');
  });

  it.each<[string, (contacts: typeof elsewhere.contacts) => Sql]>([
    ['by a contact who was verified 13 days before', (contacts) => ({ confirmed_contact_id: `'${contacts.new}'` })],
    ['by an account executive', (contacts) => ({ confirmed_contact_id: `'${contacts.executive}'` })],
    [
      'by a contact whom the creator of the request verified',
      (contacts) => ({ confirmed_contact_id: `'${contacts.ofAgent}'` }),
    ],
    ['by a contact without a number on record', (contacts) => ({ confirmed_contact_id: `'${contacts.unverified}'` })],
    ['by a contact of another customer', (contacts) => ({ confirmed_contact_id: `'${contacts.foreign}'` })],
    ['by nobody', () => ({ confirmed_by: `''` })],
    ['without saying how', () => ({ confirmed_how: `'x'` })],
    ['without a contact, by somebody who is no approver', () => ({ confirmed_contact_id: 'null' })],
    [
      'by a contact whom somebody with a part in the request verified, whatever their name is now',
      (contacts) => ({ confirmed_contact_id: `'${contacts.ofPart}'` }),
    ],
  ])('is refused %s', async (_what, words) => {
    expect(await refusalOf(desk, [confirmed(words(elsewhere.contacts))])).toBe('the contact');
  });

  it('is refused by a contact who has left', async () => {
    const left = `update contacts set left_at = now() where id = '${elsewhere.contacts.good}'`;
    expect(await refusalOf(desk, [left, confirmed()])).toBe('the contact');
  });

  it('is not added to a line that is approved', async () => {
    const { lineId } = idsIn('approved');
    const late = {
      confirmed_at: 'now()',
      confirmed_by: `'me'`,
      confirmed_by_staff_id: `(select r.created_by_staff_id from replacements r where r.id = replacement_id)`,
      confirmed_how: `'on the phone'`,
    };
    expect(await refusalOf(desk, [lineSet(lineId, late)])).toBe('the contact');
  });
});

describe('what was recorded, whatever the app writes', () => {
  it.each(['replacement_parts', 'replacement_overrides', 'replacement_events'])('%s are only added', async (table) => {
    expect(await refusalOf(desk, [`update ${table} set id = id`])).toBe(NO_RIGHT);
    expect(await refusalOf(desk, [`delete from ${table}`])).toBe(NO_RIGHT);
    expect(await refusalOf(desk, [`truncate ${table}`])).toBe(NO_RIGHT);
  });

  it.each(['replacements', 'replacement_lines', 'replacement_approvals', 'replacement_texts'])(
    '%s are never deleted',
    async (table) => {
      expect(await refusalOf(desk, [`delete from ${table}`])).toBe(NO_RIGHT);
      expect(await refusalOf(desk, [`truncate ${table} cascade`])).toBe(NO_RIGHT);
    },
  );

  it('a request keeps its customer and who started it, a line its workspace, region and old key', async () => {
    for (const column of ['id', 'customer_id', 'source', 'created_at', 'created_by', 'created_by_staff_id'])
      expect(await refusalOf(desk, [`update replacements set ${column} = ${column}`]), column).toBe(NO_RIGHT);
    for (const column of ['id', 'replacement_id', 'position', 'workspace_id', 'region', 'old_key_id'])
      expect(await refusalOf(desk, [`update replacement_lines set ${column} = ${column}`]), column).toBe(NO_RIGHT);
  });

  it.each<[string, Sql]>([
    ['by an agent', { staff_id: 'agent' }],
    ['by nobody', { by: `''` }],
    ['for another key', { new_key_id: 'other' }],
  ])('an override is refused %s', async (_what, words) => {
    const { lineId, newKey, oldKey, second, agent, at } = waiting;
    const named: Sql = { agent: `'${agent}'`, other: `'${oldKey}'` };
    const override = (given: Sql) =>
      insertInto('replacement_overrides', {
        id: `'${newId()}'`,
        line_id: `'${lineId}'`,
        new_key_id: `'${newKey}'`,
        staff_id: `'${second}'`,
        by: `'me'`,
        at: time(at),
        reason: `'it is lost for good'`,
        ...given,
      });
    const lost = `update customer_keys set verdict = 'unusable', cause = 'key_disabled' where id = '${oldKey}'`;
    const given = Object.fromEntries(Object.entries(words).map(([column, value]) => [column, named[value] ?? value]));
    expect(await refusalOf(desk, [lost, override({})])).toBeNull();
    expect(await refusalOf(desk, [override({})])).toBe('replacement_overrides_gate');
    expect(await refusalOf(desk, [lost, override(given)])).toBe('replacement_overrides_gate');
  });

  it('a new key is of the region, another one than the old, and sets the line back', async () => {
    const { lineId, oldKey, at } = waiting;
    const receive = (words: Sql) => lineSet(lineId, { state: `'requested'`, key_received_at: time(at), ...words });
    const { newKey: other } = idsIn('testing');
    expect(await refusalOf(desk, [receive({ new_key_id: `'${other}'` })])).toBeNull();
    expect(await refusalOf(desk, [receive({ new_key_id: `'${oldKey}'` })])).toBe('another key');
    expect(await refusalOf(desk, [lineSet(lineId, { new_key_id: `'${other}'` })])).toBe('a key of the region');
    const elsewhereKey = await addKey(desk.db, { arn: newArn('us-west-2'), role: 'candidate' });
    expect(await refusalOf(desk, [receive({ new_key_id: `'${elsewhereKey.customerKeyId}'` })])).toBe(
      'a key of the region',
    );
  });

  it.each(['rejected', 'withdrawn'])('a line is %s only with a reason', async (state) => {
    const why = state === 'rejected' ? `'tests_failed'` : 'null';
    const ended = (note: string) =>
      lineSet(waiting.lineId, { state: `'${state}'`, rejected_reason: why, end_note: note });
    expect(await refusalOf(desk, [ended(`'not theirs at all'`)])).toBeNull();
    expect(await refusalOf(desk, [ended('null')])).toBe('the reason');
    expect(await refusalOf(desk, [ended(`'x'`)])).toBe('the reason');
  });
});
