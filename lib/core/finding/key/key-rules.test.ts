import { describe, expect, it } from 'vitest';
import { diagnose } from '#lib/core/verdict/diagnose.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import {
  after,
  aReport,
  DAY_MS,
  someCircumstances,
  someFacts,
  type CellWord,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { MATERIAL_WARNING_MS } from '#lib/core/finding/key/material.ts';

const findingsOf = (words: ReportWords) =>
  diagnose(someCircumstances({ report: aReport(words), denialCount: 0, firstDenialAt: null }));
const codesOf = (words: ReportWords): FindingCode[] => findingsOf(words).map((item) => item.code);
const described = (facts: Partial<KeyFacts>, crypto: CellWord = 'allowed'): ReportWords => ({
  facts: someFacts(facts),
  generate: crypto,
  decrypt: crypto,
});

const BAD_STATES = [
  ['Disabled', 'key_disabled'],
  ['PendingDeletion', 'pending_deletion'],
  ['PendingReplicaDeletion', 'pending_replica_deletion'],
  ['PendingImport', 'material_missing'],
  ['Unavailable', 'key_store_unavailable'],
  ['Creating', 'key_changing'],
  ['Updating', 'key_changing'],
  ['Suspended', 'unknown_key_state'],
  ['enabled', 'unknown_key_state'],
] as const;

describe('the rules of key states', () => {
  it('find nothing for an enabled key with every test allowed', () => {
    expect(codesOf({})).toEqual([]);
  });

  it.each(BAD_STATES)('H11 conclude from %s at once, confirmed: %s', (keyState, code) => {
    expect(findingsOf(described({ keyState }, 'not_run'))).toMatchObject([{ code, confidence: 'certain' }]);
  });

  it.each(BAD_STATES)('H10 conclude %s although the dry runs were allowed', (keyState, code) => {
    expect(codesOf(described({ keyState }))).toEqual([code]);
  });

  it.each([
    ['wrong_state:disabled', 'key_disabled', {}],
    ['wrong_state:pending_deletion', 'pending_deletion', {}],
    ['wrong_state:pending_import', 'material_missing', { origin: 'EXTERNAL' }],
    ['wrong_state:unavailable', 'key_store_unavailable', { customKeyStoreId: 'cks-1' }],
    ['wrong_state:creating', 'key_changing', {}],
    ['wrong_state:updating', 'key_changing', {}],
    ['wrong_state:unrecognised', 'unknown_refusal', {}],
  ] as const)('H10 count a refused call (%s) more than "Enabled": %s', (refused, code, given) => {
    const facts = someFacts(given);
    expect(codesOf({ facts, generate: refused })).toEqual([code]);
    expect(codesOf({ facts, decrypt: refused })).toEqual([code]);
  });

  it.each(['wrong_state:pending_import', 'wrong_state:unavailable', 'wrong_state:wrong_key_type'] as const)(
    'don’t believe a refusal that DescribeKey’s facts disprove: %s',
    (refused) => {
      expect(codesOf({ generate: refused })).toEqual(['unknown_refusal']);
    },
  );

  it('believe a wrong key type that no facts disprove', () => {
    expect(codesOf({ facts: null, generate: 'wrong_state:wrong_key_type' })).toContain('wrong_key_type');
  });

  it('H10 outweigh “Enabled” also when only the call about rotation names a state, and not when it names none', () => {
    expect(codesOf({ rotationStatus: 'wrong_state:pending_deletion' })).toEqual(['pending_deletion']);
    expect(codesOf({ rotationStatus: 'wrong_state:disabled' })).toEqual(['key_disabled']);
    expect(codesOf({ rotationStatus: 'wrong_state:unrecognised' })).toEqual([]);
    expect(codesOf({ rotationStatus: 'wrong_state:wrong_key_type' })).toEqual([]);
  });

  it.each([null, undefined])('conclude nothing from a state that was not seen', (missing) => {
    expect(codesOf({ facts: null, generate: 'allowed', ...(missing === null && { decrypt: 'not_run' }) })).toEqual([
      'timed_out',
    ]);
  });

  it('treat an unknown refusal as a fault of the key store when the key is in one', () => {
    const words = described({ customKeyStoreId: 'cks-1' }, 'wrong_state:unrecognised');
    expect(codesOf(words)).toEqual(['key_store_refuses']);
  });

  it('include the deletion date, and null when AWS gave none', () => {
    const deletionAt = after(7 * DAY_MS);
    expect(findingsOf(described({ keyState: 'PendingDeletion', deletionAt }))).toMatchObject([
      { detail: { deletionAt } },
    ]);
    expect(findingsOf({ generate: 'wrong_state:pending_deletion' })).toMatchObject([{ detail: { deletionAt: null } }]);
  });

  it('refuse a key managed by AWS and a key of another type, each with its own finding', () => {
    expect(codesOf(described({ keyManager: 'AWS', keySpec: 'RSA_2048' }))).toEqual([
      'wrong_key_type',
      'aws_managed_key',
    ]);
    expect(codesOf(described({ keyUsage: 'SIGN_VERIFY' }))).toEqual(['wrong_key_type']);
    expect(codesOf(described({ keySpec: null }))).toEqual(['wrong_key_type']);
  });

  it('never hide a finding, and list the most severe first', () => {
    const words = described({ keyState: 'Disabled', keySpec: 'RSA_2048' }, 'denied:cross_account_catch_all');
    expect(codesOf(words)).toEqual(['key_disabled', 'wrong_key_type', 'access_denied_unconfirmed']);
  });
});

describe('expiring key material', () => {
  it.each([
    ['is reported at exactly 30 days', MATERIAL_WARNING_MS, ['material_expiring']],
    ['is not reported one millisecond earlier', MATERIAL_WARNING_MS + 1, []],
    ['is reported on the last day', 1, ['material_expiring']],
    ['is reported for material that should be deleted', -1, ['material_expiring']],
  ])('%s', (_, leftMs, codes) => {
    expect(codesOf(described({ origin: 'EXTERNAL', materialExpiresAt: after(leftMs) }))).toEqual(codes);
  });

  it('is not reported for material without an expiry, or that is gone', () => {
    expect(codesOf(described({ materialExpiresAt: null }))).toEqual([]);
    const gone = { keyState: 'PendingImport', origin: 'EXTERNAL', materialExpiresAt: after(1) };
    expect(codesOf(described(gone))).toEqual(['material_missing']);
  });

  it('is reported beside a bad key state, because the material goes on to expire', () => {
    expect(codesOf(described({ keyState: 'Disabled', origin: 'EXTERNAL', materialExpiresAt: after(1) }))).toEqual([
      'key_disabled',
      'material_expiring',
    ]);
  });
});
