import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { BY, readyToClear, type Journey } from '#lib/use-cases/setup/setup.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { readSetupPage } from './setup-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const read = async (journey: Journey) => {
  const page = await readSetupPage(journey.deps, { role: 'viewer' }, journey.ids().setupId);
  const line = page?.lines[0];
  if (page === null || line === undefined) throw new Error('There is no such setup.');
  return { page, line };
};
const withdraw = async (journey: Journey) =>
  withdrawOwnership(
    journey.deps,
    { customerKeyId: await journey.keyId(), reason: 'The customer says that it is not theirs.' },
    BY.actor,
  );

describe('a setup’s page', () => {
  it('H16 tells nothing that tests found once the proof of ownership is withdrawn', async () => {
    const journey = await readyToClear(desk.db);
    expect((await read(journey)).line.passedAt.length).toBeGreaterThan(1);
    await withdraw(journey);
    const { line } = await read(journey);
    expect(line.key).toMatchObject({ ownership: 'withdrawn' });
    expect(line).toMatchObject({ passedAt: [], encryptTestAt: null });
    expect(line.steps.find(({ step }) => step === 'tests')).toMatchObject({ state: 'later', at: null });
    expect(line.blocks.map(({ block }) => block)).toEqual(['ownership_withdrawn']);
  });

  it('H16 says of a key that nobody has proven only that, and not that a check failed', async () => {
    const journey = await readyToClear(desk.db, ['own', 'check', 'encryptTest']);
    const { line } = await read(journey);
    expect(line.blocks.map(({ block }) => block)).toEqual(['ownership']);
  });

  it('H16 hides what the text to start says of the key once the proof is withdrawn, and H27 tells nobody to start', async () => {
    const journey = await readyToClear(desk.db);
    await clearSetup(journey.deps, await journey.input(), BY);
    expect((await read(journey)).page.texts[0]?.body).toContain('You may now create your backup');
    await withdraw(journey);
    const { page, line } = await read(journey);
    expect(JSON.stringify(page.texts)).not.toContain('You may');
    const [text] = page.texts;
    const told = { textId: text?.id ?? '', to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
    expect(await recordTold(journey.deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({
      reason: 'ownership_withdrawn',
    });
    expect(page.forwardable).toContain('should not create a backup job');
    expect(line.stage?.step).toBe('ownership');
  });
});
