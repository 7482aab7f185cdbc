import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashServiceToken, newServiceToken, readService } from '#lib/auth/service-token.ts';
import { DEPENDENT_KINDS } from '#lib/core/service/dependents.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { aClock, addKey, AGENT, newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { newId } from '#lib/db/new-id.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { rollBackLine } from '#lib/use-cases/replacement/end-line.ts';
import { aReplacementDesk, must } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { aJourney, BY, readyToClear } from '#lib/use-cases/setup/setup.test-support.ts';
import { auditFirstUse, auditRefusal } from './audit-use.ts';
import { makeToken } from './make-token.ts';
import { purgeReports } from './purge-reports.ts';
import { recordDependents, type SentDependents } from './record-dependents.ts';
import { recordKeyInUse } from './record-key-in-use.ts';
import { recordReportedBackups } from './record-reported-backups.ts';
import { revokeToken } from './revoke-token.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
const ADMIN = { ...AGENT, role: 'admin' } as const;
const generate = () => {
  const token = newServiceToken();
  return { token, hash: hashServiceToken(token) };
};

async function aToken(clock = aClock(), days = 90) {
  const deps = { db: desk.db, clock, regions: REGIONS, generate };
  const made = await makeToken(
    deps,
    { name: 'backup', scopes: ['keys:read'], regions: ['eu-west-1'], days },
    ADMIN,
    'r1',
  );
  if (!made.ok) throw new Error(made.reason);
  return { ...made.value, clock, deps };
}

const auditOf = (id: string) =>
  desk.rows<{ action: string }>('select action from audit_log where target_id = $1 order by seq', [id]);

describe('a service token', () => {
  it('is found by what was shown once, of which the database has only the hash', async () => {
    const { id, token, deps } = await aToken();
    const read = await readService(deps, `Bearer ${token}`);
    expect(read).toMatchObject({ ok: true, value: { tokenId: id, name: 'backup', regions: ['eu-west-1'] } });
    const stored = await desk.rows<{ row: string }>('select t::text as row from service_tokens t where id = $1', [id]);
    expect(stored[0]?.row).not.toContain(token);
    expect(stored[0]?.row).toContain(createHash('sha256').update(token).digest('hex'));
    expect(JSON.stringify(await desk.rows('select * from audit_log where target_id = $1', [id]))).not.toContain(token);
  });

  it.each([
    ['is missing', null, 'no_token'],
    ['has another scheme', 'Basic abc', 'no_token'],
    ['is unknown', 'Bearer keydesk_unknown', 'unknown_token'],
    ['is in lower case where it isn’t', `bearer ${'x'.repeat(500)}`, 'unknown_token'],
  ])('is refused where it %s', async (_how, header, reason) => {
    expect(await readService({ db: desk.db, clock: aClock() }, header)).toMatchObject({ ok: false, reason });
  });

  it('is refused from the instant when it expires', async () => {
    const { token, clock, deps } = await aToken(aClock(), 1);
    clock.advance(DAY_MS - 1);
    expect(await readService(deps, `Bearer ${token}`)).toMatchObject({ ok: true });
    clock.advance(1);
    expect(await readService(deps, `Bearer ${token}`)).toMatchObject({ ok: false, reason: 'expired_token' });
  });

  it('is refused once it is revoked, by whom and why is kept, and a second time is nothing new', async () => {
    const { id, token, deps } = await aToken();
    expect(await revokeToken(deps, { id, reason: 'leaked' }, ADMIN, 'r2')).toMatchObject({ ok: true });
    expect(await readService(deps, `Bearer ${token}`)).toMatchObject({ ok: false, reason: 'revoked_token' });
    expect(await revokeToken(deps, { id, reason: 'again' }, ADMIN, 'r3')).toEqual({ ok: false, reason: 'not_found' });
    expect(await desk.rows('select revoked_by, revoke_reason from service_tokens where id = $1', [id])).toEqual([
      { revoked_by: ADMIN.name, revoke_reason: 'leaked' },
    ]);
    expect(await auditOf(id)).toEqual([{ action: 'token.made' }, { action: 'token.revoked' }]);
  });

  it.each([
    ['no scope', { scopes: [] }, 'no_scope'],
    ['a life over a year', { days: 367 }, 'too_long'],
    ['no day', { days: 0 }, 'too_long'],
    ['a region that isn’t hosted', { regions: ['eu-west-1', 'mars-1'] }, 'region_not_hosted'],
    ['an empty list of regions', { regions: [] }, 'region_not_hosted'],
  ] as const)('is not made with %s', async (_what, wrong, reason) => {
    const deps = { db: desk.db, clock: aClock(), regions: REGIONS, generate };
    const wish = { name: 'backup', scopes: ['keys:read'], regions: null, days: 90, ...wrong } as const;
    expect(await makeToken(deps, wish, ADMIN, null)).toEqual({ ok: false, reason });
  });

  it.each(['token_hash', 'scopes', 'regions', 'expires_at', 'name'])(
    'keeps its %s whatever the app’s role does, and is never deleted',
    async (column) => {
      await expect(desk.pool.query(`update service_tokens set ${column} = ${column}`)).rejects.toThrow('permission');
      await expect(desk.pool.query('delete from service_tokens')).rejects.toThrow('permission');
    },
  );
});

