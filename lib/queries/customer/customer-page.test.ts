import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, openTestDesk, proveAccount, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { endLine } from '#lib/use-cases/replacement/end-line.ts';
import { aReplacementDesk, must } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { aJourney, BY } from '#lib/use-cases/setup/setup.test-support.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { readCustomerPage } from './customer-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const read = (customerId: string) =>
  readCustomerPage({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS }, { role: 'viewer' }, customerId);

describe('a customer’s page', () => {
  it('has their keys and workspaces, the active key of each, and none of other customers', async () => {
    const { customerId, customerKeyId } = await addKey(desk.db, { customerName: 'Own Keys', workspace: 'eu-prod' });
    await addKey(desk.db, { customerName: 'Others' });
    const page = await read(customerId);
    expect(page).toMatchObject({
      name: 'Own Keys',
      revision: 1,
      providerName: null,
      clients: { items: [], more: false },
    });
    expect(page?.keys.items.map(({ id }) => id)).toEqual([customerKeyId]);
    expect(page?.workspaces.items).toMatchObject([
      { name: 'eu-prod', region: 'eu-west-1', activeKeyId: customerKeyId },
    ]);
  });

  it('H16 says of a key without proof of ownership only that', async () => {
    const { customerId } = await addKey(desk.db, {
      customerName: 'Unproven Holder',
      role: 'candidate',
      proven: false,
      verdict: { status: 'unusable', cause: 'key_disabled' },
    });
    expect((await read(customerId))?.keys.items).toMatchObject([
      { verdict: { status: 'unverified', cause: 'ownership_unproven' }, keyState: null, deadlineAt: null, asOf: null },
    ]);
  });

  it('has the keys that their provider holds for them, and of a provider the clients', async () => {
    const provider = await addKey(desk.db, { customerName: 'The Provider' });
    const client = await addKey(desk.db, { customerName: 'The Client', role: 'candidate' });
    await desk.rows('update customers set provider_id = $1 where id = $2', [provider.customerId, client.customerId]);
    await desk.rows(
      `with w as (insert into workspaces (id, customer_id, name, region, created_at)
         values (gen_random_uuid(), $1, 'clients', 'eu-west-1', now()) returning id)
       insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
       select gen_random_uuid(), w.id, $2, 'retained', now(), 'legacy' from w`,
      [client.customerId, provider.customerKeyId],
    );
    const page = await read(client.customerId);
    expect(page?.keys.items.map(({ id }) => id).toSorted()).toEqual(
      [client.customerKeyId, provider.customerKeyId].toSorted(),
    );
    expect(page?.providerName).toBe('The Provider');
    expect((await read(provider.customerId))?.clients.items).toEqual([{ id: client.customerId, name: 'The Client' }]);
  });

  it('H16 tells staff which other customers an AWS account is on record for, and not of accounts taken back', async () => {
    const [one, other] = [await addKey(desk.db), await addKey(desk.db, { customerName: 'Other Holder' })];
    await proveAccount(desk.db, one.customerId, '999900001111');
    await proveAccount(desk.db, other.customerId, '999900001111');
    await proveAccount(desk.db, one.customerId, '999900002222');
    await desk.rows(`update customer_accounts set revoked_at = now() where aws_account_id = '999900002222'`);
    expect((await read(one.customerId))?.accounts).toMatchObject([
      { awsAccountId: '999900001111', otherHolders: [{ id: other.customerId, name: 'Other Holder' }] },
    ]);
  });

  it('lists contacts of today before those who left, with how they were verified', async () => {
    const { customerId } = await addKey(desk.db);
    await desk.rows(
      `insert into contacts (id, customer_id, role, name, email, left_at, last_confirmed_at, verified_by, verified_channel, verified_with, created_at)
       values (gen_random_uuid(), $1, 'billing', 'A. Left', 'a@x.example', $2, null, null, null, null, $2),
              (gen_random_uuid(), $1, 'security', 'B. Here', 'b@x.example', null, $2, 'Robin', 'phone', '+49 1', $2)`,
      [customerId, NOW],
    );
    expect((await read(customerId))?.contacts).toMatchObject([
      {
        name: 'B. Here',
        leftAt: null,
        verified: { at: NOW.toISOString(), by: 'Robin', channel: 'phone', with: '+49 1' },
      },
      { name: 'A. Left', leftAt: NOW.toISOString(), verified: null },
    ]);
  });

  it('lists their setups, what is open first, and says what each waits for', async () => {
    const open = aJourney(desk.db);
    await open.start();
    const { customerId, setupId } = open.ids();
    const workspaces = [{ name: 'archive', region: 'eu-west-1' }];
    const askedBy = { contactId: null, name: 'Dana Ruiz' };
    const other = await startSetup(open.deps, { customerId, ticket: null, askedBy, workspaces }, BY);
    if (!other.ok) throw new Error(other.reason);
    const withdrawn = { setupId: other.value.setupId, revision: 1, reason: 'not needed' };
    expect(await withdrawSetup(open.deps, withdrawn, BY)).toMatchObject({ ok: true });
    await aJourney(desk.db).start();
    expect((await read(customerId))?.setups).toMatchObject({
      items: [
        { setupId, standing: expect.stringMatching(/^waiting for us: /), stageSince: expect.any(String) },
        {
          setupId: other.value.setupId,
          standing: 'withdrawn',
          stageSince: null,
          lines: [expect.stringMatching(/^archive, /)],
        },
      ],
      more: false,
    });
  });

  it('lists their requests to replace keys, the newest first, and says where the workspaces of each stand', async () => {
    const place = await aReplacementDesk(desk);
    const archive = await place.anotherOld('archive');
    const workspaceIds = [await place.workspaceOf(), await place.workspaceOf(archive.customerKeyId)];
    await place.start({ workspaceIds, ticket: '#1' });
    const first = place.ids().replacementId;
    const withdraw = async () =>
      must(
        await endLine(
          place.deps,
          { ...(await place.input()), how: 'withdrawn', reason: 'They keep their key.' },
          place.agent,
        ),
      );
    await withdraw();
    place.clock.advance(1);
    await place.start({ ticket: null });
    expect((await read(place.old.customerId))?.replacements).toEqual({
      items: [
        { id: place.ids().replacementId, startedAt: place.clock().toISOString(), ticket: null, standing: 'announced' },
        {
          id: first,
          startedAt: expect.any(String),
          ticket: '#1',
          standing: 'withdrawn 1 of 2; announced 1 of 2',
        },
      ],
      more: false,
    });
  });

  it('H19 says of each key what depends on it as last reported, and of an unproven one nothing (H16)', async () => {
    const place = await aReplacementDesk(desk);
    const archive = await place.anotherOld('archive');
    await place.report(archive.customerKeyId, { restore_points: 12 });
    const unproven = await addKey(desk.db, { customerId: place.old.customerId, role: 'candidate', proven: false });
    const keys = (await read(place.old.customerId))?.keys.items ?? [];
    expect(Object.fromEntries(keys.map(({ id, reported }) => [id, reported]))).toEqual({
      [place.old.customerKeyId]: 'Never reported',
      [archive.customerKeyId]: expect.stringMatching(/^As reported .*: restore points 12$/),
      [unproven.customerKeyId]: null,
    });
  });

  it('is null for an id that no customer has', async () => {
    expect(await read('018f2f3e-7c11-7a3b-8d2e-00000000dead')).toBeNull();
  });
});
