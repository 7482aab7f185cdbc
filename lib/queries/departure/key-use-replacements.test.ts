import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readKeyUse } from '#lib/queries/departure/key-use.ts';
import { aReplacementDesk, must, type ReplacementDesk } from '#lib/use-cases/replacement/replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const read = (place: ReplacementDesk, keyId: string) =>
  readKeyUse({ db: desk.db, clock: place.clock, policy: POLICY, regions: REGIONS }, { role: 'viewer' }, keyId);

describe('what a key’s page says of its replacements', () => {
  it('leads from an active key to the form, with its customer, workspace and how it began', async () => {
    const place = await aReplacementDesk(desk);
    const { customerId, customerKeyId } = place.old;
    expect(await read(place, customerKeyId)).toMatchObject({
      replacements: [],
      replaceHref: `/replacements/new?customer=${customerId}&workspace=${await place.workspaceOf()}&source=noticed`,
    });
  });

  it('names the request on both keys, with its state, and offers no second one while it is open', async () => {
    const place = await aReplacementDesk(desk);
    await place.upToApproval();
    const { replacementId } = place.ids();
    for (const [keyId, words] of [
      [place.old.customerKeyId, 'main: waiting for approval, as the old key'],
      [await place.newKeyId(), 'main: waiting for approval, as the new key'],
    ] as const)
      expect(await read(place, keyId)).toMatchObject({
        replacements: [{ replacementId, words }],
        replaceHref: null,
      });
  });

  it('offers a replacement of the new key once it is active and its switch is acknowledged, and none of the old one', async () => {
    const place = await aReplacementDesk(desk);
    await place.upToApproval();
    must(await place.approve());
    must(await place.switch());
    const newKeyId = await place.newKeyId();
    expect((await read(place, newKeyId))?.replaceHref).toBeNull();
    must(await place.acknowledge());
    expect((await read(place, newKeyId))?.replaceHref).not.toBeNull();
    expect((await read(place, place.old.customerKeyId))?.replaceHref).toBeNull();
  });
});
