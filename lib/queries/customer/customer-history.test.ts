import { afterAll, beforeAll, expect, it } from 'vitest';
import { inState, POLICY, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  newArn,
  openTestDesk,
  REGIONS,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { copyCombinedText } from '#lib/use-cases/customer-text/copy-combined-text.ts';
import { aReplacementDesk } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { readCustomerHistory } from './customer-history.ts';
import { readCustomerPage } from './customer-page.ts';
import { readCustomerTextBody, readCustomerTexts } from './customer-texts.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;

it('has every entry of the history once, newest first, page by page', async () => {
  const customer = await addKey(desk.db, { customerName: 'Long History' });
  const second = await addKey(desk.db, { customerId: customer.customerId, workspace: 'w2', arn: newArn() });
  const says: ReportWords[] = [{}, inState('Disabled')];
  let turn = 0;
  const deps = checkDeps(desk.db, () => says[turn % 2] ?? {});
  for (turn = 0; turn < 16; turn += 1)
    for (const { customerKeyId } of [customer, second]) {
      deps.clock.advance(60_000);
      await checkKey(deps, { customerKeyId }, AGENT);
      await copyCombinedText({ ...deps, regions: REGIONS }, { customerId: customer.customerId }, AGENT);
    }
  const seen: { id: string; at: string }[] = [];
  let after: string | null = null;
  let pages = 0;
  do {
    const page = await readCustomerHistory(deps, VIEWER, customer.customerId, after);
    seen.push(...(page?.items ?? []));
    after = page?.after ?? null;
    pages += 1;
  } while (after !== null);
  expect(pages).toBeGreaterThan(1);
  const [stored] = await desk.rows<{ n: number }>(
    `select (select count(*) from key_events where customer_id = $1)::int + (select count(*) from audit_log where target_id = $1)::int as n`,
    [customer.customerId],
  );
  expect(seen).toHaveLength(stored?.n ?? 0);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(seen.map(({ at }) => at)).toEqual(
    seen
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
});

it('H16 has nothing of a key whose proof of ownership was withdrawn', async () => {
  const key = await addKey(desk.db, { customerName: 'Withdrawn History' });
  const deps = checkDeps(desk.db);
  await checkKey(deps, { customerKeyId: key.customerKeyId }, AGENT);
  expect((await readCustomerHistory(deps, VIEWER, key.customerId, null))?.items).not.toEqual([]);
  await desk.rows(`update customer_keys set ownership_withdrawn_at = now() where id = $1`, [key.customerKeyId]);
  const left = (await readCustomerHistory(deps, VIEWER, key.customerId, null))?.items ?? [];
  expect(left.filter((item) => item.key !== null)).toEqual([]);
});

it('H18 has texts of every kind, newest first, with what was copied and what was sent as two facts', async () => {
  const place = await aReplacementDesk(desk);
  await place.upTo('acknowledged');
  await place.tell('switched');
  place.answer(place.old.arn, inState('Disabled'));
  await place.check(place.old.customerKeyId);
  const { customerId } = place.old;
  const copied = await copyCombinedText({ ...place.deps, regions: REGIONS }, { customerId }, AGENT);
  if (!copied.ok) throw new Error(copied.reason);
  const deps = { db: desk.db, clock: place.clock };
  const texts = await readCustomerTexts(deps, VIEWER, customerId, null);
  expect(texts?.items).toMatchObject([
    {
      source: 'keys',
      about: 'one key',
      href: `/keys/${place.old.customerKeyId}`,
      sent: null,
      copied: { by: AGENT.name },
    },
    { source: 'replacement', about: 'a replacement', sent: { to: 'Dana Ruiz', channel: 'ticket' } },
  ]);
  const { textId, body } = copied.value;
  expect(await readCustomerTextBody(deps, VIEWER, { customerId, source: 'keys', textId })).toEqual({
    body,
    bodyBefore: null,
  });
  const other = await addKey(desk.db, {});
  expect(await readCustomerTextBody(deps, VIEWER, { customerId: other.customerId, source: 'keys', textId })).toBeNull();
});

it('has which key protected which workspace when, newest first', async () => {
  const place = await aReplacementDesk(desk);
  await place.upTo('acknowledged');
  const page = await readCustomerPage(
    { db: desk.db, clock: place.clock, policy: POLICY, regions: REGIONS },
    VIEWER,
    place.old.customerId,
  );
  const old = { keyId: place.old.customerKeyId, workspace: 'main', client: null };
  expect(page?.roles.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ keyId: await place.newKeyId(), role: 'active', to: null }),
      expect.objectContaining({ ...old, role: 'retained', to: null }),
      expect.objectContaining({ ...old, role: 'active', to: expect.any(String) }),
    ]),
  );
  expect(page?.roles.items).toHaveLength(3);
});
