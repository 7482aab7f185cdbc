import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  assigned,
  ended,
  idsOf,
  insertInto,
  lineSet,
  movesKeys,
  NO_RIGHT,
  refusalOf,
  switched,
  takesOver,
  time,
  type Ids,
  type Sql,
} from './app-rights.test-support.ts';
import {
  aReplacementDesk,
  anAccount,
  DAY_MS,
  HOUR_MS,
  must,
  type ReplacementDesk,
} from './replacement.test-support.ts';

let desk: TestDesk;
/** Approved, with a full check of this moment. */
let ready: Ids;
/** The same of another customer. */
let other: Ids;
/** The same, with a new key in another AWS account that a contact confirmed. */
let elsewhere: Ids;
/** Switched, not acknowledged. */
let done: Ids;
/** Acknowledged. */
let acknowledged: Ids;
/** Of `ready`: a check that failed, and one that passed a minute before the newest. */
let failedCheck: string;

const ASSIGNED = 'replacement_lines_assigned';
const ORIGIN = 'key_assignments_origin_cleared';

const isReady = async (place: ReplacementDesk): Promise<Ids> => {
  await place.check(await place.newKeyId(), 6 * MINUTE_MS);
  return idsOf(place);
};
const aReadyLine = async (): Promise<Ids> => {
  const place = await aReplacementDesk(desk);
  await place.upTo('approved');
  return isReady(place);
};

beforeAll(async () => {
  desk = await openTestDesk();
  const place = await aReplacementDesk(desk);
  await place.upTo('awaiting_approval');
  const [newKey, { newKey: stored }] = [await place.newKeyId(), await place.stored()];
  place.answer(stored?.record.arn ?? '', { facts: null });
  await place.check(newKey, 6 * MINUTE_MS);
  const reports = await desk.rows<{ id: string; passed: boolean }>(
    'select id, passed from probe_reports where key_id = $1 order by started_at desc limit 1',
    [newKey],
  );
  expect(reports[0]?.passed).toBe(false);
  failedCheck = reports[0]?.id ?? '';
  place.answer(stored?.record.arn ?? '', {});
  await place.check(newKey, 6 * MINUTE_MS);
  must(await place.approve());
  ready = await isReady(place);

  other = await aReadyLine();
  const moving = await aReplacementDesk(desk);
  await moving.start();
  await moving.receive(newArn('eu-west-1', anAccount()));
  await moving.own();
  must(await moving.confirm(await moving.aContact()));
  await moving.tests();
  must(await moving.approve());
  elsewhere = await isReady(moving);

  for (const state of ['switched', 'acknowledged'] as const) {
    const switchedPlace = await aReplacementDesk(desk);
    await switchedPlace.upTo(state);
    switchedPlace.clock.advance(MINUTE_MS);
    if (state === 'switched') done = await idsOf(switchedPlace);
    else acknowledged = await idsOf(switchedPlace);
  }
});
afterAll(() => desk.close());

const refused = (...statements: (string | readonly string[])[]) => refusalOf(desk, statements.flat());
/** A check of `ready` once more, with something else in it. */
const copyOfCheck = (id: string, offset: number, words: Sql) =>
  `insert into probe_reports select (jsonb_populate_record(r, jsonb_build_object('id', '${id}' ${Object.entries(words)
    .map(([column, value]) => `, '${column}', ${value}`)
    .join('')}))).* from probe_reports r where key_id = '${ready.newKey}' and kind = 'grid' and passed
   order by started_at desc offset ${offset} limit 1`;
const check = (key: string, kind: string, offset = 0) =>
  `(select id from probe_reports where key_id = '${key}' and kind = '${kind}' and passed order by started_at desc offset ${offset} limit 1)`;
const set = (table: string, words: string, id: string) => `update ${table} set ${words} where id = '${id}'`;