describe('the audit log of tokens', () => {
  it('has the first use of each day once, though many requests come at once', async () => {
    const { id, clock, deps } = await aToken();
    const use = () => auditFirstUse(deps, { tokenId: id, name: 'backup' }, null);
    await Promise.all(Array.from({ length: 8 }, use));
    clock.advance(DAY_MS);
    await Promise.all([use(), use()]);
    expect(await auditOf(id)).toEqual([
      { action: 'token.made' },
      { action: 'token.first_used' },
      { action: 'token.first_used' },
    ]);
  });

  it('has one refusal a minute for each reason, and doesn’t fall silent when the clock is set back', async () => {
    const clock = aClock();
    const refused = async (reason: string) => auditRefusal({ db: desk.db, clock }, { reason, tokenId: null }, null);
    const count = async (reason: string) =>
      (await desk.rows(`select from audit_log where action = 'token.refused' and after->>'reason' = $1`, [reason]))
        .length;
    await Promise.all(Array.from({ length: 8 }, () => refused('unknown_token')));
    await refused('expired_token');
    expect([await count('unknown_token'), await count('expired_token')]).toEqual([1, 1]);
    clock.advance(MINUTE_MS + 1);
    await refused('unknown_token');
    expect(await count('unknown_token')).toBe(2);
    clock.advance(-5 * MINUTE_MS);
    await refused('unknown_token');
    expect(await count('unknown_token')).toBe(3);
  });
});

const SERVICE: Service = {
  tokenId: newId(),
  name: 'backup',
  scopes: ['keys:read', 'dependents:write'],
  regions: ['eu-west-1'],
};
const of = (keyId: string, counts: SentDependents['counts'] = { restore_points: 3 }): SentDependents => ({
  keyId,
  counts,
  oldestAt: null,
  nextRunAt: null,
  lastBackup: null,
  lastRestore: null,
});

const zero = Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0]));

