import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditActionWords } from '#lib/core/staff/audit.ts';
import { verdictLine } from '#lib/core/finding/verdict.ts';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { HOUR_MS, NOW, POLICY, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { stripDayWords } from '#lib/core/verdict/verdict-strip.ts';
import { readFleetCountsByRegion } from '#lib/db/verdict/fleet.ts';
import { newId } from '#lib/db/new-id.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  SWEEP,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { readAuditPage } from '#lib/queries/staff/audit-page.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const UNKNOWN = { status: 'unverified', cause: 'unknown_cause' } as const;
const deps = () => ({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const ADMIN = { role: 'admin' } as const;

/** A checked, usable key, as a newer version then wrote it: every statement runs as the app's role. */
async function keyOfNewerVersion(verdict = 'unusable', customerId?: string) {
  const key = await addKey(desk.db, { customerName: `Newer ${newId()}`, ...(customerId && { customerId }) });
  await checkKey(checkDeps(desk.db), { customerKeyId: key.customerKeyId }, AGENT);
  await desk.pool.query('update customer_keys set verdict = $2, cause = $3 where id = $1', [
    key.customerKeyId,
    verdict,
    'quantum_lock',
  ]);
  await desk.pool.query('update key_checks set findings = $2 where key_id = $1', [
    key.customerKeyId,
    JSON.stringify([{ code: 'quantum_lock', confidence: 'certain', detail: { lockedBy: 'someone' } }]),
  ]);
  await desk.pool.query(
    `update verdict_spans set verdict = $2, cause = 'quantum_lock' where key_id = $1 and to_at is null`,
    [key.customerKeyId, verdict],
  );
  return key;
}

const addEvent = (customerKeyId: string, kind: string, detail: object) =>
  desk.pool.query(
    'insert into key_events (id, key_id, customer_id, at, kind, detail) values ($1, $2, $1, $3, $4, $5)',
    [newId(), customerKeyId, NOW, kind, JSON.stringify(detail)],
  );
const provenPage = async (customerKeyId: string) => {
  const page = await readKeyPage(deps(), ADMIN, customerKeyId);
  if (page?.ownership !== 'proven') throw new Error('There is no such page.');
  return page;
};
const storedKey = (customerKeyId: string) =>
  desk.rows(
    `select k.verdict, k.cause, k.verdict_since, c.findings, s.verdict as span, s.cause as span_cause
     from customer_keys k join key_checks c on c.key_id = k.id join verdict_spans s on s.key_id = k.id and s.to_at is null
     where k.id = $1`,
    [customerKeyId],
  );

describe('a finding code that only a newer version knows', () => {
  it.each(VERDICT_STATUSES.filter((status) => status !== 'usable'))(
    'reads as unknown in the list when it is stored as %s',
    async (verdict) => {
      const { customerKeyId, arn } = await keyOfNewerVersion(verdict);
      const filter = { ...readKeyFilter(() => null), search: arn };
      const { items } = await readKeyList(deps(), ADMIN, filter, { after: null, before: null });
      expect(items).toMatchObject([{ id: customerKeyId, verdict: UNKNOWN }]);
      expect(items.map((item) => verdictLine(item.verdict)).join()).toMatch(/cause unknown to this version$/);
    },
  );

  it('reads as unknown on the page of the key, which names the stored code and has nothing to send', async () => {
    const { customerKeyId } = await keyOfNewerVersion();
    const page = await provenPage(customerKeyId);
    expect(page.shown.verdict).toEqual(UNKNOWN);
    expect(page.advice.map(({ code }) => code)).toEqual(['unknown_cause']);
    expect(page.advice[0]?.words.cause).toContain('It is stored as quantum_lock.');
    expect(page.customerText.kind).toBe('blocked');
    const today = page.strip.today;
    expect(today === undefined ? '' : today && stripDayWords(today)).toContain('cause unknown to this version');
  });

  it('reads as unknown among the other keys of the customer', async () => {
    const { customerKeyId, customerId } = await addKey(desk.db);
    const other = await addKey(desk.db, { customerId, role: 'retained' });
    await desk.pool.query(`update customer_keys set verdict = 'attention', cause = 'quantum_lock' where id = $1`, [
      other.customerKeyId,
    ]);
    expect((await provenPage(customerKeyId)).otherKeys).toMatchObject([{ id: other.customerKeyId, verdict: UNKNOWN }]);
  });

  it('is counted in the fleet under the status it was stored with', async () => {
    const counted = async (status: 'attention' | 'usable'): Promise<number> =>
      [...(await readFleetCountsByRegion(desk.db)).values()].reduce((sum, counts) => sum + counts[status], 0);
    const before = { attention: await counted('attention'), usable: await counted('usable') };
    await keyOfNewerVersion('attention');
    expect(await counted('attention')).toBe(before.attention + 1);
    expect(await counted('usable')).toBe(before.usable);
  });

  it('H9 never reads as usable, whatever it is', () => {
    const code = fc.stringMatching(/^zz[a-z0-9_]{1,40}$/);
    fc.assert(
      fc.property(code, fc.constantFrom(...VERDICT_STATUSES, 'splendid'), (cause, verdict) => {
        expect(verdictOf({ verdict, cause })).toEqual(UNKNOWN);
      }),
    );
  });

  it('gives way to what the next check of this version finds', async () => {
    const { customerKeyId } = await keyOfNewerVersion();
    const check = checkDeps(desk.db);
    check.clock.advance(HOUR_MS);
    await checkKey(check, { customerKeyId }, AGENT);
    expect(await storedKey(customerKeyId)).toMatchObject([{ verdict: 'usable', cause: null, findings: [] }]);
    expect((await provenPage(customerKeyId)).events[0]).toMatchObject({
      words: { title: 'Usable', detail: 'Before: Unknown: cause unknown to this version.' },
      status: 'usable',
    });
  });

  it.each([
    ['one that a person asked for', 'person', 'b'],
    ['a scheduled one that sees new key material', 'sweep', 'b'],
    ['a scheduled one that sees nothing new', 'sweep', 'a'],
  ] as const)('stays as it was stored through a check that can’t tell: %s', async (_, by, material) => {
    const { customerKeyId } = await keyOfNewerVersion();
    const before = await storedKey(customerKeyId);
    const silent = 'could_not_tell:timed_out';
    // DescribeKey answers, and no permission test does.
    const check = checkDeps(desk.db, () => ({
      facts: someFacts({ currentKeyMaterialId: material.repeat(64) }),
      generate: silent,
      decrypt: silent,
      encrypt: silent,
      reEncryptFrom: silent,
      reEncryptTo: silent,
      withoutPlaintext: silent,
    }));
    check.clock.advance(HOUR_MS * 2);
    if (by === 'person') await checkKey(check, { customerKeyId }, AGENT);
    else await sweepBatch(check, { region: 'eu-west-1', customerKeyIds: [customerKeyId] });
    expect(check.asked.length).toBeGreaterThan(0);
    expect(await storedKey(customerKeyId)).toEqual(before);
  });

  it.each([
    ['a reason for no answer', `last_fault = 'solar_wind'`, 'unknown_error'],
    ['a result of a permission test', `actions = '{"Encrypt": {"result": "perhaps", "at": "2026-03-14T08:00:00Z"}}'`],
    ['a confidence', `findings = '[{"code": "key_disabled", "confidence": "sure", "detail": {}}]'`, 'unknown_cause'],
  ])('leaves the page of the key readable, also when it is %s', async (_, change, finding?: string) => {
    const { customerKeyId } = await addKey(desk.db);
    await checkKey(checkDeps(desk.db), { customerKeyId }, AGENT);
    await desk.pool.query(`update key_checks set ${change} where key_id = $1`, [customerKeyId]);
    const page = await provenPage(customerKeyId);
    if (finding === undefined) expect(page.rows.find(({ action }) => action === 'Encrypt')?.result).toBeNull();
    else expect(page.advice.map(({ code }) => code)).toContain(finding);
  });

  it('leaves the page of the key readable, also when an event of a known kind has another form', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await addEvent(customerKeyId, 'verdict_changed', { kind: 'verdict_turned' });
    expect((await provenPage(customerKeyId)).events[0]?.words.title).toContain('verdict_changed');
  });

  it('beside a known one is shown after it', async () => {
    const { customerKeyId } = await keyOfNewerVersion();
    await desk.pool.query(`update customer_keys set cause = 'key_disabled', key_state = 'Disabled' where id = $1`, [
      customerKeyId,
    ]);
    await desk.pool.query(
      `update key_checks set findings = findings || '[{"code": "key_disabled", "confidence": "certain", "detail": {}}]'
       where key_id = $1`,
      [customerKeyId],
    );
    const page = await provenPage(customerKeyId);
    expect(page.shown.verdict).toEqual({ status: 'unusable', cause: 'key_disabled' });
    expect(page.advice.map(({ code }) => code)).toEqual(['key_disabled', 'unknown_cause']);
  });
});

describe('an event of a newer version', () => {
  it('is listed by its stored kind, in plain words', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await addEvent(customerKeyId, 'teleported', { kind: 'teleported', to: 'elsewhere' });
    const { events } = await provenPage(customerKeyId);
    expect(events.map(({ words }) => words.title)).toEqual([
      'An entry of a kind this version doesn’t know: teleported',
    ]);
  });

  it('with a verdict whose cause this version doesn’t know says that it doesn’t', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await addEvent(customerKeyId, 'verdict_changed', {
      kind: 'verdict_changed',
      from: { status: 'usable', cause: null },
      to: { status: 'unusable', cause: 'quantum_lock' },
    });
    const { events } = await provenPage(customerKeyId);
    expect(events.map(({ words }) => words.title)).toEqual(['Unknown: cause unknown to this version']);
  });
});

