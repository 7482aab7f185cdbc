import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { CODE_LASTS_MS } from '#lib/core/setup/setup.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { AGENT } from '#lib/db/test-desk.test-support.ts';
import { askDueKeys } from '#lib/use-cases/ownership/ask-due-keys.ts';
import { checkOwnership } from '#lib/use-cases/ownership/check-ownership.ts';
import { extendCode, makeCode } from '#lib/use-cases/ownership/make-code.ts';
import { newAccount, openOwnershipDesk, type OwnershipDesk } from './ownership-desk.test-support.ts';

const JOB: Actor = { kind: 'system', job: 'check-ownership' };

let desk: OwnershipDesk;
beforeAll(async () => {
  desk = await openOwnershipDesk();
});
afterEach(() => desk.aws.control.faults.clear());
afterAll(() => desk.close());

const ask = (customerKeyId: string) => {
  desk.clock.advance(16_000);
  return checkOwnership(desk.deps, { customerKeyId }, JOB);
};
const askedAbout = async (customerKeyId: string) => {
  const [row] = await desk.rows<{ last_answer: string; next_in_s: number }>(
    `select last_answer, extract(epoch from next_at - last_at)::int as next_in_s from ownership_checks where key_id = $1`,
    [customerKeyId],
  );
  return row;
};
const proofs = (customerKeyId: string) =>
  desk.rows(`select kind, proven_by, withdrawn_at is not null as withdrawn from ownership_proofs where key_id = $1`, [
    customerKeyId,
  ]);
const answer = (said: string) => ({ ok: true, value: { answer: said } });

