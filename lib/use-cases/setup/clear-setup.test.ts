import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCells, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { claimCheck } from '#lib/db/verdict/check-claims.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { clearSetup } from './clear-setup.ts';
import { BY, readyToClear, type Journey } from './setup.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const roleOf = async (journey: Journey) => (await journey.stored()).key?.role;

describe('clearing a setup', () => {
  it('H7 is refused where the full check that runs then gets no answer, however good the last one was', async () => {
    const journey = await readyToClear(desk.db);
    const probeKey = async (...[{ arn, region }]: Parameters<typeof journey.deps.probeKey>) => ({
      ...allCells('could_not_tell:timed_out', journey.deps.clock()),
      arn,
      region,
    });
    journey.deps.clock.advance(10 * MINUTE_MS);
    expect(await clearSetup({ ...journey.deps, probeKey }, await journey.input(), BY)).toEqual({
      ok: false,
      reason: 'not_checked',
    });
    expect(await roleOf(journey)).toBe('candidate');
  });

  it('H7 is refused while another test of the key runs that never ends, and works with a new check after it', async () => {
    const journey = await readyToClear(desk.db);
    journey.deps.clock.advance(10 * MINUTE_MS);
    await claimCheck(desk.db, await journey.keyId(), journey.deps.clock());
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toEqual({ ok: false, reason: 'not_checked' });
    expect(await roleOf(journey)).toBe('candidate');
    journey.deps.clock.advance(MINUTE_MS);
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toMatchObject({ ok: true });
  }, 20_000);
});