describe('a report about dependents', () => {
  let clock = aClock();
  const send = (reportId: string, keys: SentDependents[], { ageMs = 0, service = SERVICE } = {}) =>
    recordDependents({ db: desk.db, clock }, { reportId, asOf: new Date(clock().getTime() - ageMs), keys }, service);
  const stored = async (keyId: string) =>
    (
      await desk.rows<{ counts: unknown; report_id: string; zero_since: Date | null }>(
        `select content->'counts' as counts, report_id, zero_since from dependents where key_id = $1`,
        [keyId],
      )
    )[0];

  it('changes nothing when it is sent again, whatever the order of its fields, and is refused with other content', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const first = of(customerKeyId, { restore_points: 3, jobs: 1 });
    expect(await send('one', [first])).toEqual({ ok: true, taken: 1, repeated: 0 });
    expect(await send('one', [of(customerKeyId, { jobs: 1, restore_points: 3 })])).toEqual({
      ok: true,
      taken: 0,
      repeated: 1,
    });
    expect(await send('one', [of(customerKeyId, { restore_points: 4 })])).toEqual({
      ok: false,
      reason: 'report_id_used',
      places: [0],
    });
    expect(await stored(customerKeyId)).toMatchObject({ counts: { restore_points: 3, jobs: 1 } });
  });

  it('never overwrites a newer one, whichever comes first', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await send('newer', [of(customerKeyId, { restore_points: 5 })]);
    expect(await send('older', [of(customerKeyId, { restore_points: 9 })], { ageMs: MINUTE_MS })).toMatchObject({
      taken: 1,
    });
    expect(await stored(customerKeyId)).toMatchObject({ counts: { restore_points: 5 }, report_id: 'newer' });
  });

  it.each([
    ['a key that doesn’t exist', (known: string) => [of(known), of(newId())], 'not_found', [1]],
    ['a key twice', (known: string) => [of(known), of(known)], 'twice', [1]],
  ] as const)('with %s names its place, and nothing of it is written', async (_what, keysOf, reason, places) => {
    const { customerKeyId } = await addKey(desk.db);
    expect(await send(newId(), keysOf(customerKeyId))).toEqual({ ok: false, reason, places });
    expect(await stored(customerKeyId)).toBeUndefined();
  });

  it('about a region that the token doesn’t cover is refused like one about an unknown key', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const service = { ...SERVICE, regions: ['us-west-2'] };
    expect(await send('x', [of(customerKeyId)], { service })).toEqual(await send('x', [of(newId())], { service }));
  });

  it('is refused when it was counted in the future, except for clocks that differ by minutes', async () => {
    const { customerKeyId } = await addKey(desk.db);
    expect(await send('soon', [of(customerKeyId)], { ageMs: -4 * MINUTE_MS })).toMatchObject({ ok: true });
    expect(await send('later', [of(customerKeyId)], { ageMs: -6 * MINUTE_MS })).toMatchObject({
      reason: 'in_the_future',
    });
  });

  it('H19 says since when nothing depends on the key only while every kind is reported as zero', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await send('z1', [of(customerKeyId, zero)]);
    const since = clock();
    clock.advance(DAY_MS);
    await send('z2', [of(customerKeyId, zero)]);
    expect((await stored(customerKeyId))?.zero_since).toEqual(since);
    clock.advance(DAY_MS);
    const { legal_holds: _one, ...without } = zero;
    await send('z3', [of(customerKeyId, without)]);
    expect((await stored(customerKeyId))?.zero_since).toBeNull();
    clock.advance(DAY_MS);
    await send('z4', [of(customerKeyId, zero)]);
    expect((await stored(customerKeyId))?.zero_since).toEqual(clock());
  });

  it('H19 that comes late and isn’t zero ends the time since when nothing depends on the key', async () => {
    clock = aClock();
    const { customerKeyId } = await addKey(desk.db);
    await send('a', [of(customerKeyId, zero)]);
    clock.advance(10 * DAY_MS);
    await send('b', [of(customerKeyId, zero)]);
    await send('late', [of(customerKeyId, { ...zero, jobs: 1 })], { ageMs: 5 * DAY_MS });
    expect((await stored(customerKeyId))?.zero_since).toEqual(clock());
  });

  it('H19 that was counted long before it came says only for a day that nothing depends on the key', async () => {
    clock = aClock();
    const { customerKeyId } = await addKey(desk.db);
    const dayAgo = new Date(clock().getTime() - DAY_MS);
    // Late, but not so late that there is a gap before the next one.
    await send('late', [of(customerKeyId, zero)], { ageMs: 26 * HOUR_MS });
    await send('now', [of(customerKeyId, zero)]);
    expect((await stored(customerKeyId))?.zero_since).toEqual(dayAgo);
    const isFree = async () => {
      const [row] = await desk.rows<{ free: boolean }>('select nothing_depends($1, $2) as free', [
        customerKeyId,
        clock(),
      ]);
      return row?.free;
    };
    for (let day = 1; day <= 6; day += 1) {
      expect(await isFree()).toBe(false);
      clock.advance(DAY_MS);
      await send(`day-${day}`, [of(customerKeyId, zero)]);
    }
    expect(await isFree()).toBe(true);
  });

  it('H19 goes on from one a day before, also an hour late, and begins again after a gap of more than 26 hours', async () => {
    clock = aClock();
    const { customerKeyId } = await addKey(desk.db);
    const sent = async (id: string, afterMs: number) => {
      clock.advance(afterMs);
      await send(id, [of(customerKeyId, zero)]);
      return (await stored(customerKeyId))?.zero_since;
    };
    const since = await sent('first', 0);
    expect(since).toEqual(clock());
    expect(await sent('25-hours', 25 * HOUR_MS)).toEqual(since);
    expect(await sent('26-hours', 26 * HOUR_MS)).toEqual(since);
    expect(await sent('27-hours', 27 * HOUR_MS)).toEqual(clock());
    // A report of the time between, that comes later, closes no gap.
    await send('late', [of(customerKeyId, zero)], { ageMs: 12 * HOUR_MS });
    expect((await stored(customerKeyId))?.zero_since).toEqual(clock());
  });

  it('H19 after a gap of more than 26 hours says nothing of the time before it', async () => {
    clock = aClock();
    const { customerKeyId } = await addKey(desk.db);
    await send('last-week', [of(customerKeyId, zero)], { ageMs: 100 * DAY_MS });
    await send('now', [of(customerKeyId, zero)]);
    expect((await stored(customerKeyId))?.zero_since).toEqual(clock());
  });

  it('is kept for 90 days, and the newest about each key for good', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await send('kept', [of(customerKeyId)]);
    clock.advance(89 * DAY_MS);
    await purgeReports({ db: desk.db, clock });
    const reports = async () => (await desk.rows(`select from dependent_reports where report_id = 'kept'`)).length;
    expect(await reports()).toBe(1);
    clock.advance(2 * DAY_MS);
    expect(await purgeReports({ db: desk.db, clock })).toBeGreaterThan(0);
    expect(await reports()).toBe(0);
    expect(await stored(customerKeyId)).toMatchObject({ report_id: 'kept' });
    await expect(desk.pool.query('update dependent_reports set as_of = as_of')).rejects.toThrow('permission');
  });
});

