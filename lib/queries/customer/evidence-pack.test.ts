import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPeriod, type EvidencePack } from '#lib/core/pages/evidence-pack.ts';
import { packRows } from '#lib/core/pages/evidence-pack-rows.ts';
import { DAY_MS, HOUR_MS, NOW, POLICY, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  SWEEP,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { exportEvidencePack } from '#lib/use-cases/customer/export-evidence-pack.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { BY, readyToClear } from '#lib/use-cases/setup/setup.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import { readEvidencePack } from './evidence-pack.ts';

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
const PERSON = AGENT;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

type Answer = Parameters<typeof checkDeps>[1];

async function packOf(customerId: string, clock: () => Date, days = { from: '2026-03-14', to: '2026-04-30' }) {
  const period = readPeriod(days, clock());
  if (!period.ok) throw new Error(period.problem);
  const deps = { db: desk.db, clock, policy: POLICY, regions: REGIONS };
  const pack = await readEvidencePack(deps, { role: 'viewer', name: 'Vera Viewer' }, customerId, period);
  if (pack === null) throw new Error('No such customer.');
  return pack;
}

const onlyKey = (pack: EvidencePack) => {
  const [key] = pack.keys;
  if (pack.keys.length !== 1 || key === undefined) throw new Error(`${pack.keys.length} keys`);
  return key;
};

/** A new customer's key that is checked at hours after NOW. */
async function checkedAt(hours: readonly number[], answer?: Answer) {
  const { customerId, customerKeyId, arn } = await addKey(desk.db, { workspace: 'main' });
  const deps = checkDeps(desk.db, answer);
  let before = 0;
  for (const hour of hours) {
    deps.clock.advance((hour - before) * HOUR_MS);
    before = hour;
    await checkKey(deps, { customerKeyId }, SWEEP);
  }
  return { customerId, customerKeyId, arn, deps };
}

describe('our calls on a key', () => {
  it('are counted by UTC day, those of every check together', async () => {
    const { customerId, deps } = await checkedAt([0, 1, 2, 26, 50]);
    const { observed } = onlyKey(await packOf(customerId, deps.clock));
    expect(observed?.calls.map(({ day, DescribeKey, ReEncrypt }) => [day, DescribeKey, ReEncrypt])).toEqual([
      ['2026-03-14', 3, 3],
      ['2026-03-15', 1, 1],
      ['2026-03-16', 1, 1],
    ]);
  });

  it('of scheduled checks in batches are counted as those of single ones', async () => {
    const { customerId, customerKeyId, deps } = await checkedAt([0]);
    for (let day = 1; day <= 3; day += 1) {
      deps.clock.advance(DAY_MS);
      await sweepBatch(deps, { region: 'eu-west-1', customerKeyIds: [customerKeyId] });
    }
    const { observed } = onlyKey(await packOf(customerId, deps.clock));
    expect(observed?.calls.map(({ day, DescribeKey }) => [day, DescribeKey])).toEqual([
      ['2026-03-14', 1],
      ['2026-03-15', 1],
      ['2026-03-16', 1],
      ['2026-03-17', 1],
    ]);
  });

  it('H26 of a check whose result came too late are counted, although nothing else of it is kept', async () => {
    const { customerId, customerKeyId, deps } = await checkedAt([0]);
    deps.clock.advance(HOUR_MS);
    const late = checkDeps(desk.db, async () => {
      await desk.owner.query('update key_checks set revision = revision + 1 where key_id = $1', [customerKeyId]);
      return { facts: someFacts({ keyState: 'Disabled' }) };
    });
    late.clock.advance(HOUR_MS);
    expect(await checkKey(late, { customerKeyId }, SWEEP)).toMatchObject({ value: { how: 'superseded' } });
    const { observed } = onlyKey(await packOf(customerId, deps.clock));
    expect(observed?.calls).toMatchObject([{ day: '2026-03-14', DescribeKey: 2 }]);
    expect(observed?.statuses.map(({ status }) => status)).toEqual(['Usable']);
  });

  it('H26 go on counting the right day after a clock was set back over midnight', async () => {
    const { customerId, customerKeyId, deps } = await checkedAt([0, 24]);
    deps.clock.advance(-DAY_MS + HOUR_MS);
    await desk.owner.query('update key_checks set claimed_at = null where key_id = $1', [customerKeyId]);
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(DAY_MS);
    await checkKey(deps, { customerKeyId }, SWEEP);
    const { observed } = onlyKey(await packOf(customerId, deps.clock));
    const sum = (wanted: string) =>
      observed?.calls.reduce((n, { day, DescribeKey = 0 }) => (day === wanted ? n + DescribeKey : n), 0);
    expect([sum('2026-03-14'), sum('2026-03-15')]).toEqual([2, 2]);
    expect(new Set(observed?.calls.map(({ day }) => day)).size).toBe(observed?.calls.length);
  });
});

describe('an evidence pack', () => {
  it('has a key’s roles, its statuses with their gaps, and the rotations that were seen', async () => {
    const material = (hour: number) => (hour < 30 ? 'a' : 'b').repeat(64);
    const hours = [0, 1, 31, 32];
    const { customerId, arn, deps } = await checkedAt(hours, (_target, asked) => ({
      facts: someFacts({ currentKeyMaterialId: material(hours[asked - 1] ?? 0) }),
    }));
    const key = onlyKey(await packOf(customerId, deps.clock));
    expect(key).toMatchObject({ arn, heldBy: null, roles: [{ workspace: 'main', role: 'active', to: null }] });
    const hourOf = (at: string) => (Date.parse(at) - NOW.getTime()) / HOUR_MS;
    expect(key.observed?.statuses.map(({ from, to, status }) => [hourOf(from), hourOf(to), status])).toEqual([
      [0, 1, 'Usable'],
      [1, 31, null],
      [31, 32, 'Usable'],
    ]);
    expect(key.observed?.rotations.map(({ words }) => words).join('\n')).toMatch(/rotat/i);
  });

  it('H16 says of a key without proof of ownership only that, also when a proof was taken back', async () => {
    const { customerId, customerKeyId, deps } = await checkedAt([0, 1]);
    await withdrawOwnership(deps, { customerKeyId, reason: 'It is another customer’s.' }, PERSON);
    const key = onlyKey(await packOf(customerId, deps.clock));
    expect(key.observed).toBeNull();
    const rows = [...packRows(await packOf(customerId, deps.clock), 'hash')]
      .flat()
      .filter(([section]) => section !== 'Pack');
    expect(JSON.stringify(rows)).not.toContain('Usable');
    expect(JSON.stringify(rows)).toContain('Ownership not proven');
  });

  it('has who cleared a workspace to start, only in the period', async () => {
    const journey = await readyToClear(desk.db);
    await clearSetup(journey.deps, await journey.input(), BY);
    const { customerId } = journey.ids();
    const pack = await packOf(customerId, journey.deps.clock);
    expect(pack.clearances).toMatchObject([{ by: BY.actor.name, toldAt: null, region: 'eu-west-1' }]);
    const later = { from: '2026-03-20', to: '2026-03-21' };
    const until = () => new Date(journey.deps.clock().getTime() + 30 * DAY_MS);
    expect((await packOf(customerId, until, later)).clearances).toEqual([]);
  });

  it('has an accepted key as an approval of its time and as an exception until it is taken back', async () => {
    const { customerId, customerKeyId, deps } = await checkedAt([0]);
    await desk.owner.query(
      `insert into ownership_proofs (id, key_id, customer_id, arn, kind, proven_at, proven_by, reason)
       select $1, k.id, k.customer_id, k.arn, 'exception', $2, 'Priya Approver', 'A signed letter'
       from customer_keys k where k.id = $3`,
      [newId(), NOW, customerKeyId],
    );
    const accepted = { by: 'Priya Approver', reason: 'A signed letter' };
    const pack = await packOf(customerId, deps.clock);
    expect(pack.approvals).toMatchObject([accepted]);
    expect(pack.exceptions).toMatchObject([{ ...accepted, reviewAt: null }]);
    deps.clock.advance(2 * DAY_MS);
    await withdrawOwnership(deps, { customerKeyId, reason: 'The letter was wrong.' }, PERSON);
    const later = await packOf(customerId, deps.clock, { from: '2026-03-15', to: '2026-03-16' });
    expect(later).toMatchObject({ approvals: [], exceptions: [] });
  });

  it('of a client has a provider’s key with the client’s own workspaces only', async () => {
    const { customerId: providerId, customerKeyId, deps } = await checkedAt([0]);
    const names = ['Client of the pack', 'Another client of the pack'];
    const ids: string[] = [];
    for (const name of names) {
      const { customerId } = await addKey(desk.db, { customerName: name, workspace: 'own' });
      await desk.owner.query('update customers set provider_id = $2 where id = $1', [customerId, providerId]);
      await desk.owner.query(
        `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, $3, 'eu-west-1', $4)`,
        [newId(), customerId, `held for ${name}`, NOW],
      );
      await desk.owner.query(
        `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
         select $1, w.id, $2, 'retained', $3, 'legacy' from workspaces w where w.name = $4`,
        [newId(), customerKeyId, NOW, `held for ${name}`],
      );
      ids.push(customerId);
    }
    const pack = await packOf(ids[0] ?? '', deps.clock);
    expect(JSON.stringify(pack)).not.toContain(names[1]);
    const held = pack.keys.find(({ heldBy }) => heldBy !== null);
    expect(held?.roles.map(({ workspace }) => workspace)).toEqual([`held for ${names[0]}`]);
    const [provider] = (await packOf(providerId, deps.clock)).keys;
    expect(provider?.roles.map(({ client }) => client)).toEqual(expect.arrayContaining(names));
  });

  it('of a client says of a provider’s key only what it did while it protected the client’s workspaces', async () => {
    const { customerId: providerId, customerKeyId, arn, deps } = await checkedAt([0, 24, 72]);
    const client = await addKey(desk.db, { workspace: 'own' });
    await desk.owner.query('update customers set provider_id = $2 where id = $1', [client.customerId, providerId]);
    const workspaceId = newId();
    await desk.owner.query(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'held', 'eu-west-1', $3)`,
      [workspaceId, client.customerId, NOW],
    );
    const switched = new Date(NOW.getTime() + 30 * HOUR_MS);
    await desk.owner.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, to_at, origin)
       values ($1, $3, $4, 'active', $5, $6, 'legacy'), ($2, $3, $4, 'released', $6, null, 'legacy')`,
      [newId(), newId(), workspaceId, customerKeyId, NOW, switched],
    );
    const heldIn = async (days: { from: string; to: string }) =>
      (await packOf(client.customerId, deps.clock, days)).keys.find((key) => key.arn === arn);
    const observed = (await heldIn({ from: '2026-03-14', to: '2026-03-20' }))?.observed;
    expect(observed?.calls.map(({ day }) => day)).toEqual(['2026-03-14', '2026-03-15']);
    expect(observed?.statuses.every(({ to }) => to <= switched.toISOString())).toBe(true);
    expect(observed?.statuses.length).toBeGreaterThan(0);
    // Afterwards it is only named, as a key that is not needed any more.
    const later = await heldIn({ from: '2026-03-17', to: '2026-03-20' });
    expect(later).toMatchObject({ observed: { statuses: [], calls: [] }, roles: [{ role: 'released' }] });
    await desk.owner.query(`update key_assignments set to_at = $2 where key_id = $1 and role = 'released'`, [
      customerKeyId,
      new Date(NOW.getTime() + 40 * HOUR_MS),
    ]);
    expect(await heldIn({ from: '2026-03-17', to: '2026-03-20' })).toBeUndefined();
    expect((await packOf(providerId, deps.clock)).keys[0]?.observed?.calls).toHaveLength(3);
  });

  it('leaves as JSON with a hash that anybody can compute again, and the audit log has the same', async () => {
    const { customerId, deps } = await checkedAt([0]);
    const pack = await packOf(customerId, deps.clock);
    const { sha256, json } = await exportEvidencePack(
      { db: desk.db, clock: deps.clock },
      { customerId, pack, type: 'json' },
      { actor: PERSON, requestId: null },
    );
    const file = JSON.parse(json) as { sha256: string; pack: EvidencePack };
    expect(createHash('sha256').update(JSON.stringify(file.pack)).digest('hex')).toBe(file.sha256);
    expect(file.sha256).toBe(sha256);
    expect(file.pack).toEqual(pack);
    const entries = await desk.rows<{ after: object }>(
      `select after from audit_log where action = 'customer.evidence_exported' and target_id = $1`,
      [customerId],
    );
    expect(entries).toMatchObject([{ after: { sha256, type: 'json', from: '2026-03-14' } }]);
    expect([...packRows(pack, sha256)].flat().at(-1)).toContain(sha256);
  });
});
