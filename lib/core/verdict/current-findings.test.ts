import { describe, expect, it } from 'vitest';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { NO_REGION_VIEW } from '#lib/core/verdict/control.ts';
import { FINDING_CODES, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aFinding,
  after,
  aUsableRecord,
  HOUR_MS,
  NOW,
  someFacts,
  testedAt,
} from '#lib/core/verdict/checks.test-support.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

const unusable = (cause: FindingCode): Verdict => ({ status: 'unusable', cause });

describe('what is said about a key now', () => {
  it('is nothing for a usable key whose last check had all answers', () => {
    expect(currentFindings(aUsableRecord(), { status: 'usable', cause: null }, null, NO_REGION_VIEW, NOW)).toEqual([]);
  });

  it('begins with the cause, then why the last attempt got no answer, then the other findings', () => {
    const kept = [
      aFinding('key_disabled', 'certain'),
      aFinding('wrong_key_type', 'certain'),
      aFinding('throttled', 'certain'),
    ];
    const record = aUsableRecord({ verdict: unusable('key_disabled'), check: { findings: kept } });
    expect(
      currentFindings(record, record.verdict, 'unreachable', NO_REGION_VIEW, NOW).map((item) => item.code),
    ).toEqual(['key_disabled', 'unreachable', 'wrong_key_type']);
  });

  it.each([
    ['access_lost', 'one_of_several'],
    ['no_access_yet', 'one_of_several'],
    ['partial_access', 'one_of_several'],
    ['key_not_found', 'one_of_several'],
    ['denied_while_pending_deletion', 'one_of_several'],
    ['presumed_deleted', 'likely'],
  ] as const)('H12 H13 stays unsure about %s when no check has kept its confidence', (cause, confidence) => {
    const record = aUsableRecord({ verdict: unusable(cause) });
    expect(currentFindings(record, record.verdict, 'timed_out', NO_REGION_VIEW, NOW)[0]).toMatchObject({
      code: cause,
      confidence,
    });
  });

  it('H12 is as sure as the last conclusive check was, with the same detail', () => {
    const lost = aFinding('access_lost', 'likely', { control: 'passed', denials: ['cross_account_catch_all'] });
    const record = aUsableRecord({ verdict: unusable('access_lost'), check: { findings: [lost] } });
    expect(currentFindings(record, record.verdict, 'throttled', NO_REGION_VIEW, NOW)[0]).toMatchObject({
      code: 'access_lost',
      confidence: 'likely',
      detail: { control: 'passed', denials: ['cross_account_catch_all'] },
    });
  });

  it('says each thing once', () => {
    for (const code of FINDING_CODES) {
      const record = aUsableRecord({ verdict: unusable(code), check: { findings: [aFinding(code, 'likely')] } });
      const said = currentFindings(record, record.verdict, 'timed_out', NO_REGION_VIEW, NOW);
      expect(new Set(said.map((item) => item.code)).size).toBe(said.length);
    }
  });

  it('H9 names the overdue tests first when a stored usable may no longer be shown, and not the old status', () => {
    const shown: Verdict = { status: 'unverified', cause: 'permission_tests_overdue' };
    expect(currentFindings(aUsableRecord(), shown, null, NO_REGION_VIEW, NOW).map((item) => item.code)).toEqual([
      'permission_tests_overdue',
    ]);
  });

  it('reads the denied actions, the dates and the counts from the record', () => {
    const record = aUsableRecord({
      verdict: { status: 'attention', cause: 'access_denied_unconfirmed' },
      check: { actions: testedAt(NOW, 'denied'), denialCount: 2, firstDenialAt: NOW },
    });
    expect(currentFindings(record, record.verdict, null, NO_REGION_VIEW, NOW)[0]?.detail).toMatchObject({
      actions: REQUIRED_ACTIONS,
      denialCount: 2,
      confirmAt: after(5 * 60_000),
    });
    const pending = aUsableRecord({
      verdict: unusable('pending_deletion'),
      facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(HOUR_MS) }),
    });
    expect(currentFindings(pending, pending.verdict, null, NO_REGION_VIEW, NOW)[0]?.detail).toEqual({
      deletionAt: after(HOUR_MS),
      pendingDeletionWindowDays: null,
    });
  });

  it('names no state for a refusal with an unknown message of a key reported as Enabled', () => {
    const record = aUsableRecord({ verdict: { status: 'unverified', cause: 'unknown_refusal' } });
    expect(currentFindings(record, record.verdict, null, NO_REGION_VIEW, NOW)[0]?.detail).toEqual({});
  });
});
