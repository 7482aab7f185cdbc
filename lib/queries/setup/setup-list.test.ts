import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSetupFilter, SETUP_SHOWS, type SetupFilter } from '#lib/core/pages/setup-filter.ts';
import { MINUTE_MS, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';
import { freezeText } from '#lib/use-cases/setup/freeze-text.ts';
import { holdUntil, withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { setReminder } from '#lib/use-cases/setup/set-reminder.ts';
import { aJourney, BY, readyToClear, type Journey } from '#lib/use-cases/setup/setup.test-support.ts';
import { readSetupList } from './setup-list.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;

let desk: TestDesk;
const setups: Record<string, Journey> = {};
const idOf = (name: string): string => setups[name]?.ids().setupId ?? '';
const nameOf = (id: string): string | undefined => Object.keys(setups).find((name) => idOf(name) === id);

/** Tells the customer the text, as a person records it. */
async function tell(journey: Journey, textId: string): Promise<void> {
  const told = { textId, to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
  expect(await recordTold(journey.deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({ ok: true });
}

/** A setup whose customer was sent the instructions just now. */
async function waitingForCustomer(): Promise<Journey> {
  const journey = aJourney(desk.db);
  await journey.start();
  await journey.attest();
  const frozen = await freezeText(
    { ...journey.deps, regions: REGIONS },
    { ...(await journey.input()), kind: 'instructions' },
    BY,
  );
  await tell(journey, frozen.ok ? frozen.value.textId : '');
  return journey;
}

beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
  const begun = aJourney(desk.db);
  await begun.start();
  const waiting = await waitingForCustomer();
  const held = await waitingForCustomer();
  const until = new Date(held.deps.clock().getTime() + 9 * DAY_MS);
  await holdUntil(held.deps, { ...(await held.input()), hold: { until, reason: 'change freeze' } }, BY);
  const withdrawn = aJourney(desk.db);
  await withdrawn.start();
  await withdrawSetup(withdrawn.deps, { ...(await withdrawn.input()), reason: 'not needed' }, BY);
  const finished = await readyToClear(desk.db);
  expect(await clearSetup(finished.deps, await finished.input(), BY)).toMatchObject({ ok: true });
  const { setupId, arn } = finished.ids();
  const [text] = await desk.rows<{ id: string }>('select id from sent_texts where setup_id = $1', [setupId]);
  await tell(finished, text?.id ?? '');
  await recordFirstBackup(finished.deps, { ...(await finished.input()), arn, at: finished.deps.clock() }, BY);
  Object.assign(setups, { begun, waiting, held, withdrawn, finished });
});
afterAll(() => desk.close());

const list = (given: Partial<SetupFilter> = {}, days = 0, staffId = newId()) => {
  const clock = () => new Date((setups['held']?.deps.clock() ?? new Date()).getTime() + days * DAY_MS);
  const filter = { ...readSetupFilter(() => null), ...given };
  return readSetupList({ db: desk.db, clock, policy: POLICY, regions: REGIONS }, { role: 'viewer', staffId }, filter);
};
const shown = async (...asked: Parameters<typeof list>) =>
  (await list(...asked)).items.map(({ setupId }) => nameOf(setupId));

describe('the list of setups', () => {
  it.each<[SetupFilter['show'], string[]]>([
    ['open', ['begun', 'waiting', 'held']],
    ['us', ['begun']],
    ['customer', ['waiting']],
    ['hold', ['held']],
    ['attention', []],
    ['finished', ['finished']],
    ['withdrawn', ['withdrawn']],
  ])('shows under “%s” what belongs there: what waits for us first, what is on hold last', async (show, names) => {
    expect(await shown({ show })).toEqual(names);
  });

  it('counts beside each choice as many as the choice then shows', async () => {
    const { shows } = await list();
    for (const show of SETUP_SHOWS) expect([show, shows[show].n]).toEqual([show, (await list({ show })).items.length]);
  });

  it('counts beside each stage as many as the stage then shows', async () => {
    const { stages } = await list();
    expect(stages).toEqual({ customer: 1, key: 2 });
    expect(await shown({ stage: 'key' })).toEqual(['waiting', 'held']);
  });

  it('finds a setup by its customer and by its ticket, whether it is open or not', async () => {
    await desk.owner.query(`update setups set ticket = 'HELP-77' where id = any($1)`, [
      [idOf('waiting'), idOf('finished')],
    ]);
    expect(await shown({ search: 'help-77' })).toEqual(['waiting']);
    expect(await shown({ search: 'help-77', show: 'finished' })).toEqual(['finished']);
    const [customer] = await desk.rows<{ name: string }>(
      'select c.name from customers c join setups s on s.customer_id = c.id where s.id = $1',
      [idOf('held')],
    );
    expect(await shown({ search: customer?.name ?? '' })).toEqual(['held']);
  });

  it('shows as “mine” those that the reader has', async () => {
    const mine = newId();
    await desk.owner.query('update setups set owner_staff_id = $1 where id = $2', [mine, idOf('waiting')]);
    expect(await shown({ mine: true }, 0, mine)).toEqual(['waiting']);
    expect((await list({}, 0, mine)).mine).toBe(1);
    expect(await shown({ mine: true })).toEqual([]);
  });

  it('says where a setup stands, for what it waits, and since when', async () => {
    const [item] = (await list({ show: 'customer' })).items;
    expect(item).toMatchObject({
      lines: [{ workspace: 'main', region: 'eu-west-1', step: 'key', ended: false }],
      open: { waitsFor: 'customer', waitsSince: item?.open?.stageSince, held: false, attention: [] },
    });
  });
});

describe('a reminder in the list', () => {
  it('moves a setup to us three working days after the customer was asked, and not while it is on hold', async () => {
    // The 14th was a Saturday: three working days after it end on the 18th.
    expect(await shown({ show: 'attention' }, 3)).toEqual([]);
    const { items } = await list({ show: 'attention' }, 5);
    expect(items.map(({ setupId, open }) => [nameOf(setupId), open?.waitsFor, open?.attention])).toEqual([
      ['waiting', 'us', ['remind']],
    ]);
  });

  it('comes on the date that a person chose, and a switched-off one never', async () => {
    const journey = setups['waiting'];
    if (journey === undefined) throw new Error('There is no such setup.');
    const remind = new Date(journey.deps.clock().getTime() + DAY_MS);
    await setReminder(journey.deps, { ...(await journey.input()), remind }, BY);
    expect(await shown({ show: 'attention' }, 2)).toEqual(['waiting']);
    await setReminder(journey.deps, { ...(await journey.input()), remind: 'off' }, BY);
    expect(await shown({ show: 'attention' }, 30)).toEqual(['held']);
  });

  it('refuses a date that has passed', async () => {
    const journey = setups['waiting'];
    if (journey === undefined) throw new Error('There is no such setup.');
    const input = { ...(await journey.input()), remind: journey.deps.clock() };
    expect(await setReminder(journey.deps, input, BY)).toEqual({ ok: false, reason: 'date_passed' });
  });
});