describe('our side of a setup, recorded by the product', () => {
  it('is recorded for the setup’s key with the system’s name, and refused for another key, region and workspace', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.attest();
    await journey.receive();
    const { deps } = journey;
    const { line } = await journey.stored();
    const use = (arn: string, service = SERVICE, workspaceId = line.workspaceId) =>
      recordKeyInUse(deps, { workspaceId, arn, how: 'encrypted and decrypted' }, service, null);
    expect(await use('arn:aws:kms:eu-west-1:111122223333:key/other')).toEqual({ ok: false, reason: 'another_key' });
    const { arn } = journey.ids();
    expect(await use(arn, { ...SERVICE, regions: ['us-west-2'] })).toEqual({ ok: false, reason: 'not_found' });
    expect(await use(arn, SERVICE, newId())).toEqual({ ok: false, reason: 'not_found' });
    expect(await use(arn)).toMatchObject({ ok: true });
    const [stored] = await readLines(desk.db, { setupId: journey.ids().setupId }, deps.clock());
    expect(stored?.line).toMatchObject({ ourSideBy: 'backup' });
    const events = await desk.rows(`select by from setup_events where kind = 'our_side_recorded'`);
    expect(events.at(-1)).toEqual({ by: 'backup' });
  });

  it('changes nothing when it is said again, however often and in whichever words', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.attest();
    await journey.receive();
    const { workspaceId } = (await journey.stored()).line;
    const { setupId, arn } = journey.ids();
    const use = (how: string) => recordKeyInUse(journey.deps, { workspaceId, arn, how }, SERVICE, null);
    const first = await use('encrypted and decrypted');
    const revision = await desk.rows('select revision from setups where id = $1', [setupId]);
    const audited = await auditOf(setupId);
    journey.deps.clock.advance(MINUTE_MS);
    expect(await use('encrypted and decrypted')).toEqual(first);
    expect(await use('other words')).toEqual(first);
    expect(await desk.rows('select revision from setups where id = $1', [setupId])).toEqual(revision);
    expect(await auditOf(setupId)).toEqual(audited);
  });

  it('is refused where the workspace has no setup', async () => {
    const { customerKeyId } = await addKey(desk.db, { workspace: 'main' });
    const [found] = await desk.rows<{ id: string }>(
      'select workspace_id as id from key_assignments where key_id = $1',
      [customerKeyId],
    );
    expect(
      await recordKeyInUse(
        { db: desk.db, clock: aClock() },
        { workspaceId: found?.id ?? '', arn: 'arn:aws:kms:x', how: 'x' },
        SERVICE,
        null,
      ),
    ).toEqual({ ok: false, reason: 'no_setup' });
  });
});