describe('a pending key', () => {
  it('H16 is proven by the code in its description: proof, account, code, status, history and audit entry', async () => {
    const key = await desk.aPendingKey();
    expect(await ask(key.customerKeyId)).toMatchObject(answer('not_seen'));
    await desk.describe(key.arn, `Vault backups. ${key.code}`);
    expect(await ask(key.customerKeyId)).toMatchObject(answer('seen'));

    expect(await desk.keyRow(key.customerKeyId)).toMatchObject({
      role: 'candidate',
      verdict: 'unverified',
      cause: 'never_checked',
      proven: true,
      withdrawn: false,
    });
    expect(await proofs(key.customerKeyId)).toEqual([{ kind: 'description_code', proven_by: null, withdrawn: false }]);
    expect(
      await desk.rows('select customer_id, proof, shared_since from customer_accounts where aws_account_id = $1', [
        key.arn.split(':')[4],
      ]),
    ).toEqual([{ customer_id: key.customerId, proof: 'description_token', shared_since: null }]);
    expect(await desk.rows('select used_key_id from ownership_codes where id = $1', [key.codeId])).toEqual([
      { used_key_id: key.customerKeyId },
    ]);
    expect(await askedAbout(key.customerKeyId)).toBeUndefined();
    expect(await desk.rows('select kind from key_events where key_id = $1 order by id', [key.customerKeyId])).toEqual([
      { kind: 'registered' },
      { kind: 'ownership_proven' },
      { kind: 'verdict_changed' },
    ]);
    expect(await desk.rows('select next_check_at from key_checks where key_id = $1', [key.customerKeyId])).toEqual([
      { next_check_at: desk.clock() },
    ]);
    expect((await desk.audited(key.customerKeyId)).map(({ action, by }) => `${action} ${by}`)).toEqual([
      'key.submitted Robin Agent',
      'ownership.proven check-ownership',
    ]);
    expect(await ask(key.customerKeyId)).toEqual({ ok: false, reason: 'already_proven' });
  });

  it('H16 stays unproven with another setup’s code, an expired one, and one of a withdrawn setup', async () => {
    const [key, other] = [await desk.aPendingKey(), await desk.aPendingKey()];
    await desk.describe(key.arn, other.code);
    expect(await ask(key.customerKeyId)).toMatchObject(answer('not_seen'));
    await desk.describe(key.arn, key.code);
    await desk.owner.query(
      `update setups set withdrawn_at = now(), withdrawn_by = 'x', withdraw_reason = 'x' where id = $1`,
      [key.setupId],
    );
    expect(await ask(key.customerKeyId)).toMatchObject(answer('not_seen'));

    const late = await desk.aPendingKey();
    await desk.describe(late.arn, late.code);
    desk.clock.advance(CODE_LASTS_MS);
    expect(await ask(late.customerKeyId)).toMatchObject(answer('not_seen'));
    expect(await extendCode(desk.deps, { setupId: late.setupId }, AGENT)).toMatchObject({ ok: true });
    expect(await ask(late.customerKeyId)).toMatchObject(answer('seen'));
  });

  it('H16 is not proven by a code that another key has used', async () => {
    const first = await desk.aPendingKey();
    const second = await desk.submit('Second Key Ltd', await desk.createKey());
    await desk.owner.query('update customer_keys set customer_id = $2 where id = $1', [
      second.customerKeyId,
      first.customerId,
    ]);
    for (const { arn } of [first, second]) await desk.describe(arn, first.code);
    expect(await ask(first.customerKeyId)).toMatchObject(answer('seen'));
    expect(await ask(second.customerKeyId)).toMatchObject(answer('not_seen'));
    expect(await extendCode(desk.deps, { setupId: first.setupId }, AGENT)).toEqual({
      ok: false,
      reason: 'no_unused_code',
    });
    expect(await desk.keyRow(second.customerKeyId)).toMatchObject({ proven: false });
  });

  it('H16 has nothing stored but the answer when AWS denies us DescribeKey', async () => {
    const key = await desk.aPendingKey(await desk.createKey(newAccount(), ['kms:Encrypt']));
    await desk.describe(key.arn, key.code);
    expect(await ask(key.customerKeyId)).toMatchObject(answer('not_readable'));
    expect(await askedAbout(key.customerKeyId)).toEqual({ last_answer: 'not_readable', next_in_s: 300 });
    expect(await desk.count('probe_reports')).toBe(0);
    const [row] = await desk.rows('select key_state, deletion_at, kms_created_at from customer_keys where id = $1', [
      key.customerKeyId,
    ]);
    expect(row).toEqual({ key_state: null, deletion_at: null, kms_created_at: null });
  });

  it('could not be checked while KMS throttles us', async () => {
    const key = await desk.aPendingKey();
    await desk.aws.control.faults.add({
      match: { keyArn: key.arn, operation: 'DescribeKey' },
      effect: { kind: 'throttle' },
    });
    expect(await ask(key.customerKeyId)).toMatchObject(answer('could_not_check'));
    expect(await askedAbout(key.customerKeyId)).toMatchObject({ last_answer: 'could_not_check' });
  });

  it('H24 is asked about once at a time, and at most once in 15 seconds', async () => {
    const key = await desk.aPendingKey();
    desk.clock.advance(16_000);
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => checkOwnership(desk.deps, { customerKeyId: key.customerKeyId }, JOB)),
    );
    expect(asked.map((one) => (one.ok ? one.value.answer : one.reason)).toSorted()).toEqual([
      'asked_just_now',
      'asked_just_now',
      'asked_just_now',
      'not_seen',
    ]);
  });

  it('H24 counts each question against the quota that all checks share', async () => {
    const key = await desk.aPendingKey();
    await ask(key.customerKeyId);
    const budget = () =>
      desk.rows<{ at: Date }>(`select next_free_at as at from call_budgets where budget = 'describe:eu-west-1'`);
    const [before] = await budget();
    await ask(key.customerKeyId);
    const [after] = await budget();
    expect(after?.at.getTime()).toBeGreaterThan(before?.at.getTime() ?? Number.POSITIVE_INFINITY);
  });

  it('H16 leaves no trace of its description in the database or in the log, whatever it says', async () => {
    const logged: string[] = [];
    const streams = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => (logged.push(String(text)), true)),
    );
    const key = await desk.aPendingKey();
    const written: string[] = [];
    try {
      await fc.assert(
        fc.asyncProperty(fc.stringMatching(/^[A-Za-z0-9 ~:{}"'<>%$-]{12,60}$/), fc.boolean(), async (text, denied) => {
          const marked = `~secret~${text}`;
          written.push(marked);
          await desk.describe(key.arn, marked);
          if (denied)
            await desk.aws.control.faults.add({
              match: { keyArn: key.arn, operation: 'DescribeKey' },
              effect: { kind: 'error', name: 'AccessDeniedException', message: marked },
              times: 1,
            });
          await ask(key.customerKeyId);
        }),
        { numRuns: 15 },
      );
      await desk.describe(key.arn, `~secret~ ${key.code}`);
      expect(await ask(key.customerKeyId)).toMatchObject(answer('seen'));
    } finally {
      for (const stream of streams) stream.mockRestore();
    }
    const tables = await desk.rows<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    const stored: string[] = [];
    for (const { name } of tables)
      for (const row of await desk.rows<{ text: string }>(`select to_json(t)::text as text from ${name} t`))
        stored.push(row.text);
    expect(stored.length).toBeGreaterThan(10);
    const everything = [...stored, ...logged].join('\n');
    expect(everything).toContain(key.customerKeyId);
    expect(everything).not.toContain('~secret~');
    for (const text of written) expect(everything).not.toContain(text);
  });
});

describe('the code of a setup', () => {
  it('is made for an open setup only, and its audit entry does not have it', async () => {
    const key = await desk.aPendingKey();
    expect(key.code).toMatch(/^[a-z2-7]{20}$/);
    expect(key.expiresAt).toEqual(new Date(desk.clock().getTime() + CODE_LASTS_MS));
    const [entry] = await desk.rows<{ text: string }>(
      'select to_json(a)::text as text from audit_log a where target_id = $1',
      [key.setupId],
    );
    expect(entry?.text).toContain(key.codeId);
    expect(entry?.text).not.toContain(key.code);
    expect(await makeCode(desk.deps, { setupId: key.customerId }, AGENT)).toEqual({
      ok: false,
      reason: 'setup_not_open',
    });
  });
});

