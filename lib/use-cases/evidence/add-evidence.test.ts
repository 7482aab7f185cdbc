import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { CHANGE_CHANNEL } from '#lib/db/database.ts';
import { evidenceOfKey, latestEvidenceOf } from '#lib/db/evidence/evidence.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  aClock,
  addKey,
  AGENT,
  newArn,
  openTestDesk,
  REGIONS,
  type KeyWords,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const TABLES = ['customer_evidence', 'key_events', 'audit_log'] as const;
const counts = async () => {
  const found: Record<string, number> = {};
  for (const table of TABLES) found[table] = await desk.count(table);
  return found;
};

const described = (arn: string, given: Record<string, unknown> = {}) =>
  JSON.stringify({
    KeyMetadata: { Arn: arn, KeyState: 'Disabled', Description: 'Northwind’s secret words', ...given },
  });
const policyOf = (vendor: string) =>
  JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Principal: { AWS: [vendor, '999988887777'] }, Action: 'kms:DescribeKey', Resource: '*' },
    ],
  });
const notFound = (arn: string) =>
  `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${arn}' does not exist`;

const deps = () => ({ db: desk.db, clock: aClock(), regions: REGIONS });
const add = (customerKeyId: string, kind: EvidenceKind | null, pasted: string, takenAt: Date | null = null) =>
  addEvidence(deps(), { customerKeyId, kind, pasted, takenAt }, AGENT, 'request-1');

/** A key that is not due: it was created and planned an hour ago. */
const aKey = async (words: KeyWords = {}) => {
  const key = await addKey(desk.db, { at: after(-HOUR_MS), ...words });
  await desk.owner.query('update key_checks set next_check_at = $2 where key_id = $1', [
    key.customerKeyId,
    after(HOUR_MS),
  ]);
  return key;
};
const everythingOf = async (customerKeyId: string) => ({
  key: await desk.rows('select to_jsonb(k) as k from customer_keys k where id = $1', [customerKeyId]),
  spans: await desk.rows('select to_jsonb(s) as s from verdict_spans s where key_id = $1', [customerKeyId]),
  checks: await desk.rows(`select to_jsonb(c) - 'next_check_at' as c from key_checks c where key_id = $1`, [
    customerKeyId,
  ]),
});