describe('a switch to another key, said by the product', () => {
  const OTHER = 'arn:aws:kms:eu-west-1:111122223333:key/other';

  /** A request whose switch is ordered. */
  async function aSwitch() {
    const place = await aReplacementDesk(desk);
    const arn = await place.upToApproval();
    must(await place.approve());
    must(await place.switch());
    const workspaceId = (await place.stored()).line.workspaceId;
    const use = (used: string, service = SERVICE) =>
      recordKeyInUse(place.deps, { workspaceId, arn: used, how: 'encrypted and decrypted' }, service, null);
    const line = async () => (await place.stored()).line;
    const { old } = place;
    const newKeyId = await place.newKeyId();
    type Words = { keyId?: string; arn?: string; result?: 'succeeded' | 'failed'; at?: Date };
    const report = (words: Words = {}) =>
      recordReportedBackups(
        place.deps,
        [{ keyId: newKeyId, at: place.clock(), result: 'succeeded', arn, ...words }],
        SERVICE,
        null,
      );
    return { place, arn, old, newKeyId, use, line, report };
  }

  it('is acknowledged by the system that said it, once: said again, nothing is written', async () => {
    const { place, arn, use, line } = await aSwitch();
    place.clock.advance(MINUTE_MS);
    const first = await use(arn);
    expect(first).toEqual({ ok: true, value: { at: place.clock() } });
    expect(await line()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'backup',
      acknowledgedHow: 'encrypted and decrypted',
    });
    const { revision } = (await place.stored()).replacement;
    const audited = await auditOf(place.ids().replacementId);
    place.clock.advance(DAY_MS);
    expect(await use(arn)).toEqual(first);
    expect((await place.stored()).replacement.revision).toBe(revision);
    expect(await auditOf(place.ids().replacementId)).toEqual(audited);
  });

  it('is acknowledged once by requests that come at once, and each gets an answer', async () => {
    const { place, arn, use } = await aSwitch();
    const answers = await Promise.all(Array.from({ length: 6 }, () => use(arn)));
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: { at: place.clock() } })));
    const audited = await auditOf(place.ids().replacementId);
    expect(audited.filter(({ action }) => action === 'replacement.acknowledged')).toHaveLength(1);
  });

  it('is refused for another key than the new one, the old one included, and for another region', async () => {
    const { arn, old, use, line } = await aSwitch();
    for (const other of [OTHER, old.arn]) expect(await use(other)).toEqual({ ok: false, reason: 'another_key' });
    expect(await use(arn, { ...SERVICE, regions: ['us-west-2'] })).toEqual({ ok: false, reason: 'not_found' });
    expect(await line()).toMatchObject({ state: 'switched' });
  });

  it('is refused before the switch is ordered', async () => {
    const place = await aReplacementDesk(desk);
    const arn = await place.upToApproval();
    const { workspaceId } = (await place.stored()).line;
    const used = await recordKeyInUse(place.deps, { workspaceId, arn, how: 'x' }, SERVICE, null);
    expect(used).toEqual({ ok: false, reason: 'no_setup' });
  });

  it('is refused for the new key once the switch was rolled back, even where it was acknowledged before', async () => {
    const { place, arn, old, use, line } = await aSwitch();
    must(await use(arn));
    const why = 'backups_failed' as const;
    must(await rollBackLine(place.deps, { ...(await place.input()), why, reason: 'Backups failed.' }, place.agent));
    expect(await use(arn)).toEqual({ ok: false, reason: 'another_key' });
    expect(await use(old.arn)).toEqual({ ok: false, reason: 'no_setup' });
    expect(await line()).toMatchObject({ state: 'rolled_back' });
  });

  it.each([
    ['the new key', 'newKeyId'],
    ['the old key', 'old'],
  ] as const)(
    'has its first backup from the report about %s, once, where it used the new key',
    async (_what, about) => {
      const aboutSwitch = await aSwitch();
      const { place, arn, use, report, line } = aboutSwitch;
      must(await use(arn));
      place.clock.advance(HOUR_MS);
      const keyId = about === 'old' ? aboutSwitch.old.customerKeyId : aboutSwitch.newKeyId;
      expect(await report({ keyId })).toBe(1);
      expect(await line()).toMatchObject({ firstBackupAt: place.clock(), firstBackupBy: 'backup' });
      expect(await report({ keyId })).toBe(0);
    },
  );

  it('has no first backup from one that used the old key after the acknowledgement, whichever key the report is about', async () => {
    const { place, arn, old, newKeyId, use, report, line } = await aSwitch();
    must(await use(arn));
    place.clock.advance(HOUR_MS);
    for (const keyId of [old.customerKeyId, newKeyId]) expect(await report({ keyId, arn: old.arn })).toBe(0);
    expect(await line()).toMatchObject({ firstBackupAt: null });
  });

  it('has no first backup from one that failed, ran before the switch, or lies in the future', async () => {
    const { place, arn, use, report, line } = await aSwitch();
    const switchedAt = place.clock();
    must(await use(arn));
    place.clock.advance(HOUR_MS);
    expect(await report({ result: 'failed' })).toBe(0);
    expect(await report({ at: new Date(switchedAt.getTime() - 1) })).toBe(0);
    expect(await report({ at: new Date(place.clock().getTime() + MINUTE_MS) })).toBe(0);
    expect(await line()).toMatchObject({ firstBackupAt: null });
  });

  it('has no first backup before it is acknowledged; the next report records it', async () => {
    const { place, arn, use, report } = await aSwitch();
    place.clock.advance(MINUTE_MS);
    const at = place.clock();
    expect(await report({ at })).toBe(0);
    must(await use(arn));
    expect(await report({ at })).toBe(1);
  });
});

