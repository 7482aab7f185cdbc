import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '#lib/core/verdict/checks.test-support.ts';
import { CHANGE_CHANNEL } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  aClock,
  addKey,
  AGENT,
  newArn,
  openTestDesk,
  proveAccount,
  REGIONS,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { submitKey } from '#lib/use-cases/key/submit-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const aName = () => `Customer ${newId()}`;
const submit = (customerName: string, arn: string = newArn(), hostingRegion = 'eu-west-1') =>
  submitKey({ db: desk.db, clock: aClock(), regions: REGIONS }, { customerName, hostingRegion, arn }, AGENT);

const TABLES = ['customers', 'customer_keys', 'key_checks', 'verdict_spans', 'key_events', 'audit_log'] as const;
const everything = async () => {
  const counts: Record<string, number> = {};
  for (const table of TABLES) counts[table] = await desk.count(table);
  return counts;
};

const submittedId = async (...given: Parameters<typeof submit>): Promise<string> => {
  const outcome = await submit(...given);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value.customerKeyId;
};

describe('a key that is submitted', () => {
  it('is stored as an unproven candidate of a new customer, with its history and the audit entry', async () => {
    const [name, arn] = [aName(), newArn()];
    const outcome = await submit(name, ` ${arn}\n`);
    expect(outcome).toMatchObject({ ok: true, value: { ownershipProven: false } });
    const id = outcome.ok ? outcome.value.customerKeyId : '';
    expect(
      await desk.rows(
        `select c.name, k.role, k.arn, k.verdict, k.cause, k.ownership_proven_at, h.revision
         from customer_keys k join customers c on c.id = k.customer_id join key_checks h on h.key_id = k.id where k.id = $1`,
        [id],
      ),
    ).toEqual([
      {
        name,
        role: 'candidate',
        arn,
        verdict: 'unverified',
        cause: 'ownership_unproven',
        ownership_proven_at: null,
        revision: 0,
      },
    ]);
    expect(await desk.rows('select kind from key_events where key_id = $1', [id])).toEqual([{ kind: 'registered' }]);
    expect(await desk.rows('select action, actor, after from audit_log where target_id = $1', [id])).toMatchObject([
      { action: 'key.submitted', actor: { name: 'Robin Agent' }, after: { arn, customerName: name } },
    ]);
  });

  it('updates open pages, and tells of its customer when they are new', async () => {
    const told: unknown[] = [];
    desk.owner.on('notification', ({ payload }) => void told.push(JSON.parse(payload ?? '')));
    await desk.owner.query(`listen ${CHANGE_CHANNEL}`);
    const name = aName();
    const [first, second] = [await submittedId(name), await submittedId(name)];
    await desk.owner.query(`unlisten ${CHANGE_CHANNEL}`);
    const [customer] = await desk.rows<{ id: string }>('select id from customers where name = $1', [name]);
    expect(told).toEqual([
      { kind: 'customer', id: customer?.id },
      { kind: 'key', id: first },
      { kind: 'key', id: second },
    ]);
  });

  it('is proven at once when its AWS account is known to be the customer’s', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'Known Account' });
    await proveAccount(desk.db, customerId, '121212121212');
    const outcome = await submit('known ACCOUNT', newArn('eu-west-1', '121212121212'));
    expect(outcome).toMatchObject({ ok: true, value: { ownershipProven: true } });
    expect(await submit('known ACCOUNT', newArn('eu-west-1', '343434343434'))).toMatchObject({
      value: { ownershipProven: false },
    });
  });

  it('is unproven again after the proof of the account was revoked', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'Revoked Account' });
    await proveAccount(desk.db, customerId, '565656565656');
    await desk.db.execute(`update customer_accounts set revoked_at = now() where customer_id = '${customerId}'`);
    expect(await submit('Revoked Account', newArn('eu-west-1', '565656565656'))).toMatchObject({
      value: { ownershipProven: false },
    });
  });

  it('goes to the customer of that name, in upper or lower case', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'ÉCOLE Ölwerk GmbH' });
    const id = await submittedId('école ÖLWERK gmbh');
    expect(await desk.rows('select customer_id from customer_keys where id = $1', [id])).toEqual([
      { customer_id: customerId },
    ]);
  });

  it('can be a candidate of two customers while neither has proven it', async () => {
    const arn = newArn();
    expect((await submit(aName(), arn)).ok).toBe(true);
    expect((await submit(aName(), arn)).ok).toBe(true);
  });

  it('H17 leaves the customer’s active key active and is not used for backups', async () => {
    const active = await addKey(desk.db, { customerName: 'Has A Key' });
    await proveAccount(desk.db, active.customerId, '787878787878');
    const id = await submittedId('Has A Key', newArn('eu-west-1', '787878787878'));
    const roles = await desk.rows('select id, role from customer_keys where customer_id = $1', [active.customerId]);
    expect(roles).toHaveLength(2);
    expect(roles).toContainEqual({ id: active.customerKeyId, role: 'active' });
    expect(roles).toContainEqual({ id, role: 'candidate' });
  });

  it('can be submitted again after it was retired', async () => {
    const { arn } = await addKey(desk.db, { role: 'retired', customerName: 'Came Back' });
    expect((await submit('Came Back', arn)).ok).toBe(true);
  });
});