describe('evidence from a customer', () => {
  it('is kept with its event and audit entry, and the key is due at once', async () => {
    const { customerKeyId, customerId, arn } = await aKey();
    const takenAt = after(-DAY_MS);
    const outcome = await add(customerKeyId, 'describe_key', described(arn), takenAt);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'describe_key', asOf: takenAt } });
    const evidenceId = outcome.ok ? outcome.value.evidenceId : '';
    expect((await evidenceOfKey(desk.db, customerKeyId)).evidence).toEqual([
      {
        id: evidenceId,
        arn,
        asOf: takenAt,
        addedAt: NOW,
        addedBy: 'Robin Agent',
        content: {
          kind: 'describe_key',
          exists: true,
          keyState: 'Disabled',
          deletionAt: null,
          materialExpiresAt: null,
          currentKeyMaterialId: null,
        },
        closed: null,
      },
    ]);
    expect(await desk.rows('select kind, detail, at from key_events where key_id = $1', [customerKeyId])).toEqual([
      {
        kind: 'evidence_added',
        at: NOW,
        detail: { kind: 'evidence_added', evidenceId, evidenceKind: 'describe_key', asOf: takenAt.toISOString() },
      },
    ]);
    expect(
      await desk.rows(
        'select action, actor, before, after, customer_id, request_id from audit_log where target_id = $1',
        [customerKeyId],
      ),
    ).toMatchObject([
      {
        action: 'key.evidence_added',
        actor: { name: 'Robin Agent' },
        before: null,
        after: { arn, evidenceId, kind: 'describe_key', asOf: takenAt.toISOString(), summary: 'Key state Disabled' },
        customer_id: customerId,
        request_id: 'request-1',
      },
    ]);
    expect(await desk.rows('select next_check_at from key_checks where key_id = $1', [customerKeyId])).toEqual([
      { next_check_at: NOW },
    ]);
  });

  it.each<[EvidenceKind, (arn: string) => string]>([
    ['describe_key', (arn) => described(arn)],
    ['describe_key', notFound],
    ['key_policy', () => policyOf('444455556666')],
    ['key_rotations', (arn) => JSON.stringify({ Rotations: [{ KeyId: arn }] })],
    ['production_error', () => 'DisabledException'],
  ])('never changes the status, its history or what checks have seen: %s', async (kind, paste) => {
    const verdict = { status: 'usable', cause: null } as const;
    const { customerKeyId, arn } = await aKey({ verdict });
    const before = await everythingOf(customerKeyId);
    expect(await add(customerKeyId, kind, paste(arn))).toMatchObject({ ok: true });
    expect(await everythingOf(customerKeyId)).toEqual(before);
  });

  it('H6 keeps nothing of the pasted text in the database', async () => {
    const { customerKeyId, arn } = await aKey();
    await add(customerKeyId, 'describe_key', described(arn));
    await add(customerKeyId, 'key_policy', policyOf('444455556666'));
    const [row] = await desk.rows<{ all: string }>(
      `select concat(
         (select jsonb_agg(to_jsonb(e)) from customer_evidence e where e.key_id = k.id),
         (select jsonb_agg(to_jsonb(e)) from key_events e where e.key_id = k.id),
         (select jsonb_agg(to_jsonb(a)) from audit_log a where a.target_id = k.id)) as all
       from customer_keys k where k.id = $1`,
      [customerKeyId],
    );
    expect(row?.all).toContain('key_policy');
    expect(row?.all).not.toMatch(/secret words|999988887777/);
  });

  it('is read for our account in the key’s region', async () => {
    const ireland = await aKey();
    await add(ireland.customerKeyId, 'key_policy', policyOf('555566667777'));
    const oregon = await aKey({ arn: newArn('us-west-2') });
    await add(oregon.customerKeyId, 'key_policy', policyOf('555566667777'));
    const latest = await latestEvidenceOf(desk.db, [ireland.customerKeyId, oregon.customerKeyId]);
    expect(latest.get(ireland.customerKeyId)?.keyPolicy?.content).toMatchObject({
      answers: { DescribeKey: 'not_granted' },
      otherVendorAccounts: ['555566667777'],
    });
    expect(latest.get(oregon.customerKeyId)?.keyPolicy?.content).toMatchObject({
      answers: { DescribeKey: 'allowed', Encrypt: 'not_granted' },
      otherVendorAccounts: [],
    });
  });

  it('changes the due time of a key that is already due, so that a running check notices it', async () => {
    const { customerKeyId, arn } = await addKey(desk.db, { at: after(-HOUR_MS) });
    await add(customerKeyId, 'describe_key', described(arn));
    expect(await desk.rows('select next_check_at from key_checks where key_id = $1', [customerKeyId])).toEqual([
      { next_check_at: NOW },
    ]);
  });

  it('updates open pages', async () => {
    const { customerKeyId, arn } = await aKey();
    const told: string[] = [];
    desk.owner.on('notification', ({ payload }) => void told.push(payload ?? ''));
    await desk.owner.query(`listen ${CHANGE_CHANNEL}`);
    await add(customerKeyId, 'describe_key', described(arn));
    await desk.owner.query(`unlisten ${CHANGE_CHANNEL}`);
    expect(told.map((payload) => JSON.parse(payload))).toEqual([{ kind: 'key', id: customerKeyId }]);
  });
});

