import { describe, expect, it } from 'vitest';
import type { KeyFacts, StateRefusal } from '#lib/core/probe/report.ts';
import { saysOutOfUse, stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { aReport, someFacts } from '#lib/core/verdict/checks.test-support.ts';

const refusedWith = (refusal: StateRefusal, facts: Partial<KeyFacts> | null = {}) =>
  stateRefusal(aReport({ facts: facts && someFacts(facts), generate: `wrong_state:${refusal}` }), null);
const IN_STORE = { customKeyStoreId: 'cks-1', origin: 'EXTERNAL_KEY_STORE' };

describe('a refusal that DescribeKey’s facts disprove', () => {
  it('is no wrong key type when the key is symmetric and for encryption', () => {
    expect(refusedWith('wrong_key_type')).toBe('unrecognised');
    expect(refusedWith('wrong_key_type', IN_STORE)).toBe('unrecognised');
  });

  it('is a wrong key type when the facts say so, or say nothing', () => {
    expect(refusedWith('wrong_key_type', { keySpec: 'RSA_2048' })).toBe('wrong_key_type');
    expect(refusedWith('wrong_key_type', { keyUsage: 'SIGN_VERIFY' })).toBe('wrong_key_type');
    expect(refusedWith('wrong_key_type', { keySpec: null })).toBe('wrong_key_type');
    expect(refusedWith('wrong_key_type', null)).toBe('wrong_key_type');
  });

  it('is disproved by what an earlier DescribeKey said, because type, origin and store of a key never change', () => {
    const silent = (refusal: StateRefusal) =>
      stateRefusal(aReport({ facts: null, generate: `wrong_state:${refusal}` }), someFacts());
    for (const refusal of ['wrong_key_type', 'unavailable', 'pending_import'] as const)
      expect(silent(refusal)).toBe('unrecognised');
    expect(silent('disabled')).toBe('disabled');
  });

  it('is no unavailable key store when the key is in none', () => {
    expect(refusedWith('unavailable')).toBe('unrecognised');
    expect(refusedWith('unavailable', IN_STORE)).toBe('unavailable');
    expect(refusedWith('unavailable', null)).toBe('unavailable');
  });

  it('is no missing imported material when the material is AWS’s', () => {
    expect(refusedWith('pending_import', { origin: 'AWS_KMS' })).toBe('unrecognised');
    expect(refusedWith('pending_import', { origin: 'EXTERNAL' })).toBe('pending_import');
    expect(refusedWith('pending_import', { origin: null })).toBe('pending_import');
  });

  it('counts for nothing when only the call about rotation got it', () => {
    expect(stateRefusal(aReport({ rotationStatus: 'wrong_state:unavailable' }), null)).toBeNull();
    expect(stateRefusal(aReport({ facts: someFacts(IN_STORE), rotationStatus: 'wrong_state:unavailable' }), null)).toBe(
      'unavailable',
    );
  });

  it('H10 still outweighs Enabled for every state that the facts can’t disprove', () => {
    for (const refusal of ['disabled', 'pending_deletion', 'creating', 'updating', 'unrecognised'] as const)
      expect(refusedWith(refusal)).toBe(refusal);
  });
});

describe('refusals that differ', () => {
  it('H10 count as the worst of them, whichever came first', () => {
    expect(
      stateRefusal(aReport({ encrypt: 'wrong_state:disabled', generate: 'wrong_state:pending_deletion' }), null),
    ).toBe('pending_deletion');
    expect(stateRefusal(aReport({ encrypt: 'wrong_state:unrecognised', decrypt: 'wrong_state:disabled' }), null)).toBe(
      'disabled',
    );
  });
});

it('H21 only a key that is disabled or pending deletion is out of use', () => {
  const outOfUse = (refusal: StateRefusal) => aReport({ generate: `wrong_state:${refusal}` }).cells.some(saysOutOfUse);
  expect(['disabled', 'pending_deletion'].map((refusal) => outOfUse(refusal as StateRefusal))).toEqual([true, true]);
  expect(outOfUse('pending_import')).toBe(false);
  expect(outOfUse('unavailable')).toBe(false);
  expect(aReport({ generate: 'denied:cross_account_catch_all' }).cells.some(saysOutOfUse)).toBe(false);
});
