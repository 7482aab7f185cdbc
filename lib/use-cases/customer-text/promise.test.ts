import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyTexts } from '#drizzle/schema/key-texts.ts';
import { readHomeAsked } from '#lib/core/pages/home-asked.ts';
import { after, CATCH_ALL, inState, MINUTE_MS, NOW, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  type KeyWords,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { openIncident } from '#lib/db/verdict/regions.ts';
import { readHomePage } from '#lib/queries/home/home-page.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { copyCombinedText } from './copy-combined-text.ts';
import { copyText } from './copy-text.ts';
import { recordSent } from './record-sent.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(() =>
  // Each test has its own fleet: what is not about it is retired.
  desk.owner.query(
    `set session_replication_role = replica; update customer_keys set role = 'retired'; delete from region_status; set session_replication_role = origin`,
  ),
);
afterAll(() => desk.close());

const READER = { role: 'agent', staffId: AGENT.staffId } as const;
/** The text on it says that we are confirming the denial, and write again within the hour. */
const CONFIRMING: ReportWords = { generate: CATCH_ALL };
const PROMISED = after(63 * MINUTE_MS);

/** A customer whose keys AWS denies for the first time, and a person at work on the reply. */
async function aDesk(words: KeyWords = {}) {
  const answers = new Map<string, ReportWords>();
  const deps = { ...checkDeps(desk.db, ({ arn }) => answers.get(arn) ?? CONFIRMING), regions: REGIONS };
  const { clock } = deps;
  const key = await addKey(desk.db, words);
  const check = async (to: ReportWords = CONFIRMING, of = key) => {
    answers.set(of.arn, to);
    await checkKey(deps, { customerKeyId: of.customerKeyId }, AGENT);
  };
  await check();
  const sent = (textId: string, at: Date | null = null) =>
    recordSent(deps, { textId, to: 'Dana Ruiz', channel: 'email', at }, { actor: AGENT, requestId: 'request-1' });
  const copied = async () => {
    const outcome = await copyText(deps, { customerKeyId: key.customerKeyId }, AGENT);
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.value.textId;
  };
  const promise = async () => {
    const page = await readKeyPage(deps, READER, key.customerKeyId);
    return page?.ownership === 'proven' ? page.told.promise : undefined;
  };
  const groups = async () =>
    (
      await readHomePage(
        deps,
        READER,
        readHomeAsked(() => null),
      )
    ).groups;
  return { deps, clock, key, check, sent, copied, promise, groups };
}
const promisedOf = async (keyId: string) =>
  (await desk.db.select().from(customerKeys).where(eq(customerKeys.id, keyId)))[0]?.promisedFor;

describe('a promise to write again', () => {
  it('counts from the moment that its reply is recorded as sent, and waits on Home until it is near', async () => {
    const { clock, copied, sent, promise, groups } = await aDesk({ customerName: 'Promised Ltd' });
    const textId = await copied();
    expect(await promise()).toBeNull();
    await sent(textId);
    expect(await promise()).toEqual({ by: 'Sat 14 Mar 2026 10:15 UTC', passed: false });
    clock.advance(30 * MINUTE_MS);
    const mark = 'we promised to write again by Sat 14 Mar 2026 10:15 UTC';
    expect(await groups()).toMatchObject({
      needs_us: { rows: [] },
      waiting: {
        rows: [
          {
            name: 'Promised Ltd',
            problem: expect.stringContaining('; told Dana Ruiz by e-mail, '),
            by: 'us',
            mark: expect.stringContaining(mark),
          },
        ],
      },
    });
  });

  it('needs us on Home from half an hour before its time until the next text is recorded as sent', async () => {
    const { clock, key, check, copied, sent, promise, groups } = await aDesk();
    await sent(await copied());
    clock.advance(35 * MINUTE_MS);
    const due = {
      problem: 'write to the customer again (denied, re-checking)',
      by: 'us',
      action: { href: `/keys/${key.customerKeyId}#reply` },
    };
    const [row] = (await groups()).needs_us.rows;
    expect(row).toMatchObject({ ...due, mark: expect.not.stringContaining('overdue') });
    clock.advance(60 * MINUTE_MS);
    expect((await groups()).needs_us.rows).toMatchObject([{ ...due, mark: expect.stringContaining(': overdue') }]);
    expect(await promise()).toEqual({ by: 'Sat 14 Mar 2026 10:15 UTC', passed: true });
    // That the key works again keeps no promise: the customer hears it from us.
    await check({});
    expect((await groups()).needs_us.rows).toMatchObject([{ problem: 'write to the customer again (usable)' }]);
    await sent(await copied());
    expect(await promise()).toBeNull();
    expect((await groups()).needs_us.rows).toEqual([]);
  });

  it('is replaced by that of the next text, and not by an older text that is recorded later', async () => {
    const { clock, key, check, copied, sent } = await aDesk();
    const first = await copied();
    clock.advance(40 * MINUTE_MS);
    await check();
    await sent(await copied());
    expect(await promisedOf(key.customerKeyId)).toEqual(after(108 * MINUTE_MS));
    await sent(first);
    expect(await promisedOf(key.customerKeyId)).toEqual(after(108 * MINUTE_MS));
  });

  it('is made for the keys whose part of a reply about several makes it', async () => {
    const { deps, key, check, sent } = await aDesk();
    const other = await addKey(desk.db, {
      customerId: key.customerId,
      workspace: 'second',
      arn: key.arn.replace(/.{4}$/, '0000') as typeof key.arn,
    });
    await check(inState('Disabled'), other);
    const reply = await copyCombinedText(deps, { customerId: key.customerId }, AGENT);
    await sent(reply.ok ? reply.value.textId : '');
    expect([await promisedOf(key.customerKeyId), await promisedOf(other.customerKeyId)]).toEqual([PROMISED, null]);
  });

  it('H25 needs us during an incident of the region too, without a word on the denial', async () => {
    const { clock, deps, copied, sent, groups } = await aDesk({ customerName: 'Held Ltd' });
    await sent(await copied());
    await openIncident(desk.db, 'eu-west-1', deps.clock(), ['GenerateDataKey']);
    await desk.owner.query(
      `update customer_keys set verdict = 'unusable', cause = 'access_lost' where role = 'active'`,
    );
    clock.advance(60 * MINUTE_MS);
    expect((await groups()).needs_us.rows.filter(({ name }) => name === 'Held Ltd')).toMatchObject([
      { problem: 'write to the customer again (incident in eu-west-1)', status: null, notUsableSince: null },
    ]);
  });

  it('H16 is not made of a key whose proof of ownership was withdrawn meanwhile', async () => {
    const { key, copied, sent } = await aDesk();
    const textId = await copied();
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = now() where id = $1', [
      key.customerKeyId,
    ]);
    await sent(textId);
    expect(await promisedOf(key.customerKeyId)).toBeNull();
  });

  it('belongs to who sent it, not to who copied it', async () => {
    const { deps, copied } = await aDesk();
    const textId = await copied();
    const ben = { ...AGENT, staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000bb', name: 'Ben' };
    await recordSent(deps, { textId, to: 'Dana', channel: 'email', at: null }, { actor: ben, requestId: null });
    const [text] = await desk.db.select().from(keyTexts).where(eq(keyTexts.id, textId));
    expect(text).toMatchObject({ sentBy: 'Ben', ownerStaffId: ben.staffId, ownerName: 'Ben', sentAt: NOW });
  });
});
