import { expect, it } from 'vitest';
import type { EvidencePack, PackKey } from '#lib/core/pages/evidence-pack.ts';
import { packCsv } from './evidence-pack-csv.ts';

const calls = Array.from({ length: 400 }, (_, day) => ({
  day: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  DescribeKey: 96,
  Encrypt: 24,
  Decrypt: 24,
}));
const aKey = (n: number): PackKey => ({
  arn: `arn:aws:kms:eu-west-1:111122223333:key/${n}`,
  region: 'eu-west-1',
  awsAccountId: '111122223333',
  heldBy: null,
  provenAt: '2026-01-01T00:00:00.000Z',
  ownership: [],
  roles: [],
  observed: { statuses: [], statusesFrom: null, rotations: [], calls },
});
const aPack = (keys: number, words: Partial<EvidencePack> = {}): EvidencePack => ({
  customer: { name: 'Northwind', externalId: null, provider: null },
  period: { from: '2026-01-01', to: '2027-02-04' },
  madeAt: '2027-02-04T10:00:00.000Z',
  madeBy: 'Vera Viewer',
  keys: Array.from({ length: keys }, (_, n) => aKey(n)),
  moreKeys: false,
  clearances: [],
  approvals: [],
  exceptions: [],
  ...words,
});
const forever = new AbortController().signal;

it('a large pack as CSV never holds other requests up for longer than the rows of one key take', async () => {
  let turns = 0;
  let going = true;
  const count = (): void => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  let [largest, rows] = [0, 0];
  for await (const part of packCsv(aPack(30), 'hash', forever)) {
    largest = Math.max(largest, part.split('\r\n').length);
    rows += part.split('\r\n').length - 1;
  }
  going = false;
  // The columns, the pack, each key’s proof and calls, and the hash.
  expect(rows).toBe(1 + 1 + 30 * (1 + 400 * 3) + 1);
  expect(largest).toBeLessThan(1_300);
  expect(turns).toBeGreaterThanOrEqual(30);
});

it('a pack as CSV ends early once nobody reads it', async () => {
  const stop = new AbortController();
  const parts: string[] = [];
  for await (const part of packCsv(aPack(10), 'hash', stop.signal)) {
    parts.push(part);
    stop.abort();
  }
  expect(parts).toHaveLength(1);
});

it('a pack as CSV has no cell that a spreadsheet takes for a formula, whoever wrote it', async () => {
  let text = '';
  const about = { at: '2026-02-01T00:00:00.000Z', what: '=cmd', about: 'x' };
  const pack = aPack(0, {
    customer: { name: '=HYPERLINK("http://evil.test")', externalId: null, provider: null },
    madeBy: '@SUM(1)',
    approvals: [{ ...about, by: '+1', reason: '-1+cmd|x' }],
    exceptions: [{ ...about, by: '\t=1', reason: '＝1', reviewAt: null }],
  });
  for await (const part of packCsv(pack, 'hash', forever)) text += part;
  for (const cell of text.replace('\u{FEFF}', '').split(/\r\n|","/))
    expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
});
