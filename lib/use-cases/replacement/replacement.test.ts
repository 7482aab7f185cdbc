import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aReplacementDesk, must } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

describe('the good path', () => {
  it('goes from the announcement to the switch: the new key is active and the old one retained', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    expect(await place.state()).toBe('announced');
    await place.receive();
    expect(await place.state()).toBe('requested');
    const newId = await place.newKeyId();
    await place.check(newId);
    await place.test();
    expect(await place.state()).toBe('testing');
    await place.check(newId, 6 * 60_000);
    await place.settle();
    expect(await place.state()).toBe('awaiting_approval');
    must(await place.approve());
    expect(await place.state()).toBe('approved');
    must(await place.switch());
    expect(await place.state()).toBe('switched');
    expect(await place.roleOf(newId)).toBe('active');
    expect(await place.roleOf(place.old.customerKeyId)).toBe('retained');
    must(await place.acknowledge());
    expect(await place.state()).toBe('acknowledged');
  });
});