describe('the first backup of a setup, in a report', () => {
  async function aToldSetup() {
    const journey = await readyToClear(desk.db);
    const { deps } = journey;
    const cleared = await clearSetup({ ...deps, regions: REGIONS }, await journey.input(), BY);
    if (!cleared.ok) throw new Error(cleared.reason);
    const told = { textId: cleared.value.textId, to: 'Dana Ruiz', channel: 'email', at: null } as const;
    const recorded = await recordTold(deps, { ...(await journey.input()), ...told }, BY);
    if (!recorded.ok) throw new Error(recorded.reason);
    const keyId = await journey.keyId();
    const clearedAt = deps.clock();
    deps.clock.advance(DAY_MS);
    const report = (words: { arn?: string; result?: 'succeeded' | 'failed'; at?: Date } = {}) =>
      recordReportedBackups(
        deps,
        [{ keyId, at: deps.clock(), result: 'succeeded', arn: journey.ids().arn, ...words }],
        SERVICE,
        null,
      );
    const line = async () => (await journey.stored()).line;
    return { journey, report, line, clearedAt };
  }

  it('is recorded once, by the system that reported it', async () => {
    const { report, line } = await aToldSetup();
    expect(await report()).toBe(1);
    expect(await line()).toMatchObject({ firstBackupBy: 'backup', otherKeyArn: null });
    expect(await report()).toBe(0);
  });

  it.each([
    ['failed with the right key', { result: 'failed' }],
    ['ran before the setup was cleared', { at: new Date('2020-01-01T00:00:00Z') }],
    ['names no key ARN', { arn: 'arn:aws:s3:::bucket' }],
  ] as const)('is not recorded where it %s', async (_how, words) => {
    const { report, line } = await aToldSetup();
    expect(await report(words)).toBe(0);
    expect(await line()).toMatchObject({ firstBackupAt: null, otherKeyArn: null });
  });

  it('with another key needs us and is told to other systems, once, until one with the right key comes', async () => {
    const { journey, report, line } = await aToldSetup();
    const other = newArn();
    const { workspaceId } = await line();
    const told = () =>
      desk.rows(`select payload->>'arn' as arn from outbox_events where kind = 'other_key_used' and subject = $1`, [
        workspaceId,
      ]);
    const at = journey.deps.clock();
    expect(await report({ arn: other, result: 'failed', at })).toBe(1);
    expect(await report({ arn: other, result: 'failed', at })).toBe(0);
    expect(await line()).toMatchObject({ firstBackupAt: null, otherKeyArn: other });
    expect(await told()).toEqual([{ arn: other }]);
    journey.deps.clock.advance(DAY_MS);
    expect(await report()).toBe(1);
    expect(await line()).toMatchObject({ firstBackupBy: 'backup', otherKeyArn: null });
    expect(await told()).toHaveLength(1);
  });
});
