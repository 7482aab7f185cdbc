import type { By } from '#lib/core/staff/audit.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { freezeText } from './freeze-text.ts';
import { recordTold } from './record-told.ts';
import { aJourney, BY, readyToClear } from './setup.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const APPROVER: By = { ...BY, actor: { ...BY.actor, name: 'Priya Approver' } };

describe('a text of a setup', () => {
  it('H18 stays as it was copied, and is marked as sent by the person who records it', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const deps = { ...journey.deps, regions: REGIONS };
    const frozen = await freezeText(deps, { ...(await journey.input()), kind: 'instructions' }, BY);
    if (!frozen.ok) throw new Error(frozen.reason);
    const { textId, body } = frozen.value;
    deps.clock.advance(MINUTE_MS);
    await desk.pool.query(`update customers set name = 'Renamed' where id = $1`, [journey.ids().customerId]);
    const told = { textId, to: 'Dana Ruiz', channel: 'email', at: null } as const;
    expect(await recordTold(deps, { ...(await journey.input()), ...told }, APPROVER)).toMatchObject({ ok: true });
    expect(
      await desk.rows('select body, frozen_by, told_by, told_to, told_channel from sent_texts where id = $1', [textId]),
    ).toEqual([
      {
        body,
        frozen_by: BY.actor.name,
        told_by: 'Priya Approver',
        told_to: 'Dana Ruiz',
        told_channel: 'email',
      },
    ]);
    expect(await recordTold(deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({
      reason: 'no_such_text',
    });
  });

  it('keeps and makes promises to write again about its keys, as a reply does', async () => {
    const journey = await readyToClear(desk.db, ['ourSide']);
    const deps = { ...journey.deps, regions: REGIONS };
    const tell = async (promise: string) => {
      const frozen = await freezeText(deps, { ...(await journey.input()), kind: 'tests_passed' }, BY);
      if (!frozen.ok) throw new Error(frozen.reason);
      const { textId } = frozen.value;
      await desk.owner.query('update sent_texts set body = body || $2 where id = $1', [textId, promise]);
      const told = { textId, to: 'Dana Ruiz', channel: 'email', at: null } as const;
      expect(await recordTold(deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({ ok: true });
      deps.clock.advance(MINUTE_MS);
      return desk.rows('select promised_for from customer_keys where id = $1', [await journey.keyId()]);
    };
    expect(await tell('We will write to you again by Sat 14 Mar 2026 10:15 UTC at the latest.')).toEqual([
      { promised_for: new Date('2026-03-14T10:15:00Z') },
    ]);
    expect(await tell('')).toEqual([{ promised_for: null }]);
  });

  it.each(['subject', 'body', 'frozen_by', 'frozen_at', 'kind'])(
    'H18 keeps its %s whatever the app’s role does',
    async (column) => {
      await expect(desk.pool.query(`update sent_texts set ${column} = ${column}`)).rejects.toThrow('permission denied');
    },
  );
});
