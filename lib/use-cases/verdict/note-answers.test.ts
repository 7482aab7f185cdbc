import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CATCH_ALL, HOUR_MS, MINUTE_MS, NOW, after, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { answerState } from '#lib/core/verdict/region-freshness.ts';
import { CHANGE_CHANNEL } from '#lib/db/database.ts';
import { readRegionAnswers } from '#lib/db/verdict/region-answers.ts';
import { addKey, AGENT, checkDeps, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(() => desk.owner.query('delete from region_status'));
afterAll(() => desk.close());

const region = 'eu-west-1';
const failing = (fault: 'timed_out' | 'throttled' | 'vendor_credentials'): ReportWords => {
  const word = `could_not_tell:${fault}` as const;
  return { facts: null, describe: word, generate: word, decrypt: word };
};
const addKeys = async (count: number) =>
  (await Promise.all(Array.from({ length: count }, () => addKey(desk.db)))).map((key) => key.customerKeyId);
const stored = async () => {
  const [row] = await readRegionAnswers(desk.db, [region]);
  return row && { answeredAt: row.answeredAt, askedAt: row.askedAt, silentSince: row.silentSince };
};

/** Keys whose checks are answered as `words` says, on a clock that the test moves. */
async function aRegionWith(count: number) {
  const customerKeyIds = await addKeys(count);
  let words: ReportWords = {};
  const deps = checkDeps(desk.db, () => words);
  const sweep = () => sweepBatch(deps, { region, customerKeyIds });
  /** What the pages say now. */
  const said = async () => {
    const [freshness] = await readRegionFreshness({ db: desk.db, regions: REGIONS, policy: deps.policy }, region);
    return freshness && answerState(freshness, deps.clock().getTime()).kind;
  };
  return { deps, customerKeyIds, sweep, said, answerWith: (next: ReportWords) => void (words = next) };
}

describe('a batch of scheduled checks', () => {
  it('H7 in which every call timed out makes the region silent after five minutes, and one answer ends that', async () => {
    const { deps, sweep, said, answerWith } = await aRegionWith(3);
    await sweep();
    expect(await said()).toBe('answering');

    answerWith(failing('timed_out'));
    deps.clock.advance(66 * MINUTE_MS);
    await sweep();
    expect(await stored()).toEqual({
      answeredAt: NOW,
      askedAt: after(66 * MINUTE_MS),
      silentSince: after(66 * MINUTE_MS),
    });
    expect(await said()).toBe('unanswered');
    deps.clock.advance(5 * MINUTE_MS);
    await sweep();
    expect(await stored()).toMatchObject({ answeredAt: NOW, silentSince: after(66 * MINUTE_MS) });
    expect(await said()).toBe('silent');

    answerWith({ describe: CATCH_ALL, facts: null, generate: CATCH_ALL, decrypt: CATCH_ALL });
    deps.clock.advance(20 * MINUTE_MS);
    await sweep();
    expect(await stored()).toMatchObject({ answeredAt: deps.clock(), silentSince: null });
    expect(await said()).toBe('answering');
  });

  it.each(['throttled', 'vendor_credentials'] as const)(
    'H7 that stopped because of %s counts as no answer, although it ran',
    async (fault) => {
      const { deps, sweep, said, answerWith } = await aRegionWith(20);
      await sweep();
      answerWith(failing(fault));
      deps.clock.advance(66 * MINUTE_MS);
      await sweep();
      expect(await stored()).toMatchObject({ answeredAt: NOW, silentSince: after(66 * MINUTE_MS) });
      deps.clock.advance(6 * MINUTE_MS);
      expect(await said()).toBe('silent');
    },
  );

  it('H7 that never runs shows as the age of the last answer', async () => {
    const { deps, sweep, said } = await aRegionWith(1);
    await sweep();
    deps.clock.advance(2 * HOUR_MS);
    expect(await said()).toBe('answering');
    deps.clock.advance(1);
    expect(await said()).toBe('late');
  });

  it('tells its answers while it runs, not only at its end', async () => {
    const { deps, customerKeyIds } = await aRegionWith(2);
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let asked = 0;
    const probeKey: typeof deps.probeKey = async (target, kind) => {
      asked += 1;
      if (asked === 2) await opened;
      return deps.probeKey(target, kind);
    };
    const sweeping = sweepBatch({ ...deps, probeKey }, { region, customerKeyIds });
    await expect.poll(stored).toMatchObject({ answeredAt: NOW });
    open();
    await sweeping;
  });
});

describe('what a person starts', () => {
  it('H7 is an answer too: a check ends a silence', async () => {
    const { deps, customerKeyIds, answerWith } = await aRegionWith(1);
    const [customerKeyId = ''] = customerKeyIds;
    answerWith(failing('timed_out'));
    await checkKey(deps, { customerKeyId }, AGENT);
    expect(await stored()).toEqual({ answeredAt: null, askedAt: NOW, silentSince: NOW });
    answerWith({});
    deps.clock.advance(MINUTE_MS);
    await checkKey(deps, { customerKeyId }, AGENT);
    expect(await stored()).toEqual({ answeredAt: after(MINUTE_MS), askedAt: after(MINUTE_MS), silentSince: null });
  });

  it('H7 is an answer too: so does an encrypt/decrypt test', async () => {
    const { deps, customerKeyIds, answerWith } = await aRegionWith(1);
    const [customerKeyId = ''] = customerKeyIds;
    answerWith(failing('timed_out'));
    await proveKey(deps, { customerKeyId }, AGENT);
    expect(await stored()).toMatchObject({ answeredAt: null, silentSince: NOW });
    answerWith({});
    deps.clock.advance(MINUTE_MS);
    await proveKey(deps, { customerKeyId }, AGENT);
    expect(await stored()).toMatchObject({ answeredAt: after(MINUTE_MS), silentSince: null });
  });
});

describe('open pages', () => {
  it('H24 are told when throttling pauses a region and when that is over, though no status changed', async () => {
    const { deps, sweep, answerWith } = await aRegionWith(2);
    await sweep();
    const payloads: (string | undefined)[] = [];
    const listener = new pg.Client({ connectionString: desk.url });
    await listener.connect();
    try {
      listener.on('notification', ({ payload }) => payloads.push(payload));
      await listener.query(`listen ${CHANGE_CHANNEL}`);
      const told = async (during: () => Promise<unknown>): Promise<number> => {
        const before = payloads.length;
        await during();
        // Notifications come in order, so after this one no earlier one is missing.
        const end = `end ${before}`;
        await desk.owner.query('select pg_notify($1, $2)', [CHANGE_CHANNEL, end]);
        await expect.poll(() => payloads.at(-1)).toBe(end);
        return payloads.length - before - 1;
      };
      answerWith(failing('throttled'));
      deps.clock.advance(66 * MINUTE_MS);
      expect(await told(sweep)).toBeGreaterThan(0);
      answerWith({});
      deps.clock.advance(3 * MINUTE_MS);
      expect(await told(sweep)).toBeGreaterThan(0);
    } finally {
      await listener.end();
    }
  });
});
