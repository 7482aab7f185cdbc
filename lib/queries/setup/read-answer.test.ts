import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { BY, readyToClear } from '#lib/use-cases/setup/setup.test-support.ts';
import { readSetupAnswer } from './read-answer.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

describe('an answer about a cleared workspace', () => {
  it('names its key as known, and says what the workspace waits for', async () => {
    const journey = await readyToClear(desk.db);
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toMatchObject({ ok: true });
    const { setupId, arn } = journey.ids();
    const read = await readSetupAnswer(
      { ...journey.deps, regions: REGIONS },
      { role: 'agent' },
      { setupId, pasted: `The first backup ran, with ${arn}.`, quotedIsTheirs: false },
    );
    if (!read.ok) throw new Error(read.reason);
    expect(read.value.notes).toEqual([]);
    expect(read.value.known.join()).toContain(
      `${arn} is the key of main in eu-west-1, which is cleared. The customer has not been told yet`,
    );
  });
});