describe('the type of evidence', () => {
  const owned = (arn: string) => `$ aws kms describe-key --key-id ${arn}\n${described(arn)}\n$ `;
  const denial = (arn: string) =>
    `AccessDeniedException: User: arn:aws:sts::444455556666:assumed-role/backup-worker/run-7 is not authorized to perform: kms:Decrypt on resource: ${arn} because no resource-based policy allows the kms:Decrypt action`;

  it.each<[EvidenceKind, (arn: string) => string]>([
    ['describe_key', owned],
    ['describe_key', notFound],
    ['key_policy', () => policyOf('444455556666')],
    ['key_rotations', (arn) => JSON.stringify({ Rotations: [{ KeyId: arn }] })],
    ['production_error', denial],
  ])('is found out, stored and told: %s', async (kind, paste) => {
    const { customerKeyId, arn } = await aKey();
    expect(await add(customerKeyId, null, paste(arn))).toMatchObject({ ok: true, value: { kind } });
    expect(await desk.rows('select kind from customer_evidence where key_id = $1', [customerKeyId])).toEqual([
      { kind },
    ]);
    expect(
      await desk.rows(`select detail->>'evidenceKind' as kind from key_events where key_id = $1`, [customerKeyId]),
    ).toEqual([{ kind }]);
  });

  it('can be chosen by a person, and then that reader is used', async () => {
    const { customerKeyId, arn } = await aKey();
    expect(await add(customerKeyId, 'production_error', notFound(arn))).toMatchObject({
      ok: true,
      value: { kind: 'production_error' },
    });
    const refused = await add(customerKeyId, 'key_rotations', described(arn));
    expect(refused).toEqual({ ok: false, reason: 'not_this_command' });
  });

  it('is told with a refusal, and nothing is stored', async () => {
    const { customerKeyId } = await aKey();
    const before = await counts();
    expect(await add(customerKeyId, null, described(newArn()))).toEqual({
      ok: false,
      reason: 'about_another_key',
      looksLike: 'describe_key',
    });
    expect(await add(customerKeyId, null, 'Is everything all right?')).toEqual({ ok: false, reason: 'not_recognized' });
    expect(await counts()).toEqual(before);
  });

  it('reads a policy with the encryption context that the region’s calls send', async () => {
    const { customerKeyId } = await aKey();
    const statement = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' };
    const policy = JSON.stringify({
      Statement: [{ ...statement, Condition: { StringEquals: { 'kms:EncryptionContext:app': 'backup' } } }],
    });
    const answerWith = async (encryptionContext: Record<string, string> | null) => {
      const regions = REGIONS.map((region) => ({ ...region, encryptionContext }));
      const input = { customerKeyId, kind: null, pasted: policy, takenAt: null };
      await addEvidence({ ...deps(), regions }, input, AGENT);
      const [row] = await desk.rows<{ answer: string }>(
        `select content->'answers'->>'Encrypt' as answer from customer_evidence where key_id = $1 order by id desc limit 1`,
        [customerKeyId],
      );
      return row?.answer;
    };
    expect(await answerWith({ app: 'backup' })).toBe('allowed');
    expect(await answerWith(null)).toBe('not_granted');
  });

  it('keeps what an error says besides its name', async () => {
    const { customerKeyId, arn } = await aKey();
    await add(customerKeyId, null, denial(arn));
    const latest = await latestEvidenceOf(desk.db, [customerKeyId]);
    expect(latest.get(customerKeyId)?.productionErrors[0]?.content).toMatchObject({
      action: 'Decrypt',
      namesThisKey: true,
      deniedBy: 'resource_policy',
      byOurAccount: true,
    });
  });
});

