import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { evidenceOfKey } from '#lib/db/evidence/evidence.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, checkDeps, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { closeProductionError } from '#lib/use-cases/evidence/close-production-error.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const PERSON = { kind: 'staff', staffId: newId(), name: 'Robin Agent', role: 'agent', sessionId: null } as const;
const denied = (action: string) =>
  `AccessDeniedException: User: arn:aws:sts::444455556666:assumed-role/backup/run-7 is not authorized to perform: kms:${action}`;

async function aKeyWith(errors: readonly string[]) {
  const deps = checkDeps(desk.db);
  const { customerKeyId } = await addKey(desk.db);
  await checkKey(deps, { customerKeyId }, PERSON);
  const ids: string[] = [];
  for (const [index, pasted] of errors.entries()) {
    const takenAt = after(-(errors.length - index) * MINUTE_MS);
    const added = await addEvidence(
      { ...deps, regions: REGIONS },
      { customerKeyId, kind: 'production_error', pasted, takenAt },
      PERSON,
    );
    if (!added.ok) throw new Error(added.reason);
    ids.push(added.value.evidenceId);
  }
  const causeAfter = async (ms: number) => {
    deps.clock.advance(ms);
    await checkKey(deps, { customerKeyId }, PERSON);
    return (await findKey(desk.db, customerKeyId))?.record.verdict.cause ?? null;
  };
  const close = (evidenceId: string, reason = 'Backup 42 succeeded at 10:12 UTC with this key.') =>
    closeProductionError(deps, { evidenceId, reason }, PERSON);
  return { customerKeyId, ids, causeAfter, close };
}

describe('a denial in production', () => {
  it('H14 is told through successful tests and days, until a person closes it with a reason', async () => {
    const { customerKeyId, ids, causeAfter, close } = await aKeyWith([denied('Decrypt')]);
    expect(await causeAfter(MINUTE_MS)).toBe('production_denied_probe_allowed');
    expect(await causeAfter(4 * DAY_MS)).toBe('production_denied_probe_allowed');
    expect(await close(ids[0] ?? '')).toMatchObject({ ok: true, value: { customerKeyId } });
    expect(await causeAfter(MINUTE_MS)).toBeNull();
    expect(
      await desk.rows(`select action, reason from audit_log where target_id = $1 and action like '%closed'`, [
        customerKeyId,
      ]),
    ).toEqual([{ action: 'key.production_error_closed', reason: 'Backup 42 succeeded at 10:12 UTC with this key.' }]);
    expect(
      await desk.rows(`select kind from key_events where key_id = $1 and kind = 'production_error_closed'`, [
        customerKeyId,
      ]),
    ).toHaveLength(1);
  });

  it('H14 names the last real backup that our product reported with this key, and stays open', async () => {
    const { customerKeyId, causeAfter } = await aKeyWith([denied('GenerateDataKey')]);
    const [key] = await desk.rows<{ arn: string }>('select arn from customer_keys where id = $1', [customerKeyId]);
    const report = (arn: string) => ({
      reportId: newId(),
      asOf: after(0),
      keys: [
        {
          keyId: customerKeyId,
          counts: {},
          oldestAt: null,
          nextRunAt: null,
          lastBackup: { at: after(0), result: 'succeeded' as const, arn },
          lastRestore: null,
        },
      ],
    });
    const service = { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null } as const;
    const deps = { db: desk.db, clock: () => after(MINUTE_MS) };
    expect(await recordDependents(deps, report(key?.arn ?? ''), service)).toMatchObject({ ok: true });
    expect(await causeAfter(2 * MINUTE_MS)).toBe('production_denied_probe_allowed');
    const [found] = await desk.rows<{ detail: { realRuns?: unknown } }>(
      `select f -> 'detail' as detail from key_checks, jsonb_array_elements(findings) as f
        where key_id = $1 and f ->> 'code' = 'production_denied_probe_allowed'`,
      [customerKeyId],
    );
    expect(found?.detail.realRuns).toEqual([{ kind: 'backup', at: after(0).toISOString(), result: 'succeeded' }]);
  });

  it('H14 is not closed by another error that was added later, nor by closing that one', async () => {
    const { ids, causeAfter, close } = await aKeyWith([
      denied('Decrypt'),
      'ThrottlingException: You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
      denied('Encrypt'),
    ]);
    expect(await causeAfter(MINUTE_MS)).toBe('production_denied_probe_allowed');
    await close(ids[2] ?? '');
    expect(await causeAfter(HOUR_MS)).toBe('production_denied_probe_allowed');
    await close(ids[0] ?? '');
    expect(await causeAfter(HOUR_MS)).toBeNull();
  });

  it('H14 is neither hidden nor outnumbered by newer errors of other kinds', async () => {
    const throttled = 'ThrottlingException: You have exceeded the rate at which you may call KMS.';
    const { customerKeyId, causeAfter } = await aKeyWith([
      denied('Decrypt'),
      ...Array.from({ length: 12 }, () => throttled),
    ]);
    expect(await causeAfter(MINUTE_MS)).toBe('production_denied_probe_allowed');
    const { evidence: shown } = await evidenceOfKey(desk.db, customerKeyId);
    expect(shown.map(({ asOf }) => asOf)).toEqual(
      shown.map(({ asOf }) => asOf).toSorted((a, b) => Number(b) - Number(a)),
    );
  });

  it('H14 takes the time that the error gives with its zone, if nobody says when it was', async () => {
    const deps = checkDeps(desk.db);
    const { customerKeyId } = await addKey(desk.db);
    const asOf = async (pasted: string) => {
      const added = await addEvidence(
        { ...deps, regions: REGIONS },
        { customerKeyId, kind: 'production_error', pasted, takenAt: null },
        PERSON,
      );
      return added.ok ? added.value.asOf : added.reason;
    };
    const now = deps.clock();
    const earlier = new Date(now.getTime() - HOUR_MS);
    expect(await asOf(`${earlier.toISOString()} ERROR ${denied('Decrypt')}`)).toEqual(earlier);
    expect(await asOf(`${earlier.toISOString().slice(0, 19)} ERROR ${denied('Decrypt')}`)).toEqual(now);
    expect(await asOf(`2031-01-01T00:00:00Z ERROR ${denied('Decrypt')}`)).toEqual(now);
  });

  it('can be closed only once, and nothing else can be closed', async () => {
    const { ids, close } = await aKeyWith([denied('Decrypt')]);
    expect((await close(ids[0] ?? '')).ok).toBe(true);
    expect(await close(ids[0] ?? '')).toEqual({ ok: false, reason: 'not_open' });
    expect(await close(newId())).toEqual({ ok: false, reason: 'not_open' });
  });

  it('makes the key due when it is closed', async () => {
    const { customerKeyId, ids, close } = await aKeyWith([denied('Decrypt')]);
    await desk.owner.query('update key_checks set next_check_at = $2 where key_id = $1', [
      customerKeyId,
      after(DAY_MS),
    ]);
    await close(ids[0] ?? '');
    expect((await findKey(desk.db, customerKeyId))?.nextCheckAt).toEqual(after(0));
  });
});
