import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHomeAsked } from '#lib/core/pages/home-asked.ts';
import { CATCH_ALL, MINUTE_MS, pendingUntil, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readHomePage } from '#lib/queries/home/home-page.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import { aReplacementDesk, DAY_MS } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A replacement that has just begun, and the old key as Home and its own page show it. */
async function aPlace({ byStranger = false } = {}) {
  const place = await aReplacementDesk(desk);
  const contactId = byStranger ? null : await place.aContact();
  await place.start({ askedBy: { contactId, name: 'Dana Ruiz' } });
  const { customerKeyId, arn } = place.old;
  const deps = { ...place.deps, regions: REGIONS };
  const reader = { role: 'agent', staffId: place.agent.actor.staffId } as const;
  const page = async () => {
    const found = await readKeyPage(deps, reader, customerKeyId);
    if (found?.ownership !== 'proven') throw new Error('no page');
    return found;
  };
  const onHome = async () => {
    const { groups } = await readHomePage(
      deps,
      reader,
      readHomeAsked(() => null),
    );
    const of = (name: 'needs_us' | 'waiting') =>
      groups[name].rows.filter(({ href }) => href === `/keys/${customerKeyId}`);
    return { needsUs: of('needs_us').map(({ mark }) => mark), waiting: of('waiting').map(({ problem }) => problem) };
  };
  const check = async (words: Parameters<typeof place.answer>[1], minutes = 0) => {
    place.clock.advance(minutes * MINUTE_MS);
    place.answer(arn, words);
    await place.check(customerKeyId);
  };
  return { ...place, deps, page, onHome, check };
}

describe('a text of a replacement', () => {
  it.each([
    ['disabled', { facts: someFacts({ keyState: 'Disabled' }) }],
    ['pending deletion', (now: Date) => pendingUntil(new Date(now.getTime() + 9 * DAY_MS))],
  ])('counts as told for its old key, which it says is %s', async (_state, words) => {
    const { check, tell, page, onHome, clock, agent } = await aPlace();
    await check(typeof words === 'function' ? words(clock()) : words);
    expect((await onHome()).needsUs).toEqual([expect.stringContaining('customer not told')]);
    await tell('instructions');
    expect(await onHome()).toEqual({ needsUs: [], waiting: [expect.stringContaining('told Dana Ruiz')] });
    expect((await page()).told.last).toMatchObject({ by: agent.actor.name, to: 'Dana Ruiz', at: clock(), changes: [] });
    // What happens after it was told is told of in the key's own reply.
    await check({}, 30);
    await check({ facts: someFacts({ keyState: 'Disabled' }) }, 30);
    expect((await onHome()).needsUs).toEqual([expect.stringContaining('customer not told of the change')]);
  });

  it('does not count for a denial, of which it says nothing', async () => {
    const { check, tell, page, onHome } = await aPlace();
    for (const minutes of [0, 4, 4]) await check({ generate: CATCH_ALL }, minutes);
    await tell('instructions');
    expect(await onHome()).toMatchObject({ needsUs: [expect.stringContaining('customer not told')], waiting: [] });
    expect((await page()).told.last).toBeNull();
  });

  it('keeps the promise to write again about its old key, whatever it says', async () => {
    const { check, tell, page, deps, old, agent } = await aPlace();
    await check({ generate: CATCH_ALL });
    const copied = await copyText(deps, { customerKeyId: old.customerKeyId }, agent.actor);
    if (!copied.ok) throw new Error(copied.reason);
    const sent = { textId: copied.value.textId, to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
    await recordSent(deps, sent, agent);
    expect((await page()).told.promise).not.toBeNull();
    await tell('instructions');
    expect((await page()).told.promise).toBeNull();
  });

  it('H17 counts for nothing while nobody whom we know has asked for the replacement', async () => {
    const { check, tell, onHome } = await aPlace({ byStranger: true });
    await check({ facts: someFacts({ keyState: 'Disabled' }) });
    await tell('instructions');
    expect(await onHome()).toMatchObject({ needsUs: [expect.stringContaining('customer not told')], waiting: [] });
  });
});