describe('the switch of a line, whatever the app writes', () => {
  it('is written with its approval, its fresh tests and both keys', async () => {
    expect(await refused(switched(ready), movesKeys(ready))).toBeNull();
    expect(await refused(switched(elsewhere), movesKeys(elsewhere))).toBeNull();
  });

  it('is not written without an approval', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('awaiting_approval');
    const ids = await isReady(place);
    expect(await refused(switched(ids), movesKeys(ids))).toBe('replacement_lines_moves');
    const from = (state: string) => lineSet(ids.lineId, { state: `'${state}'` });
    expect(await refused(from('approved'), switched(ids), movesKeys(ids))).toBe('the approval');
    const borrowed = lineSet(ids.lineId, { state: `'approved'`, approval_id: `'${ready.approvalId}'` });
    expect(await refused(borrowed, switched(ids), movesKeys(ids))).toBe('the approval');
  });

  it.each<[string, string, () => readonly string[]]>([
    [
      'with an approval that is void',
      'approval',
      () => [set('replacement_approvals', `void_at = now(), void_why = 'x'`, ready.approvalId), switched(ready)],
    ],
    [
      'when its approver took part since',
      'second person',
      () => [
        insertInto('replacement_parts', {
          id: `'${newId()}'`,
          line_id: `'${ready.lineId}'`,
          staff_id: `'${ready.approver}'`,
          part: `'edited'`,
          at: time(ready.at),
        }),
        switched(ready),
      ],
    ],
    [
      'before the approved window',
      'window',
      () => [
        switched(ready, {
          switched_at: `(select valid_from - interval '1 s' from replacement_approvals where id = '${ready.approvalId}')`,
        }),
      ],
    ],
    ['with one full check', 'checks', () => [switched(ready, { first_report_id: check(ready.newKey, 'grid') })]],
    ['with no full check', 'checks', () => [switched(ready, { first_report_id: check(ready.newKey, 'proof') })]],
    [
      'with two checks that are less than five minutes apart',
      'checks',
      () => {
        const id = newId();
        const close = { started_at: `(r.started_at - interval '4 min 59 s')`, finished_at: 'r.finished_at' };
        return [copyOfCheck(id, 0, close), switched(ready, { first_report_id: `'${id}'` })];
      },
    ],
    [
      'with a check that is older than 24 hours',
      'checks',
      () => {
        const id = newId();
        const old = {
          started_at: `(r.started_at - interval '24 h 1 s')`,
          finished_at: `(r.finished_at - interval '24 h')`,
        };
        return [copyOfCheck(id, 0, old), switched(ready, { first_report_id: `'${id}'` })];
      },
    ],
    [
      'with a last check that is older than five minutes',
      'checks',
      () => [switched(ready, { switched_at: `${time(ready.at)} + interval '5 min 1 s'` })],
    ],
    [
      'with a check that ends after it',
      'checks',
      () => {
        const id = newId();
        const later = { started_at: 'r.started_at', finished_at: `(r.finished_at + interval '1 s')` };
        return [copyOfCheck(id, 0, later), switched(ready, { second_report_id: `'${id}'` })];
      },
    ],
    ['with a check that did not pass', 'checks', () => [switched(ready, { first_report_id: `'${failedCheck}'` })]],
    [
      'with a quick check',
      'checks',
      () => {
        const id = newId();
        return [copyOfCheck(id, 0, { kind: `'short'` }), switched(ready, { second_report_id: `'${id}'` })];
      },
    ],
    [
      'with a check of another key',
      'checks',
      () => [switched(ready, { first_report_id: check(other.newKey, 'grid', 1) })],
    ],
    [
      'with a last check of another key',
      'checks',
      () => [switched(ready, { second_report_id: check(other.newKey, 'grid') })],
    ],
    [
      'with a check of another ARN',
      'checks',
      () => {
        const id = newId();
        return [
          copyOfCheck(id, 1, { arn: `'arn:aws:kms:eu-west-1:111122223333:key/other'` }),
          switched(ready, { first_report_id: `'${id}'` }),
        ];
      },
    ],
    [
      'without an encrypt/decrypt test',
      'encrypt_test',
      () => [switched(ready, { proof_report_id: check(ready.newKey, 'grid') })],
    ],
    [
      'with an encrypt/decrypt test of another key',
      'encrypt_test',
      () => [switched(ready, { proof_report_id: check(other.newKey, 'proof') })],
    ],
    [
      'with an encrypt/decrypt test that is older than 24 hours',
      'encrypt_test',
      () => {
        const id = newId();
        const old = {
          kind: `'proof'`,
          started_at: `(r.started_at - interval '24 h 1 s')`,
          finished_at: `(r.finished_at - interval '24 h')`,
        };
        return [copyOfCheck(id, 0, old), switched(ready, { proof_report_id: `'${id}'` })];
      },
    ],
    [
      'with a proof of ownership that was withdrawn (H16)',
      'ownership',
      () => [
        `update ownership_proofs set withdrawn_at = now(), withdrawn_by = 'a', withdraw_reason = 'b' where key_id = '${ready.newKey}'`,
        switched(ready),
      ],
    ],
    [
      'with a key whose ownership was withdrawn (H16)',
      'key',
      () => [set('customer_keys', 'ownership_withdrawn_at = now()', ready.newKey), switched(ready)],
    ],
    [
      'with a proof of ownership of another key (H16)',
      'ownership',
      () => [
        switched(ready, {
          ownership_proof_id: `(select id from ownership_proofs where key_id = '${other.newKey}' limit 1)`,
        }),
      ],
    ],
    [
      'with a new key that is not usable',
      'key',
      () => [set('customer_keys', `verdict = 'attention', cause = 'partial_access'`, ready.newKey), switched(ready)],
    ],
    [
      'with an old key that is not usable, where nobody decided to go on',
      'old key',
      () => [set('customer_keys', `verdict = 'unusable', cause = 'key_disabled'`, ready.oldKey), switched(ready)],
    ],
    [
      'of a key that is not the active one any more',
      'the active key',
      () => [
        `with gone as (${ended(ready.oldKey, ready.workspaceId, ready.at)} returning 1) select 1 from gone`,
        assigned(ready, ready.oldKey, 'retained', { origin: `'legacy'`, origin_id: 'null' }),
        switched(ready),
      ],
    ],
    ['by half', 'the switch', () => [lineSet(ready.lineId, { state: `'switched'`, state_at: time(ready.at) })]],
    [
      'together with another new key',
      'a key of the region',
      () => [switched(ready, { new_key_id: `'${other.newKey}'`, key_received_at: time(ready.at) })],
    ],
  ])('is not written %s', async (_what, missing, statements) => {
    expect(await refused(statements(), movesKeys(ready))).toBe(missing);
  });

  it('is not written after the approved window', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('awaiting_approval');
    const until = new Date(place.clock().getTime() + 10 * MINUTE_MS);
    must(await place.approve(place.approver, { window: { from: place.clock(), until } }));
    place.clock.advance(5 * MINUTE_MS);
    const ids = await isReady(place);
    expect(ids.at > until).toBe(true);
    expect(await refused(switched(ids), movesKeys(ids))).toBe('window');
  });

  it('is not written by an approval that a clock set forward dated later', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('awaiting_approval');
    const from = new Date(place.clock().getTime() - DAY_MS);
    place.clock.advance(HOUR_MS);
    must(await place.approve(place.approver, { window: { from, until: new Date(place.clock().getTime() + DAY_MS) } }));
    place.clock.advance(-HOUR_MS);
    const ids = await isReady(place);
    expect(await refused(switched(ids), movesKeys(ids))).toBe('window');
  });

  it.each<[string, string]>([
    [
      'that nobody confirmed',
      'confirmed_at = null, confirmed_by = null, confirmed_by_staff_id = null, confirmed_how = null, confirmed_contact_id = null',
    ],
    ['that was confirmed before the new key came in', `confirmed_at = key_received_at - interval '1 ms'`],
  ])('H17 is not written to another AWS account %s', async (_what, words) => {
    await desk.owner.query('begin');
    await desk.owner.query(`set local session_replication_role = replica`);
    const [before] = await desk.rows<{ at: Date; by: string; staffId: string; how: string; contact: string }>(
      `select confirmed_at as at, confirmed_by as by, confirmed_by_staff_id as "staffId", confirmed_how as how, confirmed_contact_id as contact
       from replacement_lines where id = $1`,
      [elsewhere.lineId],
    );
    await desk.owner.query(set('replacement_lines', words, elsewhere.lineId));
    await desk.owner.query('commit');
    expect(await refused(switched(elsewhere), movesKeys(elsewhere))).toBe('confirmation');
    await desk.owner.query('begin');
    await desk.owner.query(`set local session_replication_role = replica`);
    await desk.owner.query(
      `update replacement_lines set confirmed_at = $2, confirmed_by = $3, confirmed_how = $4, confirmed_contact_id = $5, confirmed_by_staff_id = $6 where id = $1`,
      [elsewhere.lineId, before?.at, before?.by, before?.how, before?.contact, before?.staffId],
    );
    await desk.owner.query('commit');
  });

  it('H17 is not confirmed in the moment of the switch', async () => {
    const now = { confirmed_at: time(elsewhere.at), confirmed_how: `'because I say so'`, confirmed_contact_id: 'null' };
    expect(await refused(switched(elsewhere, now), movesKeys(elsewhere))).toBe('the contact');
  });
});

