import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEPARTURE_STEPS } from '#lib/core/departure/departure.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import { newId } from '#lib/db/new-id.ts';
import { newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { aJourney } from '#lib/use-cases/setup/setup.test-support.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { aPlace, BY, DAY_MS, EVIDENCE, type Place } from './departure.test-support.ts';
import { letCustomerGo, recordStep } from './record-step.ts';
import { exceptDeparture, recordRequest, withdrawDeparture } from './run-departure.ts';
import { startDeparture } from './start-departure.ts';

type Ids = {
  at: string;
  /** In use, with 3 restore points; its departure is at its guarded steps, with a signed request and no exception. */
  keptKey: string;
  keptDeparture: string;
  keptWorkspace: string;
  /** Nothing depends on it, and its departure is at the last step. */
  freeKey: string;
  freeDeparture: string;
  /** An old key that nothing depends on. */
  oldKey: string;
  /** Released two days ago by a departure that is finished. */
  releasedKey: string;
  finished: string;
  withdrawn: string;
  /** Evidence of its owner that the released key exists, and from before that it doesn't. */
  saysGone: string;
  otherWorkspace: string;
  moveId: string;
  moveSetup: string;
};

let desk: TestDesk;
let ids: Ids;

const must = <T>(result: { ok: boolean; value?: T; reason?: string }): T => {
  if (!result.ok) throw new Error(result.reason);
  return result.value as T;
};

/** A customer who leaves, and their steps up to the one before `next`. */
async function leaving(place: Place, left: number, steps: number, path: 'leaves' | 'make_unreadable' = 'leaves') {
  const one = await place.addCustomer();
  await place.report(one.customerKeyId, { restore_points: left });
  await place.reportDaily(one.customerKeyId, 7, { restore_points: left });
  const { customerId, workspaceId } = one;
  const start = { customerId, workspaceIds: [workspaceId], path, reason: 'The contract ends.', ticket: null };
  const { departureId } = must(await startDeparture(place.deps, start, BY));
  const input = async () => ({
    departureId,
    revision: (await findDeparture(desk.db, departureId))?.departure.revision ?? 0,
    evidence: EVIDENCE,
  });
  for (const step of DEPARTURE_STEPS.slice(0, steps))
    must(
      step === 'statement_may_go'
        ? await letCustomerGo(place.deps, await input(), BY)
        : await recordStep(place.deps, { ...(await input()), step }, BY),
    );
  return { ...one, departureId, input };
}

/** A workspace whose key came in, in another AWS account, and that moves to another region. */
async function aMove() {
  const journey = aJourney(desk.db);
  await journey.start();
  const { customerId, setupId: aside } = journey.ids();
  must(await withdrawSetup(journey.deps, { setupId: aside, revision: 1, reason: 'They move instead.' }, BY));
  const old = await aPlace(desk).addCustomer({ customerId, arn: newArn('us-west-2'), workspace: 'main' });
  const start = {
    customerId,
    ticket: null,
    askedBy: { contactId: null, name: 'Dana' },
    workspaces: [{ name: 'main', region: 'eu-west-1' }],
    movesFromId: old.workspaceId,
  };
  const { setupId } = must(await startSetup(journey.deps, start, BY));
  await journey.adopt(setupId);
  await journey.attest();
  await journey.receive(newArn('eu-west-1', '999988887777'));
  const [move] = await desk.rows<{ id: string }>('select id from workspace_moves where setup_id = $1', [setupId]);
  return { moveId: move?.id ?? '', moveSetup: setupId };
}

beforeAll(async () => {
  desk = await openTestDesk();
  const place = aPlace(desk);
  const released = await leaving(place, 0, 5);
  const saidAt = place.clock();
  const pasted = [
    `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${released.arn}' does not exist`,
    JSON.stringify({ KeyMetadata: { Arn: released.arn, KeyId: released.arn.slice(-36), KeyState: 'Disabled' } }),
  ];
  const said: string[] = [];
  for (const text of pasted) {
    place.clock.advance(DAY_MS);
    const evidence = {
      customerKeyId: released.customerKeyId,
      kind: 'describe_key',
      pasted: text,
      takenAt: null,
    } as const;
    const added = await addEvidence(place.deps, evidence, BY.actor);
    if (!added.ok) throw new Error(`Evidence refused, said at ${saidAt.toISOString()}`);
    said.push(added.value.evidenceId);
  }
  const kept = await leaving(place, 3, 3, 'make_unreadable');
  const request = { signedBy: 'Dana Ruiz', signedAt: place.clock(), reference: 'letter 12' };
  must(await recordRequest(place.deps, { ...(await kept.input()), ...request }, BY));
  const withdrawn = await leaving(place, 0, 1);
  must(await withdrawDeparture(place.deps, { ...(await withdrawn.input()), reason: 'They stay with us.' }, BY));
  const free = await leaving(place, 0, 4);
  const old = await place.addCustomer({ role: 'retained' });
  await place.report(old.customerKeyId);
  for (let day = 0; day < 7; day += 1) {
    await place.reportDaily(old.customerKeyId, 1);
    await place.report(free.customerKeyId);
  }
  await place.report(kept.customerKeyId, { restore_points: 3 });
  const other = await place.addCustomer();
  ids = {
    at: place.clock().toISOString(),
    keptKey: kept.customerKeyId,
    keptDeparture: kept.departureId,
    keptWorkspace: kept.workspaceId,
    freeKey: free.customerKeyId,
    freeDeparture: free.departureId,
    oldKey: old.customerKeyId,
    releasedKey: released.customerKeyId,
    finished: released.departureId,
    withdrawn: withdrawn.departureId,
    saysGone: said[0] ?? '',
    otherWorkspace: other.workspaceId,
    ...(await aMove()),
  };
});
afterAll(() => desk.close());

const NO_RIGHT = 'no right';

/** Runs statements as the app's role in one transaction, which is undone. @returns what refused them, or null */
async function refusalOf(statements: readonly string[]): Promise<string | null> {
  const client = await desk.pool.connect();
  try {
    await client.query('begin');
    for (const statement of statements) await client.query(statement);
    // What is looked at when a transaction ends.
    await client.query('set constraints all immediate');
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.constraint ?? (error.code === '42501' ? NO_RIGHT : error.message);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const ID = '00000000-0000-4000-8000-00000000c0b1';
const release = (keyId: string, at: string, words: Readonly<Record<string, string>> = {}) => {
  const columns = {
    id: `'${newId()}'`,
    key_id: `'${keyId}'`,
    released_at: `timestamptz '${at}'`,
    released_by: `'me'`,
    reason: `'because'`,
    basis: `'reported_zero'`,
    counts: `(select content -> 'counts' from dependents where key_id = '${keyId}')`,
    counts_as_of: `(select as_of from dependents where key_id = '${keyId}')`,
    ...words,
  };
  return `insert into key_releases (${Object.keys(columns).join(', ')}) values (${Object.values(columns).join(', ')})`;
};
/** What follows on the assignments of a key. */
const follow = (keyId: string, role: string, at: string) =>
  `with ended as (update key_assignments set to_at = '${at}' where key_id = '${keyId}' and to_at is null
     returning workspace_id, origin, origin_id)
   insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
   select gen_random_uuid(), workspace_id, '${keyId}', '${role}', '${at}', origin, origin_id from ended`;
const step = (departureId: string, name: string, at: string, by = 'me') =>
  `insert into departure_steps (departure_id, step, done_at, done_by, evidence)
   values ('${departureId}', '${name}', '${at}', '${by}', 'evidence enough')`;
const exception = (departureId: string, at: string, words: Readonly<Record<string, string>> = {}) => {
  const columns = {
    id: `'${ID}'`,
    departure_id: `'${departureId}'`,
    at: `timestamptz '${at}'`,
    by: `'me'`,
    reason: `'they accept the loss'`,
    acceptance: `'letter 1'`,
    review_at: `timestamptz '${at}' + interval '30 days'`,
    ...words,
  };
  return `insert into departure_exceptions (${Object.keys(columns).join(', ')}) values (${Object.values(columns).join(', ')})`;
};
const ofRelease = (set: string) => (given: Ids) => [
  `update key_releases set ${set} where key_id = '${given.releasedKey}'`,
];
const ofMove = (set: string) => (given: Ids) => [`update workspace_moves set ${set} where id = '${given.moveId}'`];
const confirmed = (by: string, how: string, contact = 'null') =>
  `confirmed_at = started_at + interval '1 hour', confirmed_by = '${by}', confirmed_how = '${how}', confirmed_contact_id = ${contact}`;
const aContact = (given: Ids, set: string) =>
  `insert into contacts (id, customer_id, role, name, email, created_at, last_confirmed_at, verified_by, verified_channel, verified_with)
   select '${ID}', w.customer_id, x.role, 'Dana', 'd@x.example', now(), m.started_at - x.ago, x.by, 'phone', '+1 555 0100'
   from workspace_moves m join workspaces w on w.id = m.from_workspace_id, lateral (select ${set}) x where m.id = '${given.moveId}'`;

const ATTACKS: readonly [string, string, (given: Ids) => readonly string[]][] = [
  [
    'H19 release a key that new backups use',
    'key_releases_gate',
    ({ freeKey, at }) => [release(freeKey, at), follow(freeKey, 'released', at)],
  ],
  [
    'H20 release a key on which something depends, by its departure',
    'key_releases_gate',
    ({ keptKey, keptDeparture, at }) => [release(keptKey, at, { departure_id: `'${keptDeparture}'` })],
  ],
  [
    'H20 release a key by an exception of another departure',
    'key_releases_gate',
    ({ keptKey, keptDeparture, freeDeparture, at }) => [
      exception(freeDeparture, at),
      release(keptKey, at, {
        departure_id: `'${keptDeparture}'`,
        basis: `'exception'`,
        exception_id: `'${ID}'`,
      }),
    ],
  ],
  [
    'H20 release another key by a departure that is finished',
    'key_releases_gate',
    ({ freeKey, finished, at }) => [release(freeKey, at, { departure_id: `'${finished}'` })],
  ],
  [
    'H20 release a key before the last step of its departure',
    'key_releases_gate',
    ({ freeKey, freeDeparture, at }) => [release(freeKey, at, { departure_id: `'${freeDeparture}'` })],
  ],
  [
    'H20 say that more depended on a key at its release than was reported, so that nothing seems to be new later',
    'key_releases_gate',
    ({ oldKey, at }) => [release(oldKey, at, { counts: `'{"restore_points": 99}'` }), follow(oldKey, 'released', at)],
  ],
  ['H19 write a release and leave the key in use', 'key_releases_role', ({ oldKey, at }) => [release(oldKey, at)]],
  [
    'H19 call a key released without a release',
    'key_assignments_released',
    ({ oldKey, at }) => [follow(oldKey, 'released', at)],
  ],
  [
    'H19 call a key released that still is retained',
    'customer_keys_weaker_role',
    ({ oldKey }) => [`update customer_keys set role = 'released' where id = '${oldKey}'`],
  ],
  [
    'H19 say that nothing has depended on a key for a week',
    'dependents_go_on',
    ({ keptKey }) => [`update dependents set zero_since = as_of - interval '8 days' where key_id = '${keptKey}'`],
  ],
  [
    'H19 change what was reported of a key',
    'dependents_go_on',
    ({ keptKey }) => [`update dependents set content = '{"counts": {}}' where key_id = '${keptKey}'`],
  ],
  [
    'H19 take back what was reported of a key',
    NO_RIGHT,
    ({ keptKey }) => [`delete from dependents where key_id = '${keptKey}'`],
  ],
  [
    'H19 count days out of sight that no check saw',
    'key_releases_gate',
    ofRelease(`unseen_since = released_at + interval '1 hour'`),
  ],
  [
    'H19 count days out of sight from before the release',
    'key_releases_gate',
    ofRelease(`unseen_since = released_at - interval '31 days', watched_at = released_at - interval '31 days'`),
  ],
  [
    'H19 end the checks of a key for being out of sight, while our checks saw it',
    'key_releases_gate',
    ofRelease(
      `unseen_since = released_at, watched_at = released_at, retired_at = released_at + interval '31 days', retired_how = 'no_longer_visible'`,
    ),
  ],
  [
    'H13 end the checks of a key by what its owner sent before they sent that it exists',
    'key_releases_gate',
    (given) =>
      ofRelease(`retired_at = '${given.at}', retired_how = 'owner_output', evidence_id = '${given.saysGone}'`)(given),
  ],
  [
    'H13 change what an owner sent',
    NO_RIGHT,
    ({ saysGone }) => [`update customer_evidence set content = '{"exists": false}' where id = '${saysGone}'`],
  ],
  [
    'end the checks of a key without a reason',
    'key_releases_closed_by',
    ofRelease(
      `retired_at = released_at + interval '1 day', retired_how = 'closed', retired_by = 'me', retired_note = 'x'`,
    ),
  ],
  [
    'end the checks of a key and leave it released',
    'key_releases_role',
    ofRelease(
      `retired_at = released_at + interval '1 day', retired_how = 'closed', retired_by = 'me', retired_note = 'because I say so'`,
    ),
  ],
  [
    'free the ARN of a released key',
    'customer_keys_weaker_role',
    ({ releasedKey }) => [`update customer_keys set role = 'retired' where id = '${releasedKey}'`],
  ],
  [
    'free the ARN of a key in use',
    'customer_keys_weaker_role',
    ({ keptKey }) => [`update customer_keys set role = 'retired' where id = '${keptKey}'`],
  ],
  [
    'take a release back and leave the key unwatched',
    'key_releases_role',
    ofRelease(`resumed_at = released_at + interval '1 day', resumed_for = 'x'`),
  ],
  [
    'forget that a key was released',
    NO_RIGHT,
    ({ releasedKey }) => [`delete from key_releases where key_id = '${releasedKey}'`],
  ],
  ['change why a key was released', NO_RIGHT, ofRelease(`basis = 'reported_zero', exception_id = null`)],
  [
    'H20 do a step that cuts our access while something depends on a key',
    'departure_steps_dependents',
    ({ keptDeparture, at }) => [step(keptDeparture, 'role_narrowed', at)],
  ],
  [
    'H20 skip a step',
    'departure_steps_order',
    ({ keptDeparture, at }) => [step(keptDeparture, 'statement_may_go', at)],
  ],
  [
    'do a step as nobody',
    'departure_steps_order',
    ({ freeDeparture, at }) => [step(freeDeparture, 'statement_may_go', at, ' ')],
  ],
  [
    'do a step of a withdrawn departure',
    'departure_steps_order',
    ({ withdrawn, at }) => [step(withdrawn, 'arn_removed', at)],
  ],
  ['change a step', NO_RIGHT, () => [`update departure_steps set evidence = 'something else'`]],
  ['take a step back', NO_RIGHT, () => ['delete from departure_steps']],
  [
    'make an exception as nobody',
    'departure_exceptions_gate',
    ({ keptDeparture, at }) => [exception(keptDeparture, at, { by: `' '` })],
  ],
  [
    'make an exception without the customer’s acceptance',
    'departure_exceptions_gate',
    ({ keptDeparture, at }) => [exception(keptDeparture, at, { acceptance: `''` })],
  ],
  [
    'make an exception for more than a year',
    'departure_exceptions_gate',
    ({ keptDeparture, at }) => [
      exception(keptDeparture, at, { review_at: `timestamptz '${at}' + interval '2 years'` }),
    ],
  ],
  [
    'make an exception that began before the steps it is for',
    'departure_exceptions_gate',
    ({ keptDeparture, at }) => [exception(keptDeparture, at, { at: `timestamptz '${at}' - interval '1 year'` })],
  ],
  ['make an exception after the end', 'departure_exceptions_gate', ({ finished, at }) => [exception(finished, at)]],
  [
    'extend an exception',
    NO_RIGHT,
    () => [`update departure_exceptions set review_at = review_at + interval '1 year'`],
  ],
  [
    'H13 change who signed a request',
    'departures_stay',
    ({ keptDeparture }) => [
      `update departures set requested_by = 'me', revision = revision + 1 where id = '${keptDeparture}'`,
    ],
  ],
  [
    'H13 take a signed request back',
    'departures_stay',
    ({ keptDeparture }) => [
      `update departures set requested_by = null, requested_at = null, request_reference = null, request_recorded_by = null,
         request_recorded_at = null, revision = revision + 1 where id = '${keptDeparture}'`,
    ],
  ],
  [
    'record a signed request for a customer who only leaves',
    'departures_stay',
    ({ freeDeparture, at }) => [
      `update departures set requested_by = 'a', requested_at = '${at}', request_reference = 'b', request_recorded_by = 'c',
         request_recorded_at = '${at}', revision = revision + 1 where id = '${freeDeparture}'`,
    ],
  ],
  [
    'go on with a withdrawn departure',
    'departures_stay',
    ({ withdrawn }) => [
      `update departures set withdrawn_at = null, withdrawn_by = null, withdraw_reason = null, revision = revision + 1
       where id = '${withdrawn}'`,
    ],
  ],
  [
    'withdraw a departure that is finished',
    'departures_stay',
    ({ finished, at }) => [
      `update departures set withdrawn_at = '${at}', withdrawn_by = 'a', withdraw_reason = 'b', revision = revision + 1
       where id = '${finished}'`,
    ],
  ],
  [
    'change a departure without a page noticing',
    'departures_stay',
    ({ freeDeparture }) => [`update departures set revision = revision where id = '${freeDeparture}'`],
  ],
  [
    'change why a customer leaves',
    NO_RIGHT,
    ({ keptDeparture }) => [`update departures set path = 'leaves' where id = '${keptDeparture}'`],
  ],
  [
    'H20 add a workspace to a departure that is under way',
    'departure_workspaces_gate',
    ({ freeDeparture, otherWorkspace }) => [
      `insert into departure_workspaces (departure_id, workspace_id) values ('${freeDeparture}', '${otherWorkspace}')`,
    ],
  ],
  [
    'H20 let another customer’s workspace leave',
    'departure_workspaces_gate',
    ({ otherWorkspace, at }) => [
      `insert into departures (id, customer_id, path, reason, started_at, started_by)
       select '${ID}', customer_id, 'leaves', 'x', '${at}', 'me' from workspaces where id <> '${otherWorkspace}' limit 1`,
      `insert into departure_workspaces (departure_id, workspace_id) values ('${ID}', '${otherWorkspace}')`,
    ],
  ],
  [
    'let a workspace stay whose departure goes on',
    'departure_workspaces_ended',
    ({ keptWorkspace, at }) => [
      `update departure_workspaces set ended_at = '${at}' where workspace_id = '${keptWorkspace}'`,
    ],
  ],
  [
    'change what a customer was told, or when',
    'departure_texts_stay_told',
    ({ keptDeparture, at }) => [
      `insert into departure_texts (id, departure_id, kind, subject, body, frozen_at, frozen_by, told_at, told_by, told_to, told_channel)
       values ('${ID}', '${keptDeparture}', 'leaving', 'a', 'b', '${at}', 'c', '${at}', 'd', 'e', 'ticket')`,
      `update departure_texts set told_to = 'somebody else' where id = '${ID}'`,
    ],
  ],
  ['H17 confirm a move as nobody', 'workspace_moves_gate', ofMove(confirmed('', 'they said so on the phone'))],
  ['H17 confirm a move without saying how', 'workspace_moves_gate', ofMove(confirmed('me', 'x'))],
  [
    'H17 confirm a move before it began',
    'workspace_moves_gate',
    ofMove(`confirmed_at = started_at - interval '1 day', confirmed_by = 'me', confirmed_how = 'they said so'`),
  ],
  ...(
    [
      ['who was verified 13 days before', `'security' as role, interval '13 days' as ago, 'Robin Other' as by`],
      [
        'whom the person verified who started the move',
        `'security' as role, interval '30 days' as ago, m.started_by as by`,
      ],
      ['who is an account executive', `'account_executive' as role, interval '30 days' as ago, 'Robin Other' as by`],
    ] as const
  ).map(([who, set]): [string, string, (given: Ids) => readonly string[]] => [
    `H17 confirm a move with a contact ${who}`,
    'workspace_moves_gate',
    (given) => [aContact(given, set), ...ofMove(confirmed('me', 'they said so', `'${ID}'`))(given)],
  ]),
  [
    'H17 confirm a move as it starts',
    'workspace_moves_gate',
    ({ moveId }) => [
      `insert into workspace_moves select (jsonb_populate_record(null::workspace_moves, to_jsonb(m) ||
         '{"id": "${ID}", "confirmed_at": "2026-03-14T00:00:00Z", "confirmed_by": "me", "confirmed_how": "they said so"}')).*
       from workspace_moves m where id = '${moveId}'`,
    ],
  ],
  [
    'H17 end a move and go on with its setup',
    'workspace_moves_ended',
    ofMove(`ended_at = started_at + interval '1 hour'`),
  ],
  [
    'keep the old key for older backups only, before the new one is cleared',
    'workspace_moves_gate',
    ofMove(`retained_at = started_at + interval '1 hour', retained_by = 'me', retained_how = 'because I say so'`),
  ],
  ['H17 forget a move', NO_RIGHT, ({ moveId }) => [`delete from workspace_moves where id = '${moveId}'`]],
];

/** What use cases write, in the columns that they write. */
const WRITTEN: readonly [string, (given: Ids) => readonly string[]][] = [
  [
    'release an old key that nothing depends on',
    ({ oldKey, at }) => [release(oldKey, at), follow(oldKey, 'released', at)],
  ],
  [
    'do the last step and release the key with it',
    ({ freeKey, freeDeparture, at }) => [
      step(freeDeparture, 'statement_may_go', at),
      release(freeKey, at, { departure_id: `'${freeDeparture}'` }),
      follow(freeKey, 'released', at),
    ],
  ],
  [
    'go on with an approver’s exception',
    ({ keptDeparture, at }) => [exception(keptDeparture, at), step(keptDeparture, 'role_narrowed', at)],
  ],
  [
    'note what checks saw of a released key',
    ({ releasedKey }) =>
      [
        `watched_at = released_at + interval '1 day', unseen_since = released_at + interval '1 day'`,
        `watched_at = watched_at + interval '1 day'`,
      ].flatMap((set) => ofRelease(set)({ ...ids, releasedKey })),
  ],
  [
    'take a release back with the key’s role',
    ({ releasedKey, at }) => [
      ...ofRelease(`resumed_at = '${at}', resumed_for = 'jobs'`)(ids),
      follow(releasedKey, 'retained', at),
    ],
  ],
  [
    'withdraw a departure and let its workspaces stay',
    ({ freeDeparture, at }) => [
      `update departure_workspaces set ended_at = '${at}' where departure_id = '${freeDeparture}'`,
      `update departures set withdrawn_at = '${at}', withdrawn_by = 'a', withdraw_reason = 'b', revision = revision + 1
       where id = '${freeDeparture}'`,
    ],
  ],
  [
    'confirm a move, and confirm it again later',
    (given) => [
      ...ofMove(confirmed('me', 'Exception: the signatory came to us'))(given),
      aContact(given, `'security' as role, interval '30 days' as ago, 'Robin Other' as by`),
      `update workspace_moves set confirmed_at = confirmed_at + interval '1 hour', confirmed_contact_id = '${ID}' where id = '${given.moveId}'`,
    ],
  ],
  [
    'withdraw the setup of a move and end it',
    ({ moveId, moveSetup, at }) => [
      `update setups set withdrawn_at = '${at}', withdrawn_by = 'a', withdraw_reason = 'b' where id = '${moveSetup}'`,
      `update workspace_moves set ended_at = '${at}' where id = '${moveId}'`,
    ],
  ],
];

const NEVER_DELETED = [
  'departures',
  'departure_workspaces',
  'departure_steps',
  'departure_exceptions',
  'departure_texts',
  'key_releases',
  'workspace_moves',
  'dependents',
];

describe('SQL of the app’s role', () => {
  it.each(ATTACKS)('can’t %s', async (_what, refusedBy, statements) => {
    expect(await refusalOf(statements(ids))).toBe(refusedBy);
  });

  it.each(WRITTEN)('can %s', async (_what, statements) => {
    expect(await refusalOf(statements(ids))).toBeNull();
  });

  it.each(NEVER_DELETED)('can’t delete rows of %s', async (table) => {
    for (const right of ['delete', 'truncate'])
      expect(await desk.rows(`select has_table_privilege('keydesk_app', $1, $2) as may`, [table, right])).toEqual([
        { may: false },
      ]);
  });
});

it('H20 an exception holds for its own departure only, until its review', async () => {
  const place = aPlace(desk);
  const one = await leaving(place, 3, 3);
  const other = await leaving(place, 3, 3);
  const reviewAt = new Date(place.clock().getTime() + DAY_MS);
  const words = { reason: 'They accept the loss.', acceptance: 'Letter 1', reviewAt };
  must(await exceptDeparture(place.deps, { ...(await one.input()), ...words }, BY));
  const go = async ({ input }: typeof one) => recordStep(place.deps, { ...(await input()), step: 'role_narrowed' }, BY);
  expect(await go(other)).toMatchObject({ ok: false, reason: 'kept' });
  place.clock.advance(DAY_MS);
  expect(await go(one)).toMatchObject({ ok: false, reason: 'kept' });
});
