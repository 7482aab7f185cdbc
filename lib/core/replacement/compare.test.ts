import { describe, expect, it } from 'vitest';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { compareKeys, type ComparedRow } from './compare.ts';
import { aSide, hoursAgo, NEW_KEY, OLD_KEY, results } from './line-facts.test-support.ts';

const rowOf = (rows: readonly ComparedRow[], label: string): ComparedRow => {
  const row = rows.find((one) => one.label === label);
  if (row === undefined) throw new Error(`There is no row ${label}.`);
  return row;
};

describe('two keys side by side', () => {
  it('has every fact and every permission of both, and marks nothing where they are alike', () => {
    const rows = compareKeys(OLD_KEY, NEW_KEY);
    expect(rows.filter(({ kind }) => kind === 'permission')).toHaveLength(9);
    expect(rows.filter(({ differs }) => differs)).toEqual([]);
    expect(rowOf(rows, 'AWS account')).toMatchObject({ old: '111122223333', new: '111122223333' });
  });

  it('marks what differs and says what it means', () => {
    const imported = aSide(2, { facts: someFacts({ origin: 'EXTERNAL' }), awsAccountId: '222233334444' });
    const rows = compareKeys(OLD_KEY, imported);
    expect(rowOf(rows, 'Key material')).toMatchObject({ old: 'made by AWS', new: 'imported', differs: true });
    expect(rowOf(rows, 'AWS account').why).toContain('proof of ownership');
    const denied = compareKeys(OLD_KEY, aSide(2, { results: results({ Encrypt: 'denied' }) }));
    expect(rowOf(denied, 'Encrypt')).toMatchObject({ old: 'allowed', new: 'denied', differs: true });
    expect(rowOf(denied, 'Encrypt').why).not.toBeNull();
  });

  it('H15 H16 calls what was not seen neither none nor different', () => {
    const unproven = aSide(2, { proven: false, facts: null, results: {}, status: null, lastConclusiveAt: null });
    const rows = compareKeys(OLD_KEY, unproven);
    expect(rowOf(rows, 'Deletion')).toMatchObject({
      new: 'not shown: ownership is not proven',
      differs: false,
      why: null,
    });
    expect(rowOf(rows, 'Decrypt')).toMatchObject({ new: 'not shown: ownership is not proven', differs: false });
    expect(rowOf(rows, 'Automatic rotation')).toMatchObject({ old: 'not visible to us' });
    const unseen = compareKeys(OLD_KEY, aSide(2, { facts: null, results: {}, status: null, lastConclusiveAt: null }));
    expect(rowOf(unseen, 'Key state')).toMatchObject({ new: 'not seen yet', differs: false });
    expect(rowOf(unseen, 'Decrypt')).toMatchObject({ new: 'not tested', differs: false });
  });

  it('H26 tells the age of a permission that is not tested while its key is out of use, or for a day', () => {
    const disabled = aSide(1, { facts: someFacts({ keyState: 'Disabled' }), status: 'unusable' });
    expect(rowOf(compareKeys(disabled, NEW_KEY), 'Decrypt').old).toMatch(/^allowed on .* UTC, not tested since$/);
    const older = { ...results(), Encrypt: { result: 'allowed', at: hoursAgo(30) } } as const;
    expect(rowOf(compareKeys(aSide(1, { results: older }), NEW_KEY), 'Encrypt').old).toMatch(/not tested since$/);
    expect(rowOf(compareKeys(OLD_KEY, NEW_KEY), 'Decrypt').old).toBe('allowed');
  });
});
