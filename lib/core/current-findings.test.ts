import { describe, expect, it } from 'vitest';
import { currentFindings } from '#lib/core/current-findings.ts';
import { FINDING_CODES, type FindingCode } from '#lib/core/finding.ts';
import { after, aUsableRecord, HOUR_MS, NOW, someFacts, testedAt } from '#lib/core/probe.test-support.ts';
import type { Verdict } from '#lib/core/verdict.ts';

const unusable = (cause: FindingCode): Verdict => ({ status: 'unusable', cause });

describe('what is said of a key now', () => {
  it('is nothing of a usable key whose last check told all', () => {
    expect(currentFindings(aUsableRecord(), { status: 'usable', cause: null }, [], null)).toEqual([]);
  });

  it('begins with the cause, then why the last attempt told nothing, then what else the kept report concluded', () => {
    const record = aUsableRecord({ verdict: unusable('key_disabled') });
    const kept = [
      { code: 'key_disabled', confidence: 'certain' },
      { code: 'wrong_key_type', confidence: 'certain' },
      { code: 'throttled', confidence: 'certain' },
    ] as const;
    expect(currentFindings(record, record.verdict, kept, 'unreachable').map((item) => item.code)).toEqual([
      'key_disabled',
      'unreachable',
      'wrong_key_type',
    ]);
  });

  it.each([
    ['access_lost', 'one_of_several'],
    ['no_access_yet', 'one_of_several'],
    ['partial_access', 'one_of_several'],
    ['key_not_found', 'one_of_several'],
    ['denied_while_pending_deletion', 'one_of_several'],
    ['presumed_deleted', 'likely'],
  ] as const)('H12 H13 stays uncertain of %s when the last kept report could not tell', (cause, confidence) => {
    const record = aUsableRecord({ verdict: unusable(cause) });
    const kept = [{ code: 'timed_out', confidence: 'certain' }] as const;
    expect(currentFindings(record, record.verdict, kept, 'timed_out')[0]).toMatchObject({ code: cause, confidence });
  });

  it('says each thing once', () => {
    for (const code of FINDING_CODES) {
      const record = aUsableRecord({ verdict: unusable(code) });
      const said = currentFindings(record, record.verdict, [{ code, confidence: 'likely' }], 'timed_out');
      expect(new Set(said.map((item) => item.code)).size).toBe(said.length);
    }
  });

  it('H9 names the overdue tests first where a stored usable is no longer shown, and not the verdict that is over', () => {
    const shown: Verdict = { status: 'unverified', cause: 'permission_tests_overdue' };
    expect(currentFindings(aUsableRecord(), shown, [], null).map((item) => item.code)).toEqual([
      'permission_tests_overdue',
    ]);
  });

  it('reads the denied actions, the dates and the counts from the record as it stands', () => {
    const record = aUsableRecord({
      verdict: { status: 'attention', cause: 'access_denied_unconfirmed' },
      facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(HOUR_MS) }),
      check: { actions: testedAt(NOW, 'denied'), denialCount: 2, firstDenialAt: NOW },
    });
    expect(currentFindings(record, record.verdict, [], null)[0]?.detail).toMatchObject({
      actions: ['DescribeKey', 'GenerateDataKey', 'Decrypt'],
      denialCount: 2,
      confirmAt: after(5 * 60_000),
      deletionAt: after(HOUR_MS),
      keyState: 'PendingDeletion',
    });
  });

  it('names no state for a refusal in unknown words of a key described as Enabled', () => {
    const record = aUsableRecord({ verdict: { status: 'unverified', cause: 'unknown_key_state' } });
    expect(currentFindings(record, record.verdict, [], null)[0]?.detail).not.toHaveProperty('keyState');
  });
});
