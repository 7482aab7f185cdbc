import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Service } from '#lib/core/service/service-scope.ts';
import { aClock, addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { recordDependents, type SentDependents } from './record-dependents.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const SERVICE: Service = { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null };
const of = (keyId: string, jobs = 1): SentDependents => ({
  keyId,
  counts: { jobs },
  oldestAt: null,
  nextRunAt: null,
  lastBackup: null,
  lastRestore: null,
});
const clock = aClock();
const send = (reportId: string, keys: SentDependents[]) =>
  recordDependents({ db: desk.db, clock }, { reportId, asOf: clock(), keys }, SERVICE);

const manyKeys = async (n: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < n; i += 1) ids.push((await addKey(desk.db)).customerKeyId);
  return ids;
};

it('a report that is sent again while the first one is being written is answered like one that was here before', async () => {
  const ids = await manyKeys(40);
  for (let round = 0; round < 10; round += 1) {
    const keys = ids.map((id) => of(id));
    const answers = await Promise.all([
      send(`retry-${round}`, keys),
      send(`retry-${round}`, keys.toReversed()),
      send(`retry-${round}`, keys),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect(answers.reduce((sum, answer) => sum + (answer.ok ? answer.taken : 0), 0)).toBe(ids.length);
  }
});

it('of two reports with one id and other content that come at once, one is taken and one refused', async () => {
  const ids = await manyKeys(10);
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all([
      send(
        `other-${round}`,
        ids.map((id) => of(id, 1)),
      ),
      send(
        `other-${round}`,
        ids.toReversed().map((id) => of(id, 2)),
      ),
    ]);
    expect(answers.map((answer) => (answer.ok ? 'taken' : answer.reason)).toSorted()).toEqual([
      'report_id_used',
      'taken',
    ]);
    const stored = await desk.rows<{ n: number }>(
      `select distinct (content->'counts'->>'jobs')::int n from dependent_reports where report_id = $1`,
      [`other-${round}`],
    );
    expect(stored).toHaveLength(1);
  }
});

it('two reports about the same keys in opposite orders never wait for each other', async () => {
  const ids = await manyKeys(40);
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all([
      send(
        `a-${round}`,
        ids.map((id) => of(id)),
      ),
      send(
        `b-${round}`,
        ids.toReversed().map((id) => of(id)),
      ),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
  }
});
