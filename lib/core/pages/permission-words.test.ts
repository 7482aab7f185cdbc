import { describe, expect, it } from 'vitest';
import type { PermissionRow } from '#lib/core/pages/key-page.ts';
import { permissionWords } from '#lib/core/pages/permission-words.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';

const row = (given: Partial<PermissionRow>): PermissionRow => ({
  action: 'Decrypt',
  result: 'allowed',
  real: false,
  at: NOW,
  lastCell: null,
  ...given,
});
const lastCell = (given: Partial<NonNullable<PermissionRow['lastCell']>>): PermissionRow['lastCell'] => ({
  result: 'allowed',
  at: NOW,
  durationMs: 12,
  requestId: null,
  error: null,
  hiddenByDenial: false,
  ...given,
});

describe('a row of the grid', () => {
  it('is good where it was allowed, and says that it worked only where it was really called (H2)', () => {
    expect(permissionWords(row({}), 'Enabled')).toMatchObject({ words: 'allowed', is: 'good' });
    expect(permissionWords(row({ real: true }), 'Enabled')).toMatchObject({
      words: 'worked, really called',
      is: 'good',
    });
  });

  it('is bad where backups need it and it was denied or refused', () => {
    for (const result of ['denied', 'wrong_state'] as const)
      expect(permissionWords(row({ result }), 'Enabled').is).toBe('bad');
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'])(
    'H21 is not green in %s for what was allowed before: such a key is not asked',
    (keyState) => {
      for (const action of PROBE_ACTIONS)
        if (action !== 'DescribeKey') expect(permissionWords(row({ action }), keyState).is).toBe('open');
      expect(permissionWords(row({ action: 'DescribeKey' }), keyState).is).toBe('good');
    },
  );

  it('H15 is never bad for what is not visible, not applicable, not testable or not told', () => {
    for (const result of ['denied', 'wrong_state', 'not_testable'] as const)
      expect(permissionWords(row({ action: 'GetKeyRotationStatus', result }), 'Enabled').is).toBe('open');
    expect(permissionWords(row({ action: 'CreateGrant', result: null }), 'Enabled')).toMatchObject({
      words: 'not testable from here',
      is: 'open',
    });
    const left = lastCell({ result: 'not_run' });
    expect(permissionWords(row({ lastCell: left }), 'Enabled')).toMatchObject({
      words: 'not asked again, allowed before',
      is: 'open',
    });
    const hidden = lastCell({ result: 'could_not_tell', hiddenByDenial: true });
    expect(permissionWords(row({ action: 'ReEncryptTo', lastCell: hidden }), 'Enabled')).toMatchObject({
      words: 'could not tell',
      is: 'open',
    });
    expect(permissionWords(row({ result: null }), null)).toMatchObject({ words: 'no answer so far', is: 'open' });
  });
});