describe('the job that asks about pending keys', () => {
  const lineOf = (customerId: string, setupId: string, keyId: string) =>
    desk.owner.query(
      `with w as (insert into workspaces (id, customer_id, name, region, created_at)
         values (gen_random_uuid(), $1, 'w' || $3, 'eu-west-1', now()) returning id)
       insert into setup_lines (id, setup_id, position, workspace_id, region, key_id, key_received_at)
       select gen_random_uuid(), $2, 1, w.id, 'eu-west-1', $3::uuid, now() from w`,
      [customerId, setupId, keyId],
    );

  it('asks every five minutes for two hours, then every hour, and soon again after a new code', async () => {
    const key = await desk.aPendingKey();
    await lineOf(key.customerId, key.setupId, key.customerKeyId);
    desk.clock.advance(DAY_MS);
    await desk.owner.query('update ownership_checks set next_at = $2 where key_id <> $1', [
      key.customerKeyId,
      new Date(desk.clock().getTime() + HOUR_MS / 2).toISOString(),
    ]);
    await makeCode(desk.deps, { setupId: key.setupId }, AGENT);
    const asks: number[] = [];
    for (let minute = 0; minute <= 240; minute += 1) {
      if (minute % 30 === 0)
        await desk.owner.query('update ownership_checks set next_at = $2 where key_id <> $1', [
          key.customerKeyId,
          new Date(desk.clock().getTime() + HOUR_MS).toISOString(),
        ]);
      const { asked } = await askDueKeys(desk.deps);
      if (asked > 0) asks.push(minute);
      desk.clock.advance(MINUTE_MS);
    }
    expect(asks).toEqual([...Array.from({ length: 25 }, (_, index) => index * 5), 180, 240]);
  });

  it('proves the keys whose code is there, and asks nothing of proven or retired ones', async () => {
    const [shown, retired] = [await desk.aPendingKey(), await desk.aPendingKey()];
    await desk.describe(shown.arn, shown.code);
    await desk.describe(retired.arn, retired.code);
    await desk.owner.query(`update customer_keys set role = 'retired' where id = $1`, [retired.customerKeyId]);
    desk.clock.advance(2 * HOUR_MS);
    expect(await askDueKeys(desk.deps)).toMatchObject({ proven: 1 });
    expect(await desk.keyRow(shown.customerKeyId)).toMatchObject({ proven: true });
    expect(await desk.keyRow(retired.customerKeyId)).toMatchObject({ proven: false });
    const calls = (await desk.aws.control.calls.recent()).filter(({ keyArn }) => keyArn === retired.arn);
    expect(calls.map(({ operation }) => operation)).not.toContain('DescribeKey');
  });

  it('H24 asks nothing in a region that pauses after throttling', async () => {
    const key = await desk.aPendingKey();
    const until = new Date(desk.clock().getTime() + 5 * MINUTE_MS);
    await desk.owner.query(
      `insert into region_status (region, paused_until, throttled_in_a_row) values ('eu-west-1', $1, 1)
       on conflict (region) do update set paused_until = excluded.paused_until`,
      [until.toISOString()],
    );
    expect(await askDueKeys(desk.deps)).toEqual({ asked: 0, proven: 0 });
    expect(
      await desk.rows('select next_at, last_answer from ownership_checks where key_id = $1', [key.customerKeyId]),
    ).toEqual([{ next_at: until, last_answer: null }]);
    await desk.owner.query(`update region_status set paused_until = null`);
  });

  it('H24 stops for five minutes in a region that gives no answers', async () => {
    const keys = [];
    for (let n = 0; n < 10; n += 1) keys.push(await desk.aPendingKey());
    desk.clock.advance(2 * HOUR_MS);
    await desk.aws.control.faults.add({
      match: { operation: 'DescribeKey' },
      effect: { kind: 'error', name: 'InternalFailure', status: 500 },
    });
    await askDueKeys(desk.deps);
    const answered = await desk.rows<{ n: number }>(
      `select count(*)::int as n from ownership_checks where key_id = any($1) and last_answer is not null`,
      [keys.map(({ customerKeyId }) => customerKeyId)],
    );
    expect(answered[0]?.n).toBeLessThan(8);
    expect(
      await desk.rows('select key_id from ownership_checks where key_id = any($2) and next_at <= $1', [
        desk.clock().toISOString(),
        keys.map(({ customerKeyId }) => customerKeyId),
      ]),
    ).toEqual([]);
  });
});

it('the calls that look for a code are counted among ours on the key, if AWS answered them', async () => {
  const key = await desk.aPendingKey();
  await ask(key.customerKeyId);
  await desk.describe(key.arn, `Vault backups. ${key.code}`);
  await ask(key.customerKeyId);
  expect(await desk.rows('select calls from key_checks where key_id = $1', [key.customerKeyId])).toEqual([
    { calls: { DescribeKey: 2 } },
  ]);
});
