import { describe, expect, it } from 'vitest';
import type { PermissionTest } from '#lib/core/pages/key-page.ts';
import {
  answersToShow,
  byRank,
  errorTitle,
  permissionSummary,
  permissionWords,
} from '#lib/core/pages/permission-words.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';

const aTest = (given: Partial<PermissionTest>): PermissionTest => ({
  action: 'Decrypt',
  result: 'allowed',
  real: false,
  at: NOW,
  lastCell: null,
  ...given,
});
const lastCell = (given: Partial<NonNullable<PermissionTest['lastCell']>>): PermissionTest['lastCell'] => ({
  result: 'allowed',
  at: NOW,
  durationMs: 12,
  requestId: null,
  error: null,
  hiddenByDenial: false,
  explicitDeny: false,
  heldBack: false,
  ...given,
});

describe('the title of an error', () => {
  const error = { name: 'ThrottlingException', message: 'Rate exceeded' };

  it('is AWS’s own name for it, and says where it tells nothing about the permission', () => {
    expect(errorTitle({ result: 'denied', error, heldBack: false })).toBe('ThrottlingException');
    expect(errorTitle({ result: 'could_not_tell', error, heldBack: false })).toBe(
      'ThrottlingException, which says nothing about the permission',
    );
  });

  it('H24 says in words that we did not call AWS, without our own name for it', () => {
    const ours = { name: 'HeldBack', message: 'At most one call per second.' };
    expect(errorTitle({ result: 'could_not_tell', error: ours, heldBack: true })).toBe('Not tested in the last check');
  });
});

it('the answer of AWS to the call that fails a backup is shown, and the other ones are folded', () => {
  const error = { name: 'AccessDeniedException', message: 'not authorized' };
  const denied = { result: 'denied', error } as const;
  const tests = [
    aTest({ action: 'GetKeyRotationStatus', result: 'denied', lastCell: lastCell(denied) }),
    aTest({ action: 'DescribeKey', lastCell: lastCell({ error: { ...error, name: 'DryRunOperationException' } }) }),
    aTest({ action: 'Decrypt', result: 'denied', lastCell: lastCell(denied) }),
    aTest({ action: 'ReEncryptFrom', result: 'denied', lastCell: lastCell({ ...denied, requestId: 'one call' }) }),
    aTest({
      action: 'ReEncryptTo',
      lastCell: lastCell({ ...denied, result: 'could_not_tell', requestId: 'one call' }),
    }),
    aTest({ action: 'Encrypt' }),
  ];
  const { failing, others } = answersToShow(byRank(tests, 'Enabled'), 'Enabled');
  expect(failing?.action).toBe('Decrypt');
  expect(others.map(({ action }) => action)).toEqual(['ReEncryptFrom', 'GetKeyRotationStatus']);
  // Backups don't need what is denied here.
  expect(answersToShow(tests.slice(0, 1), 'Enabled')).toMatchObject({ failing: null, others: [{}] });
});

describe('a permission test in words', () => {
  it('H2 is good when allowed, and says "worked" only after a real call', () => {
    expect(permissionWords(aTest({}), 'Enabled')).toMatchObject({ words: 'allowed', is: 'good' });
    expect(permissionWords(aTest({ real: true }), 'Enabled')).toMatchObject({
      words: 'worked (real call)',
      is: 'good',
    });
  });

  it('says that an explicit Deny refused it, where AWS says so', () => {
    const denied = aTest({ result: 'denied', lastCell: lastCell({ result: 'denied', explicitDeny: true }) });
    expect(permissionWords(denied, 'Enabled')).toMatchObject({ words: 'denied (explicit Deny)', is: 'bad' });
    expect(permissionWords(denied, 'Enabled').why).toBeNull();
    expect(permissionWords(aTest({ result: 'denied' }), 'Enabled').words).toBe('denied');
  });

  it('is bad when backups need the permission and it was denied or refused', () => {
    for (const result of ['denied', 'wrong_state'] as const)
      expect(permissionWords(aTest({ result }), 'Enabled').is).toBe('bad');
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'])(
    'H21 is not good for a key in %s, even if allowed before, because such a key is not tested',
    (keyState) => {
      for (const action of PROBE_ACTIONS)
        if (action !== 'DescribeKey') expect(permissionWords(aTest({ action }), keyState).is).toBe('open');
      expect(permissionWords(aTest({ action: 'DescribeKey' }), keyState).is).toBe('good');
    },
  );

  it('H15 is never bad when the answer is not visible, not applicable, not testable, or unknown', () => {
    for (const result of ['denied', 'wrong_state', 'not_testable'] as const)
      expect(permissionWords(aTest({ action: 'GetKeyRotationStatus', result }), 'Enabled').is).toBe('open');
    expect(permissionWords(aTest({ action: 'CreateGrant', result: null }), 'Enabled')).toMatchObject({
      words: 'not testable',
      is: 'open',
    });
    const left = lastCell({ result: 'not_run' });
    expect(permissionWords(aTest({ lastCell: left }), 'Enabled')).toMatchObject({
      words: 'not tested (was allowed)',
      is: 'open',
    });
    const hidden = lastCell({ result: 'could_not_tell', hiddenByDenial: true });
    expect(permissionWords(aTest({ action: 'ReEncryptTo', lastCell: hidden }), 'Enabled')).toMatchObject({
      words: 'unknown',
      is: 'open',
    });
    expect(permissionWords(aTest({ result: null }), null)).toMatchObject({ words: 'no answer yet', is: 'open' });
  });
});

describe('the permissions in one line', () => {
  const tests = (given: Partial<Record<string, Partial<PermissionTest>>> = {}): PermissionTest[] =>
    PROBE_ACTIONS.map((action) => aTest({ action, ...given[action] }));

  it('H15 says that all are allowed only where each was, with the age of the oldest test', () => {
    const oldest = new Date(NOW.getTime() - 3_600_000);
    expect(permissionSummary(tests({ Encrypt: { at: oldest } }), 'Enabled')).toEqual({
      words: '7 of 7 allowed',
      allAllowed: true,
      testedAt: oldest,
    });
    expect(permissionSummary(tests({ Encrypt: { result: null, at: null } }), 'Enabled')).toMatchObject({
      words: '6 of 7 allowed; 1 unknown',
      allAllowed: false,
    });
  });

  it('names what AWS denied, and counts it where that is much', () => {
    const denied = { result: 'denied' } as const;
    expect(permissionSummary(tests({ Decrypt: denied }), 'Enabled').words).toBe('6 of 7 allowed; denied: kms:Decrypt');
    const most = { Encrypt: denied, Decrypt: denied, ReEncryptFrom: denied, ReEncryptTo: denied };
    expect(permissionSummary(tests(most), 'Enabled').words).toBe('3 of 7 allowed; 4 denied');
  });

  it('H21 says nothing of earlier tests for a key that must not be tested now', () => {
    expect(permissionSummary(tests(), 'PendingDeletion')).toMatchObject({ allAllowed: false, testedAt: null });
  });

  it('lists what is denied first, and what backups don’t need last', () => {
    const ranked = byRank(tests({ GenerateDataKey: { result: 'denied' } }), 'Enabled').map(({ action }) => action);
    expect(ranked[0]).toBe('GenerateDataKey');
    expect(ranked.slice(-2)).toEqual(['GetKeyRotationStatus', 'CreateGrant']);
  });
});
