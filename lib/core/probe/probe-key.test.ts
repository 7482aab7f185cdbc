import { describe, expect, it } from 'vitest';
import { findingOfFault, findingRecord } from '#lib/core/finding/all-findings.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { PROBE_FAULTS } from '#lib/core/probe/report.ts';

describe('mayAskCrypto', () => {
  it.each(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'])(
    'H21 keeps crypto calls from a key in %s: they would alarm its owner',
    (keyState) => {
      expect(mayAskCrypto(keyState)).toBe(false);
    },
  );

  it.each([null, 'Enabled', 'PendingImport', 'Unavailable', 'Creating', 'Updating', 'Suspended'])(
    'lets them go to a key in %s',
    (keyState) => {
      expect(mayAskCrypto(keyState)).toBe(true);
    },
  );
});

describe('a fault of ours or of the network', () => {
  it.each(PROBE_FAULTS)('%s has words, and no verdict', (fault) => {
    expect(findingRecord(findingOfFault(fault)).status).toBeNull();
  });
});
