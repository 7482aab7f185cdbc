import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newReplacementHref } from '#lib/core/pages/new-replacement.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { aReplacementDesk, must } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { readNewReplacement } from './new-replacement.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const read = (customerId: string | null) => readNewReplacement({ db: desk.db }, { role: 'viewer' }, customerId);

describe('the form for a new replacement', () => {
  it('offers the workspaces that have an active key, each with the key’s ARN', async () => {
    const place = await aReplacementDesk(desk);
    const archive = await place.anotherOld('archive');
    await desk.rows(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'no key yet', 'eu-west-1', now())`,
      [newId(), place.old.customerId],
    );
    expect(await read(place.old.customerId)).toMatchObject({
      id: place.old.customerId,
      workspaces: [
        { name: 'archive', region: 'eu-west-1', arn: archive.arn, blocked: null },
        { id: await place.workspaceOf(), name: 'main', arn: place.old.arn, blocked: null },
      ],
    });
  });

  it('says which workspaces are in an open replacement, and offers them again once it is acknowledged', async () => {
    const place = await aReplacementDesk(desk);
    const blocks = async () =>
      (await read(place.old.customerId))?.workspaces.map(({ blocked }) => blocked?.href ?? null) ?? [];
    await place.upToApproval();
    const href = `/replacements/${place.ids().replacementId}`;
    expect(await blocks()).toEqual([href]);
    must(await place.approve());
    must(await place.switch());
    expect(await blocks()).toEqual([href]);
    must(await place.acknowledge());
    expect(await blocks()).toEqual([null]);
  });

  it('says which workspaces are leaving', async () => {
    const place = await aReplacementDesk(desk);
    const workspaceIds = [await place.workspaceOf()];
    const about = { customerId: place.old.customerId, workspaceIds, path: 'leaves', ticket: null } as const;
    const started = must(await startDeparture(place.deps, { ...about, reason: 'They end the contract.' }, place.agent));
    expect((await read(place.old.customerId))?.workspaces[0]?.blocked).toEqual({
      words: expect.stringMatching(/leaving/),
      href: `/departures/${started.departureId}`,
    });
  });

  it('H17 says of each contact whether they are verified, of an account executive never, and leaves out who left', async () => {
    const place = await aReplacementDesk(desk);
    const verified = await place.aContact();
    const executive = await place.aContact({ role: 'account_executive' });
    const [unverified, gone] = [newId(), newId()];
    await desk.rows(
      `insert into contacts (id, customer_id, role, name, email, created_at, left_at)
       values ($1, $3, 'billing', 'Una Verified', 'u@x.example', now(), null), ($2, $3, 'billing', 'Gone', 'g@x.example', now(), now())`,
      [unverified, gone, place.old.customerId],
    );
    const contacts = (await read(place.old.customerId))?.contacts ?? [];
    expect(Object.fromEntries(contacts.map((contact) => [contact.id, contact.verified]))).toEqual({
      [verified]: true,
      [executive]: false,
      [unverified]: false,
    });
  });

  it('is of no customer for an id that is none, and nobody’s without the capability', async () => {
    for (const id of [null, '', 'x', newId()]) expect(await read(id)).toBeNull();
    await expect(readNewReplacement({ db: desk.db }, { role: 'nobody' as StaffRole }, null)).rejects.toThrow('may not');
  });
});

describe('the address of the form', () => {
  it('names the customer, the workspace and how it began, each only where it is known', () => {
    expect(newReplacementHref({})).toBe('/replacements/new');
    expect(newReplacementHref({ customerId: 'c', workspaceId: 'w', source: 'noticed' })).toBe(
      '/replacements/new?customer=c&workspace=w&source=noticed',
    );
  });
});
