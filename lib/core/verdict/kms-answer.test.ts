import { describe, expect, it } from 'vitest';
import { PROBE_FAULTS } from '#lib/core/probe/report.ts';
import { after, allCells, aReport, CATCH_ALL, inState, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { heardFromKms } from '#lib/core/verdict/kms-answer.ts';

const OF_ONE_KEY = ['key_store_fault', 'held_back'] as const;
const at = (ms: number) => after(ms);

describe('an answer of KMS', () => {
  it.each([
    ['allowed tests', aReport()],
    ['a denial', allCells(CATCH_ALL)],
    ['a key that is not found', allCells('denied:not_found')],
    ['a disabled key', aReport(inState('Disabled'))],
    ['a call that is refused for the key’s state', aReport({ facts: null, generate: 'wrong_state:disabled' })],
  ])('H7 is %s', (_, report) => {
    expect(heardFromKms([report])).toEqual({ askedAt: NOW, answeredAt: NOW, silentSince: null });
  });

  it.each(PROBE_FAULTS.filter((fault) => !OF_ONE_KEY.some((one) => one === fault)))('H7 is never %s', (fault) => {
    expect(heardFromKms([allCells(`could_not_tell:${fault}`)])).toEqual({
      askedAt: NOW,
      answeredAt: null,
      silentSince: NOW,
    });
  });

  it('H7 is not DescribeKey alone, when the other calls got none: the key’s status is as old as before', () => {
    const half = aReport({ generate: 'could_not_tell:kms_fault', decrypt: 'could_not_tell:kms_fault' });
    expect(heardFromKms([half])).toMatchObject({ answeredAt: null, silentSince: NOW });
  });

  it.each(OF_ONE_KEY)('is missing for %s, which says nothing about the region either way', (fault) => {
    expect(heardFromKms([allCells(`could_not_tell:${fault}`)])).toEqual({
      askedAt: NOW,
      answeredAt: null,
      silentSince: null,
    });
  });
});

describe('the answers of several checks', () => {
  const failing = (ms: number) => allCells('could_not_tell:timed_out', at(ms));
  it('end a silence, and a later failure begins one', () => {
    expect(heardFromKms([failing(1), aReport({}, at(2)), failing(3), failing(4)])).toEqual({
      askedAt: at(4),
      answeredAt: at(2),
      silentSince: at(3),
    });
    expect(heardFromKms([failing(3), failing(1), aReport({}, at(5))])).toEqual({
      askedAt: at(5),
      answeredAt: at(5),
      silentSince: null,
    });
  });

  it('are none without a check', () => {
    expect(heardFromKms([])).toBeNull();
  });
});
