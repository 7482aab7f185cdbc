import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHomeAsked } from '#lib/core/pages/home-asked.ts';
import { CATCH_ALL, MINUTE_MS, NOT_RUN, someFacts, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readHomePage } from '#lib/queries/home/home-page.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { readSetupPage } from '#lib/queries/setup/setup-page.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import { freezeFindings } from './freeze-findings.ts';
import { freezeText } from './freeze-text.ts';
import { recordTold } from './record-told.ts';
import { aCustomer, aJourney, BY } from './setup.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const WRONG_TYPE: ReportWords = { facts: someFacts({ keySpec: 'RSA_2048' }), ...NOT_RUN };
const DISABLED: ReportWords = { facts: someFacts({ keyState: 'Disabled' }) };
const { staffId } = BY.actor;
const READER = { role: 'agent', staffId } as const;

/** A setup whose key fails its tests, as Home, its own page and its key's page show it. */
async function aFailingSetup(answer: ReportWords = WRONG_TYPE) {
  let says = answer;
  const journey = aJourney(desk.db, () => says);
  await journey.start();
  for (const step of ['attest', 'receive', 'own', 'check'] as const) await journey[step]();
  const deps = { ...journey.deps, regions: REGIONS };
  const customerKeyId = await journey.keyId();
  const { setupId } = journey.ids();
  const later = () => deps.clock.advance(MINUTE_MS);
  const sendReply = async () => {
    later();
    const copied = await copyText(deps, { customerKeyId }, BY.actor);
    if (!copied.ok) throw new Error(copied.reason);
    later();
    const sent = { textId: copied.value.textId, to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
    expect(await recordSent(deps, sent, BY)).toMatchObject({ ok: true });
  };
  const tell = async (text: Awaited<ReturnType<typeof freezeFindings | typeof freezeText>>) => {
    if (!text.ok) throw new Error(text.reason);
    later();
    const told = { textId: text.value.textId, to: 'Dana Ruiz', channel: 'email', at: null } as const;
    expect(await recordTold(deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({ ok: true });
  };
  const page = async () => {
    const found = await readSetupPage(deps, READER, setupId);
    if (found === null) throw new Error('no page');
    return found;
  };
  return {
    ...journey,
    deps,
    later,
    page,
    customerKeyId,
    sendReply,
    tellMissing: async () => tell(await freezeText(deps, { ...(await journey.input()), kind: 'follow_up' }, BY)),
    tellFindings: async () => tell(await freezeFindings(deps, await journey.input(), BY)),
    find: async (words: ReportWords) => {
      says = words;
      await journey.check(30 * MINUTE_MS);
    },
    keyPage: async () => {
      const found = await readKeyPage(deps, READER, customerKeyId);
      if (found?.ownership !== 'proven') throw new Error('no page');
      return found;
    },
    onHome: async () => {
      const { groups } = await readHomePage(
        deps,
        READER,
        readHomeAsked(() => null),
      );
      const rows = (name: 'needs_us' | 'waiting') =>
        groups[name].rows.filter(({ href }) => href.includes(setupId) || href.includes(customerKeyId));
      return {
        needsUs: rows('needs_us').map(({ mark, action }) => `${mark}: ${action.label}`),
        waiting: rows('waiting').map(({ problem }) => problem),
      };
    },
    line: async () => {
      const { lines, standing, forwardable, texts } = await page();
      return { ...lines[0], standing, forwardable, texts };
    },
  };
}

const UNTOLD = { needsUs: ['customer not told: Tell the customer'], waiting: [] };

describe('what the tests of a setup’s key found', () => {
  it('waits for us until the customer was told, also in the status to forward', async () => {
    const { line, onHome, stored, tellFindings, deps } = await aFailingSetup();
    const since = (await stored()).key?.verdictSince;
    expect(await onHome()).toEqual(UNTOLD);
    const untold = await line();
    expect(untold.stage).toMatchObject({ waitsFor: 'us', waitsSince: since, attention: 'result_untold' });
    expect(untold.standing?.reminder).toBeNull();
    expect(untold.forwardable).toMatch(/Waiting for us since .*: tell the customer what our tests of the key found\./);
    await tellFindings();
    const told = await line();
    expect(told.stage).toMatchObject({ waitsFor: 'customer', waitsSince: deps.clock(), attention: null });
    expect(told.forwardable).toMatch(/Waiting for the customer since .*: correct the key\./);
  });

  it('counts as told in the setup where a reply about the key was sent that tells it', async () => {
    const { sendReply, onHome, line, find, deps, input } = await aFailingSetup();
    const frozen = await freezeFindings(deps, await input(), BY);
    await sendReply();
    expect(await onHome()).toEqual({
      needsUs: [],
      waiting: [expect.stringMatching(/^the key fails its tests: wrong key type; told Dana Ruiz /)],
    });
    const told = await line();
    expect(told.stage).toMatchObject({ waitsFor: 'customer', waitsSince: deps.clock(), attention: null });
    expect(told.resultTold).toMatchObject({ to: 'Dana Ruiz', channel: 'ticket', at: deps.clock() });
    expect(told.standing?.reminder).toMatchObject({ kind: 'on', due: false });
    expect(frozen.ok && told.texts.map(({ id }) => id)).toEqual([frozen.ok && frozen.value.textId]);
    // What the reply didn't tell is told anew.
    await find(DISABLED);
    expect(await onHome()).toEqual({
      needsUs: ['customer not told of the change: Tell the customer'],
      waiting: [],
    });
    expect((await line()).resultTold).toBeNull();
  });

  it('counts the time of that reply as the last time that the customer was asked', async () => {
    const { sendReply, stored, deps, later } = await aFailingSetup();
    expect((await stored()).lastToldAt).toBeNull();
    await sendReply();
    const sentAt = deps.clock();
    later();
    expect((await stored()).lastToldAt).toEqual(sentAt);
  });

  it('counts as told on the key’s page where a text of the setup told it', async () => {
    const { tellFindings, keyPage, find, deps } = await aFailingSetup();
    const steps = async () => (await keyPage()).next.steps.map(({ text }) => text).join(' ');
    expect((await keyPage()).told.last).toBeNull();
    expect(await steps()).toContain('Send the reply');
    await tellFindings();
    expect((await keyPage()).told.last).toMatchObject({
      by: BY.actor.name,
      to: 'Dana Ruiz',
      channel: 'email',
      at: deps.clock(),
      changes: [],
    });
    expect(await steps()).not.toContain('Send the reply');
    await find(DISABLED);
    expect((await keyPage()).told.last?.changes).not.toEqual([]);
    expect(await steps()).toContain('Send the reply');
  });

  it('is not told by a text of the setup that only asks for what is missing', async () => {
    const { tellMissing, onHome, keyPage } = await aFailingSetup();
    await tellMissing();
    expect(await onHome()).toEqual(UNTOLD);
    expect((await keyPage()).told.last).toBeNull();
  });

  it('is not told by a reply that was sent while a denial was not confirmed', async () => {
    const { sendReply, find, line } = await aFailingSetup({ generate: CATCH_ALL });
    await sendReply();
    await find(WRONG_TYPE);
    expect(await line()).toMatchObject({ stage: { attention: 'result_untold' }, resultTold: null });
  });

  it('is not told to the service provider who holds the key by a text to their client', async () => {
    const { tellFindings, keyPage, customerKeyId, deps, onHome } = await aFailingSetup();
    const customerId = await aCustomer(desk.db, deps.clock());
    await desk.owner.query('update customer_keys set customer_id = $2 where id = $1', [customerKeyId, customerId]);
    await tellFindings();
    expect((await onHome()).needsUs).toEqual([]);
    expect((await keyPage()).told.last).toBeNull();
  });
});

it('H17 says on the setup’s page that nobody has verified who reads its texts', async () => {
  const { page } = await aFailingSetup();
  expect((await page()).unverified).toContain('Nobody has verified Dana Ruiz. Before you send the text, verify them');
});