describe('an audit entry of a newer version', () => {
  it('is listed by its stored action, in plain words, and the chain stays intact', async () => {
    await desk.pool.query(
      `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
       values (0, $1, $2, $3, 'escrow.opened', 'escrow', $1, '', '')`,
      [newId(), NOW, JSON.stringify(SWEEP)],
    );
    const noFilter = { action: null, staffId: null, targetId: null };
    const [entry] = (await readAuditPage(deps(), ADMIN, noFilter, null)).entries;
    expect(entry).toMatchObject({ action: { unknown: 'escrow.opened' }, targetType: { unknown: 'escrow' } });
    expect(entry === undefined ? '' : auditActionWords(entry.action)).toBe(
      'An entry of a kind this version doesn’t know: escrow.opened',
    );
  });
});

describe('what the database still refuses', () => {
  it.each([
    ['a finding code of another form', `update customer_keys set verdict = 'unusable', cause = 'Bad luck'`],
    ['a history cause of another form', `update verdict_spans set verdict = 'unusable', cause = 'bad-luck'`],
    [
      'an action without its two parts',
      `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
       values (0, gen_random_uuid(), now(), '{}', 'opened', 'staff', gen_random_uuid(), '', '')`,
    ],
    [
      'a target type of another form',
      `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
       values (0, gen_random_uuid(), now(), '{}', 'staff.opened', 'a staff', gen_random_uuid(), '', '')`,
    ],
    [
      'an event kind of another form',
      `insert into key_events (id, key_id, customer_id, at, kind, detail)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), '<b>', '{}')`,
    ],
  ])('%s', async (_, statement) => {
    await addKey(desk.db);
    await expect(desk.pool.query(statement)).rejects.toMatchObject({ code: '23514' });
  });
});
