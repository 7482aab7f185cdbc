import { describe, expect, it } from 'vitest';
import { findingOfFault, findingRecord } from '#lib/core/finding/all-findings.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { PROBE_FAULTS } from '#lib/core/probe/report.ts';

describe('mayAskCrypto', () => {
  it.each(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'])(
    'H21 sends no encrypt and decrypt tests to a key in %s, because they would alarm its owner',
    (keyState) => {
      expect(mayAskCrypto(keyState)).toBe(false);
    },
  );

  it.each([null, 'Enabled', 'PendingImport', 'Unavailable', 'Creating', 'Updating', 'Suspended'])(
    'sends them to a key in %s',
    (keyState) => {
      expect(mayAskCrypto(keyState)).toBe(true);
    },
  );
});

describe('a fault on our side or in the network', () => {
  it.each(PROBE_FAULTS)('%s has words, and no status', (fault) => {
    expect(findingRecord(findingOfFault(fault)).status).toBeNull();
  });
});
