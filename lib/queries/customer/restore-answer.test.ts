import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inState, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, AGENT, checkDeps, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aReplacementDesk, HOUR_MS, must } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { readCombinedReply } from './combined-reply.ts';
import { readRestoreAnswer } from './restore-answer.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A workspace whose key was replaced, and the question about it. */
async function aReplacedKey() {
  const place = await aReplacementDesk(desk);
  const workspaceId = await place.workspaceOf();
  const began = place.clock();
  place.clock.advance(24 * HOUR_MS);
  await place.upTo('approved');
  place.clock.advance(HOUR_MS);
  must(await place.switch());
  const switchedAt = place.clock();
  const ask = (at: Date, zone = 'UTC', role: 'viewer' | 'agent' = 'viewer') =>
    readRestoreAnswer(
      { db: desk.db, clock: place.clock, policy: POLICY, regions: REGIONS },
      { role },
      { customerId: place.old.customerId, workspaceId, local: at.toISOString().slice(0, 16), zone },
    );
  const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
  return { place, workspaceId, began, switchedAt, ask, later, newKeyId: await place.newKeyId() };
}

describe('which key a restore needs, across a replacement', () => {
  it('is a guess by the history of roles: the old key before the switch, the new one after it was acknowledged', async () => {
    const { place, began, switchedAt, ask, later, newKeyId } = await aReplacedKey();
    place.clock.advance(HOUR_MS);
    must(await place.acknowledge());
    place.clock.advance(HOUR_MS);
    expect(await ask(later(began, 60))).toMatchObject({ kind: 'guess', keys: [{ id: place.old.customerKeyId }] });
    expect(await ask(later(switchedAt, 61))).toMatchObject({ kind: 'guess', keys: [{ id: newKeyId }] });
    const between = await ask(later(switchedAt, 30));
    expect(between).toMatchObject({ kind: 'several', words: expect.stringContaining('acknowledged it on') });
    expect(between?.keys.map(({ id }) => id)).toEqual([place.old.customerKeyId, newKeyId]);
    expect(await ask(later(began, -60))).toMatchObject({ kind: 'none' });
  });

  it('is the key of the last backup, where our product reported one and none after it', async () => {
    const { place, switchedAt, ask, later } = await aReplacedKey();
    place.clock.advance(2 * HOUR_MS);
    const lastBackup = { at: later(switchedAt, 10), result: 'succeeded', arn: place.old.arn } as const;
    await place.report(place.old.customerKeyId, { restore_points: 5 }, [], { lastBackup });
    expect(await ask(later(switchedAt, 20))).toMatchObject({
      kind: 'reported',
      keys: [{ id: place.old.customerKeyId, restorePoints: expect.stringContaining('No report says') }],
    });
  });

  it('guesses the new key once reports count no restore points of the old one, with a text that marks the guess', async () => {
    const { place, began, ask, later, newKeyId } = await aReplacedKey();
    place.clock.advance(HOUR_MS);
    must(await place.acknowledge());
    const before = await ask(later(began, 60));
    expect(before?.reply?.body).toContain('The restore probably needs this key');
    place.clock.advance(HOUR_MS);
    await place.report(place.old.customerKeyId, { restore_points: 0 });
    const answer = await ask(later(began, 60));
    expect(answer).toMatchObject({
      kind: 'guess',
      words: expect.stringContaining('re-encrypted with a newer key, or deleted'),
    });
    expect(answer?.keys.map(({ id }) => id)).toEqual([newKeyId, place.old.customerKeyId]);
    const body = answer?.reply?.body ?? '';
    expect(body).toContain('The restore probably needs the first of these keys');
    expect(body).toContain('Please keep these keys enabled');
    for (const { arn } of answer?.keys ?? []) expect(body).toContain(arn);
  });

  it('leads from “Nothing to send” to the texts of the open replacement', async () => {
    const { place } = await aReplacedKey();
    const deps = { db: desk.db, clock: place.clock, policy: POLICY, regions: REGIONS };
    const read = await readCombinedReply(deps, { role: 'viewer' }, place.old.customerId);
    expect(read?.text).toMatchObject({
      kind: 'blocked',
      elsewhere: [
        {
          href: `/replacements/${place.ids().replacementId}`,
          words: expect.stringMatching(/^Texts of the open replacement/),
        },
      ],
    });
  });

  it('says that a restore can’t use a disabled key, with the key’s own reply', async () => {
    const { place, began, ask, later } = await aReplacedKey();
    place.answer(place.old.arn, inState('Disabled'));
    await place.check(place.old.customerKeyId, HOUR_MS);
    const answer = await ask(later(began, 60));
    expect(answer?.keys).toMatchObject([
      {
        can: 'no',
        status: { status: 'unusable' },
        text: { kind: 'text', body: expect.stringContaining(place.old.arn) },
      },
    ]);
  });

  it('H16 says nothing of the state of a key whose proof was withdrawn, and has no text about it', async () => {
    const { place, began, ask, later } = await aReplacedKey();
    const lastBackup = { at: later(began, 10), result: 'succeeded', arn: place.old.arn } as const;
    await place.report(place.old.customerKeyId, { restore_points: 5 }, [], { lastBackup });
    await desk.rows(
      `update customer_keys set ownership_withdrawn_at = now(), verdict = 'unverified', cause = 'ownership_withdrawn' where id = $1`,
      [place.old.customerKeyId],
    );
    const answer = await ask(later(began, 60));
    expect(answer).toMatchObject({ kind: 'guess' });
    expect(answer?.keys).toMatchObject([
      {
        id: place.old.customerKeyId,
        status: null,
        can: 'unknown',
        restorePoints: expect.stringContaining('No report says'),
        text: { kind: 'blocked' },
      },
    ]);
    expect(answer?.reply).toBeNull();
    expect(answer?.keys[0]?.useWords).not.toContain('kms:');
  });

  it('takes the time in the customer’s zone, and asks again where clocks showed it twice', async () => {
    const { place, began, ask, later } = await aReplacedKey();
    // 09:12 UTC and later is 20:12 in Sydney: the same local time there is eleven hours earlier.
    expect(await ask(later(began, 60), 'Australia/Sydney')).toMatchObject({ kind: 'none' });
    expect(await ask(new Date('2025-10-26T02:30:00Z'), 'Europe/Berlin')).toMatchObject({ kind: 'unclear', keys: [] });
    expect(place.old.customerId).toBeTruthy();
  });

  it('is null for a workspace of another customer', async () => {
    const { place } = await aReplacedKey();
    const { workspaceId } = await aReplacedKey();
    const question = { customerId: place.old.customerId, workspaceId, local: '2026-03-14T09:12', zone: 'UTC' };
    const deps = { db: desk.db, clock: place.clock, policy: POLICY, regions: REGIONS };
    expect(await readRestoreAnswer(deps, { role: 'viewer' }, question)).toBeNull();
  });

  it('H6 shows no reply about a key that a provider holds: it is the provider’s', async () => {
    const provider = await addKey(desk.db, { customerName: 'Restoring Provider', workspace: 'own' });
    const client = await addKey(desk.db, { customerName: 'Restoring Client', role: 'candidate' });
    await desk.rows('update customers set provider_id = $1 where id = $2', [provider.customerId, client.customerId]);
    const [used] = await desk.rows<{ id: string }>(
      `with w as (insert into workspaces (id, customer_id, name, region, created_at)
         values (gen_random_uuid(), $1, 'clients', 'eu-west-1', now()) returning id),
       a as (insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
         select gen_random_uuid(), w.id, $2, 'retained', timestamptz '2026-01-01', 'legacy' from w)
       select id from w`,
      [client.customerId, provider.customerKeyId],
    );
    const checks = checkDeps(desk.db, () => inState('Disabled'));
    await checkKey(checks, { customerKeyId: provider.customerKeyId }, AGENT);
    const deps = { db: desk.db, clock: checks.clock, policy: POLICY, regions: REGIONS };
    const { customerId } = client;
    const question = { customerId, workspaceId: used?.id ?? '', local: '2026-02-01T00:00', zone: 'UTC' };
    expect(await readRestoreAnswer(deps, { role: 'viewer' }, question)).toMatchObject({
      kind: 'none',
      keys: [
        {
          holder: 'Restoring Provider',
          can: 'no',
          text: { kind: 'blocked', words: expect.stringContaining('Restoring Provider') },
        },
      ],
    });
    await desk.rows(`update customer_keys set role = 'retired' where id = $1`, [client.customerKeyId]);
    expect((await readCombinedReply(deps, { role: 'viewer' }, customerId))?.text).toMatchObject({
      kind: 'blocked',
      words: expect.stringContaining('Restoring Provider, their service provider'),
    });
  });
});