describe('both keys of a switch, whatever the app writes', () => {
  it('are moved with it, also when it is acknowledged at once', async () => {
    const acknowledge = lineSet(ready.lineId, {
      state: `'acknowledged'`,
      acknowledged_at: time(ready.at),
      acknowledged_by: `'me'`,
      acknowledged_how: `'I saw it'`,
    });
    expect(await refused(switched(ready))).toBe(ASSIGNED);
    expect(await refused(switched(ready), acknowledge)).toBe(ASSIGNED);
    expect(await refused(switched(ready), movesKeys(ready), acknowledge)).toBeNull();
  });

  it.each<[string, string, (ids: Ids) => readonly string[]]>([
    [
      'two keys are active in one workspace',
      'key_assignments_one_active',
      (ids) => [switched(ids), assigned(ids, ids.newKey, 'active')],
    ],
    [
      'the old key is not retained',
      ASSIGNED,
      (ids) => [switched(ids), ended(ids.oldKey, ids.workspaceId, ids.at), assigned(ids, ids.newKey, 'active')],
    ],
    ['a key becomes active without a switch', ORIGIN, (ids) => movesKeys(ids)],
    [
      'a key becomes active by a line that is only touched',
      ORIGIN,
      (ids) => [lineSet(ids.lineId, { end_note: `'touched'` }), ...movesKeys(ids)],
    ],
    [
      'a key becomes active at another time than the switch',
      ORIGIN,
      (ids) => [switched(ids), ...movesKeys({ ...ids, at: new Date(ids.at.getTime() + 1) })],
    ],
    [
      'another key becomes active than the line’s',
      ORIGIN,
      (ids) => [switched(ids), ...takesOver(ids, third.customerKeyId, ids.oldKey)],
    ],
    [
      'the old key becomes active by the switch',
      ORIGIN,
      (ids) => [switched(ids), ...movesKeys(ids), ...takesOver(ids, ids.oldKey, ids.newKey)],
    ],
    [
      'a key becomes active in another workspace',
      ORIGIN,
      (ids) => [
        switched(ids),
        ...movesKeys(ids),
        assigned({ ...ids, workspaceId: secondWorkspace }, ids.newKey, 'active'),
      ],
    ],
  ])('are refused where %s', async (_what, constraint, statements) => {
    expect(await refused(statements(ready))).toBe(constraint);
  });

  let third: Awaited<ReturnType<typeof addKey>>;
  const secondWorkspace = newId();
  beforeAll(async () => {
    third = await addKey(desk.db, { customerId: ready.customerId, role: 'candidate' });
    await desk.pool.query(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'other', 'eu-west-1', now())`,
      [secondWorkspace, ready.customerId],
    );
  });

  it('are moved once: a line that was switched before makes no key active again', async () => {
    const at = new Date(done.at.getTime() - MINUTE_MS);
    const touched = lineSet(done.lineId, { end_note: `'touched'` });
    const again = { from_at: `(select switched_at from replacement_lines where id = '${done.lineId}')` };
    const back = [
      ended(done.newKey, done.workspaceId, done.at),
      assigned(done, done.newKey, 'retained'),
      ended(done.newKey, done.workspaceId, done.at),
      assigned(done, done.newKey, 'active', again),
    ];
    expect(at < done.at).toBe(true);
    expect(await refused(touched, back)).toBe(ORIGIN);
  });

  it('a key from before setups takes over no workspace in which another one was active', async () => {
    const legacy = await addKey(desk.db, { customerId: ready.customerId, role: 'candidate' });
    const { customerKeyId } = legacy;
    const by = { origin: `'legacy'`, origin_id: 'null' };
    for (const laterMs of [0, 1, DAY_MS]) {
      const at = new Date(ready.at.getTime() + laterMs);
      const takes = [
        ended(ready.oldKey, ready.workspaceId, ready.at),
        assigned(ready, ready.oldKey, 'retained', by),
        assigned({ ...ready, at }, customerKeyId, 'active', by),
      ];
      expect(await refused(takes), `${laterMs} ms later`).toBe(ORIGIN);
    }
    expect(await refused(assigned(ready, customerKeyId, 'active', by))).toBe('key_assignments_one_active');
  });
});

describe('a line that is switched, whatever the app writes', () => {
  it.each<[string, Sql]>([
    ['its new key', { new_key_id: 'old_key_id' }],
    ['when the key came in', { key_received_at: 'now()' }],
    ['when it was switched', { switched_at: `switched_at + interval '1 s'` }],
    ['who switched it', { switched_by: `'me'` }],
    ['the first check', { first_report_id: 'second_report_id' }],
    ['the second check', { second_report_id: 'first_report_id' }],
    ['its approval', { approval_id: 'null' }],
    [
      'its confirmation',
      {
        confirmed_at: 'now()',
        confirmed_by: `'me'`,
        confirmed_by_staff_id: `(select r.created_by_staff_id from replacements r where r.id = replacement_id)`,
        confirmed_how: `'on the phone'`,
      },
    ],
    ['how many restore points there were', { restore_points_before: '7' }],
    ['a first backup before the acknowledgement', { first_backup_at: 'now()', first_backup_by: `'me'` }],
  ])('keeps %s', async (_what, words) => {
    expect(['nothing: it is switched', 'replacement_lines_backup_after']).toContain(
      await refused(lineSet(done.lineId, words)),
    );
  });

  it('is acknowledged by somebody who says how, and not before the switch', async () => {
    const acknowledge = (ids: Ids, words: Sql = {}) =>
      lineSet(ids.lineId, {
        state: `'acknowledged'`,
        acknowledged_at: time(ids.at),
        acknowledged_by: `'me'`,
        acknowledged_how: `'I saw it'`,
        ...words,
      });
    expect(await refused(acknowledge(done))).toBeNull();
    for (const words of [
      { acknowledged_by: `' '` },
      { acknowledged_how: `' '` },
      { acknowledged_at: `switched_at - interval '1 ms'` },
    ])
      expect(await refused(acknowledge(done, words)), JSON.stringify(words)).toBe('the switch before it');
    const unsaid = { acknowledged_at: 'null', acknowledged_by: 'null', acknowledged_how: 'null' };
    expect(await refused(acknowledge(done, unsaid))).toBe('the acknowledgement');
    expect(await refused(acknowledge(ready))).toBe('replacement_lines_moves');
    expect(await refused(acknowledge(ready, { state: `'approved'` }))).toBe('the switch before it');
    expect(await refused(acknowledge(acknowledged))).toBe('nothing: it is acknowledged');
  });

  it('keeps its first backup', async () => {
    const backup = (by: string) =>
      lineSet(acknowledged.lineId, { first_backup_at: time(acknowledged.at), first_backup_by: by });
    expect(await refused(backup(`'a'`))).toBeNull();
    expect(await refused(backup(`'a'`), backup(`'b'`))).toBe('nothing: the first backup ran');
  });

  it('is not released by a word', async () => {
    const word = (words: Sql) => lineSet(acknowledged.lineId, { released_at: time(acknowledged.at), ...words });
    expect(await refused(word({ state: `'released'` }))).toBe('the release of the old key');
    expect(await refused(word({}))).toBe('the release');
    expect(await refused(lineSet(acknowledged.lineId, { state: `'released'` }))).toBe('the release');
  });
});

describe('a roll back, whatever the app writes', () => {
  const rolledBack = (ids: Ids, words: Sql = {}) =>
    lineSet(ids.lineId, {
      state: `'rolled_back'`,
      state_at: time(ids.at),
      rolled_back_at: time(ids.at),
      rolled_back_by: `'me'`,
      rolled_back_reason: `'backups_failed'`,
      end_note: `'backups failed'`,
      ...words,
    });
  const back = (ids: Ids) => takesOver(ids, ids.oldKey, ids.newKey);

  it('moves both keys', async () => {
    for (const ids of [done, acknowledged]) {
      expect(await refused(rolledBack(ids), back(ids))).toBeNull();
      expect(await refused(rolledBack(ids))).toBe(ASSIGNED);
      expect(await refused(back(ids))).toBe(ORIGIN);
    }
  });

  it('retains the new key, because backups may exist under it', async () => {
    const gone = [
      ended(done.newKey, done.workspaceId, done.at),
      ended(done.oldKey, done.workspaceId, done.at),
      assigned(done, done.oldKey, 'active'),
    ];
    expect(await refused(rolledBack(done), gone)).not.toBeNull();
  });

  it('has a reason, and is not before the switch', async () => {
    const at = new Date(done.at.getTime() - DAY_MS);
    expect(await refused(rolledBack(done, { rolled_back_at: time(at) }), back(done))).toBe('the roll back');
    expect(await refused(rolledBack(done, { end_note: `'x'` }), back(done))).toBe('the reason');
    expect(await refused(rolledBack(ready), back(ready))).toBe('replacement_lines_moves');
  });

  it('is the end of its line', async () => {
    for (const words of [{ switched_by: `'me'` }, { end_note: `'something else'` }])
      expect(await refused(rolledBack(done), back(done), lineSet(done.lineId, words))).toBe('nothing: it has ended');
  });

  it('switched and rolled back in one transaction leaves the old key active', async () => {
    const later = { ...ready, at: new Date(ready.at.getTime() + MINUTE_MS) };
    expect(await refused(switched(ready), movesKeys(ready), rolledBack(later), back(later))).toBeNull();
    expect(await refused(switched(ready), movesKeys(ready), rolledBack(later))).toBe(ASSIGNED);
  });

  it('a trigger that is in the way is not stopped', async () => {
    expect(await refused('alter table replacement_lines disable trigger all')).toBe(NO_RIGHT);
  });
});
