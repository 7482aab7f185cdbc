import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCells, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { aJourney, BY, readyToClear, type Journey } from '#lib/use-cases/setup/setup.test-support.ts';
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

  it('shows, once a workspace is cleared, the times of the tests that it was cleared with', async () => {
    const journey = await readyToClear(desk.db);
    await clearSetup(journey.deps, await journey.input(), BY);
    const {
      first_report_id: first,
      second_report_id: second,
      proof_report_id: proof,
    } = (
      await desk.rows<Record<string, string>>('select * from setup_lines where id = $1', [journey.ids().lineId])
    )[0] ?? {};
    const reports = await desk.rows<{ id: string; started_at: Date }>(
      'select id, started_at from probe_reports where id = any($1)',
      [[first, second, proof]],
    );
    const startOf = (wanted?: string) => reports.find(({ id }) => id === wanted)?.started_at;
    const { line } = await read(journey);
    expect(line.passedAt).toEqual([startOf(second), startOf(first)]);
    expect(line.encryptTestAt).toEqual(startOf(proof));
    await withdraw(journey);
    expect((await read(journey)).line).toMatchObject({ passedAt: [], encryptTestAt: null });
  });

  it('H16 says of a key that nobody has proven only that, and not that a check failed', async () => {
    const journey = await readyToClear(desk.db, ['own', 'check', 'encryptTest']);
    const { line } = await read(journey);
    expect(line.blocks.map(({ block }) => block)).toEqual(['ownership']);
  });

  it('asks the customer for nothing before we have looked for the code since the key came in', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.receive();
    const looked = async (): Promise<unknown> => (await read(journey)).line.key;
    expect(await looked()).toMatchObject({ ownership: 'unproven', looked: { at: null } });
    const at = journey.deps.clock();
    await desk.pool.query(`update ownership_checks set last_at = $2, last_answer = 'not_seen' where key_id = $1`, [
      await journey.keyId(),
      at,
    ]);
    expect(await looked()).toMatchObject({ looked: { at } });
    journey.deps.clock.advance(MINUTE_MS);
    await journey.receive(journey.ids().arn);
    expect(await looked()).toMatchObject({ looked: { at: null } });
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

  it('names the permissions that AWS denied, and H16 not once the proof is withdrawn', async () => {
    const journey = await readyToClear(desk.db, ['check', 'encryptTest']);
    const { deps } = journey;
    const probeKey = async (...[{ arn, region }]: Parameters<typeof deps.probeKey>) => ({
      ...allCells('denied:not_found', deps.clock()),
      arn,
      region,
    });
    await checkKey({ ...deps, probeKey }, { customerKeyId: await journey.keyId() }, BY.actor);
    expect(JSON.stringify((await read(journey)).line.blocks)).toContain('kms:GenerateDataKey');
    await withdraw(journey);
    expect(JSON.stringify((await read(journey)).line.blocks)).not.toContain('kms:');
  });

  it('goes on to say where a setup stands once the customer may start, and H16 what to send while the key is proven', async () => {
    const journey = await readyToClear(desk.db);
    await clearSetup(journey.deps, await journey.input(), BY);
    const [cleared] = (await read(journey)).page.texts;
    const told = { textId: cleared?.id ?? '', to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
    await recordTold(journey.deps, { ...(await journey.input()), ...told }, BY);
    const ran = async (arn: string) => {
      const backup = { arn, at: journey.deps.clock() };
      await recordFirstBackup(journey.deps, { ...(await journey.input()), ...backup }, BY);
      return read(journey);
    };
    const other = newArn();
    const wrong = await ran(other);
    expect(wrong.page.forwardable).toMatch(/may start since .*, but the first backup used another key/);
    expect(wrong.line.otherKey?.text).toContain(journey.ids().arn);
    expect(wrong.line.otherKey?.text).not.toContain(other);
    await withdraw(journey);
    expect((await read(journey)).line.otherKey?.text).toBeNull();
    await journey.own();
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = null where id = $1', [
      await journey.keyId(),
    ]);
    expect((await ran(journey.ids().arn)).page.forwardable).toMatch(/main: finished; .*\nNothing is left to do\.$/);
  });
});