describe('a key ARN inside a longer paste', () => {
  it.each([
    ['white space', (arn: string) => `  ${arn}\n`],
    ['quotes and a comma', (arn: string) => `"${arn}",`],
    ['a full stop', (arn: string) => `${arn}.`],
    ['an invisible character', (arn: string) => `\u200b${arn}`],
    ['a line break inside', (arn: string) => `${arn.slice(0, 51)}\n${arn.slice(51)}`],
    ['the role ARN of sops', (arn: string) => `${arn}+arn:aws:iam::444455556666:role/secrets-reader`],
    ['a line of terraform output', (arn: string) => `backup_key_arn = "${arn}"`],
  ])('is taken out of %s, and only the ARN is stored and audited', async (_, paste) => {
    const arn = newArn();
    const outcome = await submit(aName(), paste(arn));
    const id = outcome.ok ? outcome.value.customerKeyId : '';
    expect(outcome).toMatchObject({ ok: true, value: { readAs: paste(arn).trim() === arn ? null : arn } });
    expect(await desk.rows('select arn from customer_keys where id = $1', [id])).toEqual([{ arn }]);
    expect(await desk.rows(`select after ->> 'arn' as arn from audit_log where target_id = $1`, [id])).toEqual([
      { arn },
    ]);
  });
});

describe('a key that is refused', () => {
  it.each([
    ['not_an_arn', 'not an arn', 'eu-west-1'],
    ['bare_key_id', '1234abcd-12ab-34cd-56ef-1234567890ab', 'eu-west-1'],
    ['alias_arn', 'arn:aws:kms:eu-west-1:111122223333:alias/backups', 'eu-west-1'],
    ['wrong_partition', 'arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab', 'eu-west-1'],
    ['region_not_hosted', newArn('ap-southeast-2'), 'eu-west-1'],
    ['region_mismatch', newArn('us-west-2'), 'eu-west-1'],
    ['vendor_account_key', newArn('eu-west-1', '444455556666'), 'eu-west-1'],
    ['multi_region_key_id', 'mrk-1234abcd12ab34cd56ef1234567890ab', 'eu-west-1'],
    ['other_arn', 'arn:aws:s3:::amzn-s3-demo-bucket', 'eu-west-1'],
    ['damaged_arn', newArn().toUpperCase(), 'eu-west-1'],
    ['several_arns', `${newArn()} ${newArn()}`, 'eu-west-1'],
    [
      'console_address',
      'https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/1234abcd-12ab-34cd-56ef-1234567890ab',
      'eu-west-1',
    ],
  ])('as %s leaves nothing behind, not even the customer', async (reason, arn, hostingRegion) => {
    const before = await everything();
    expect(await submit(aName(), arn, hostingRegion)).toMatchObject({ ok: false, reason });
    expect(await everything()).toEqual(before);
  });

  it('because another customer holds it leaves nothing behind', async () => {
    const { arn } = await addKey(desk.db);
    const before = await everything();
    expect(await submit(aName(), arn)).toMatchObject({ ok: false, reason: 'key_held_by_another_customer' });
    expect(await everything()).toEqual(before);
  });

  it.each([true, false])(
    'because the same customer already has it (proven: %s) leaves nothing behind',
    async (proven) => {
      const name = aName();
      const { customerId, arn } = await addKey(desk.db, { customerName: name, role: 'candidate', proven });
      if (proven) await proveAccount(desk.db, customerId);
      const before = await everything();
      expect(await submit(name, arn)).toMatchObject({ ok: false, reason: 'already_submitted' });
      expect(await everything()).toEqual(before);
    },
  );

  it('leaves nothing behind when the audit cannot be written', async () => {
    const before = await everything();
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(submit(aName())).rejects.toThrow();
    } finally {
      await desk.owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await everything()).toEqual(before);
  });
});

describe('a new customer’s name', () => {
  it('that looks like another’s is refused with that name, and leaves nothing behind', async () => {
    await submittedId('Blue Yonder Airlines');
    const before = await everything();
    for (const name of ['Blue Yonder Airline', 'BlueYonder  Airlines', 'Вlue Yonder Airlines'])
      expect(await submit(name)).toMatchObject({
        ok: false,
        reason: 'similar_customer',
        similar: ['Blue Yonder Airlines'],
      });
    expect(await everything()).toEqual(before);
  });
});

describe('two people who submit at once', () => {
  it('create one customer for a new name', async () => {
    const name = aName();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, n) => submit(n % 2 === 0 ? name : name.toUpperCase())),
    );
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(await desk.rows('select count(*)::int as n from customers where lower(name) = lower($1)', [name])).toEqual([
      { n: 1 },
    ]);
  });

  it('create one candidate for the same key of one customer, and the others are refused', async () => {
    const [name, arn] = [aName(), newArn()];
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => submit(name, arn)));
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason)).toSorted()).toEqual([
      'already_submitted',
      'already_submitted',
      'already_submitted',
      'ok',
    ]);
  });

  it('H16 prove neither of two customers to whom the same account is bound', async () => {
    const arn = newArn('eu-west-1', '787878787878');
    const names = await Promise.all(
      [aName(), aName()].map(async (name) => {
        const { customerId } = await addKey(desk.db, { customerName: name, at: new Date(Date.now() - HOUR_MS) });
        await proveAccount(desk.db, customerId, '787878787878');
        return name;
      }),
    );
    const outcomes = await Promise.all(names.map((name) => submit(name, arn)));
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason)).toSorted()).toEqual(['ok', 'ok']);
    expect(await desk.rows('select ownership_proven_at from customer_keys where arn = $1', [arn])).toEqual([
      { ownership_proven_at: null },
      { ownership_proven_at: null },
    ]);
  });
});