describe('evidence is refused', () => {
  const refused = async (customerKeyId: string, reason: string, kind: EvidenceKind, pasted: string, takenAt?: Date) => {
    const before = await counts();
    expect(await add(customerKeyId, kind, pasted, takenAt ?? null)).toEqual({ ok: false, reason });
    expect(await counts()).toEqual(before);
  };

  it('H16 for a key whose ownership is not proven, and nothing is kept', async () => {
    const { customerKeyId, arn } = await aKey({ proven: false, role: 'candidate' });
    await refused(customerKeyId, 'ownership_unproven', 'describe_key', described(arn));
    await refused(customerKeyId, 'ownership_unproven', 'describe_key', 'not even JSON');
  });

  it('for a key that is unknown or retired', async () => {
    const { customerKeyId, arn } = await aKey({ role: 'retired' });
    await refused(customerKeyId, 'retired', 'describe_key', described(arn));
    await refused(newId(), 'not_found', 'describe_key', described(arn));
  });

  it('when it is about another key, not readable, or of an impossible time', async () => {
    const { customerKeyId, arn } = await aKey();
    await refused(customerKeyId, 'about_another_key', 'describe_key', described(newArn()));
    await refused(customerKeyId, 'about_another_key', 'describe_key', notFound(newArn()));
    await refused(customerKeyId, 'not_this_command', 'key_policy', 'the policy is fine');
    await refused(customerKeyId, 'taken_in_the_future', 'describe_key', described(arn), after(HOUR_MS));
    await desk.owner.query(`update customer_keys set key_state = 'Enabled', kms_created_at = $2 where id = $1`, [
      customerKeyId,
      after(-DAY_MS),
    ]);
    await refused(customerKeyId, 'taken_too_early', 'describe_key', described(arn), after(-2 * DAY_MS));
  });

  it('for a key in a region in which we host nobody', async () => {
    const { customerKeyId, arn } = await aKey({ arn: newArn('ap-southeast-2') });
    await refused(customerKeyId, 'region_not_hosted', 'describe_key', described(arn));
  });

  it.each([
    ['retired', `role = 'retired'`],
    ['unproven', `role = 'candidate', ownership_proven_at = null`],
  ])('leaves nothing behind when the key became %s in between', async (_what, change) => {
    const { customerKeyId, arn } = await aKey();
    const before = await counts();
    const outcome = addEvidence(
      { ...deps(), db: changingBefore(customerKeyId, change) },
      { customerKeyId, kind: 'describe_key', pasted: described(arn), takenAt: null },
      AGENT,
    );
    expect(await outcome).toEqual({ ok: false, reason: 'superseded' });
    expect(await counts()).toEqual(before);
  });

  /** The database, in which somebody changes the key just before the transaction begins. */
  const changingBefore = (customerKeyId: string, change: string) =>
    new Proxy(desk.db, {
      get: (db, name, self: unknown) =>
        name === 'transaction'
          ? async (...given: Parameters<typeof db.transaction>) => {
              await desk.owner.query(`update customer_keys set ${change} where id = $1`, [customerKeyId]);
              return db.transaction(...given);
            }
          : (Reflect.get(db, name, self) as unknown),
    });

  it.each([
    ['the audit entry', 'audit_log'],
    ['the event', 'key_events'],
    ['the evidence', 'customer_evidence'],
  ])('leaves nothing behind when %s cannot be written', async (_what, table) => {
    const { customerKeyId, arn } = await aKey();
    const before = await counts();
    await desk.owner.query(`revoke insert on ${table} from keydesk_app`);
    try {
      await expect(add(customerKeyId, 'describe_key', described(arn))).rejects.toThrow();
    } finally {
      await desk.owner.query(`grant insert on ${table} to keydesk_app`);
    }
    expect(await counts()).toEqual(before);
    expect(await desk.rows('select next_check_at from key_checks where key_id = $1', [customerKeyId])).toEqual([
      { next_check_at: after(HOUR_MS) },
    ]);
  });
});

describe('the latest evidence of many keys', () => {
  it('is found with two queries, for each key and kind the one taken last', async () => {
    const [first, second, silent] = [await aKey(), await aKey(), await aKey()];
    const pending = described(first.arn, { KeyState: 'PendingDeletion', DeletionDate: '2026-04-01T00:00:00Z' });
    await add(first.customerKeyId, 'describe_key', pending, after(-HOUR_MS));
    await add(first.customerKeyId, 'describe_key', described(first.arn), after(-DAY_MS));
    await add(first.customerKeyId, 'production_error', 'DisabledException');
    await add(second.customerKeyId, 'describe_key', notFound(second.arn));
    const latest = await latestEvidenceOf(
      desk.db,
      [first, second, silent].map(({ customerKeyId }) => customerKeyId),
    );
    expect(latest.size).toBe(2);
    expect(latest.get(first.customerKeyId)).toMatchObject({
      describeKey: {
        asOf: after(-HOUR_MS),
        content: { keyState: 'PendingDeletion', deletionAt: new Date('2026-04-01T00:00:00Z') },
      },
      keyPolicy: null,
      productionErrors: [{ content: { errorName: 'DisabledException' } }],
    });
    expect(latest.get(second.customerKeyId)?.describeKey?.content).toEqual({ kind: 'describe_key', exists: false });
    expect(await latestEvidenceOf(desk.db, [])).toEqual(new Map());
  });

  it('leaves out evidence about an earlier ARN of the key', async () => {
    const { customerKeyId, arn } = await aKey();
    await add(customerKeyId, 'describe_key', described(arn));
    const moved: KeyArn = newArn();
    await desk.owner.query(`update customer_keys set arn = $2, kms_key_id = split_part($2, '/', 2) where id = $1`, [
      customerKeyId,
      moved,
    ]);
    expect(await latestEvidenceOf(desk.db, [customerKeyId])).toEqual(new Map());
    expect(await evidenceOfKey(desk.db, customerKeyId)).toEqual({ evidence: [], changedAt: null });
  });
});
