import { describe, expect, it } from 'vitest';
import {
  chooseProbe,
  needsGrid,
  quickWithinMs,
  TESTS_VALID_MS,
  type QuickConclusion,
} from '#lib/core/probe/which-tests.ts';
import { longestIntervalMs } from '#lib/core/probe/schedule.ts';
import { keyWorks } from '#lib/core/finding/verdict.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { decide, NO_CONTEXT, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  after,
  allCells,
  aRecord,
  aReport,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  NOW,
  POLICY,
  someFacts,
  testedAt,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';

const chosenFor = ({ verdict, check }: KeyRecord, policy = POLICY) =>
  chooseProbe('active', keyWorks(verdict), check.actions, policy, NOW);

const conclusionOf = ({ conclusive, verdict, findings, events }: CheckOutcome): QuickConclusion => ({
  conclusive,
  works: keyWorks(verdict),
  explained: verdict.cause === null || findings.some(({ code }) => code === verdict.cause),
  changed: events.length > 0,
});

describe('the kind of a scheduled check', () => {
  it('is the quick check for a usable key whose tests are all recent', () => {
    expect(chosenFor(aUsableRecord())).toBe('short');
  });

  it('is the full check before any test is too old for usable', () => {
    const aged = (ageMs: number) => aUsableRecord({ check: { actions: testedAt(after(-ageMs)) } });
    expect(chosenFor(aged(20 * HOUR_MS - 1))).toBe('short');
    expect(chosenFor(aged(20 * HOUR_MS))).toBe('grid');
  });

  it.each([1, 60, 240, 360, 720])(
    'H9 is repeated before a test is 24 hours old, at an interval of %i minutes',
    (minutes) => {
      const policy = { intervalMinutes: minutes };
      const oldestQuick = quickWithinMs(policy) - 1;
      const aged = (ageMs: number) => aUsableRecord({ check: { actions: testedAt(after(-ageMs)) } });
      expect(chosenFor(aged(oldestQuick), policy)).toBe('short');
      expect(chosenFor(aged(oldestQuick + 1), policy)).toBe('grid');
      expect(oldestQuick + longestIntervalMs(policy)).toBeLessThan(TESTS_VALID_MS);
    },
  );

  it('H26 is the full check when a test lies in the future', () => {
    expect(chosenFor(aUsableRecord({ check: { actions: testedAt(after(HOUR_MS)) } }))).toBe('grid');
  });

  it.each(REQUIRED_ACTIONS)('is the full check when %s was never tested', (action) => {
    const { [action]: _, ...rest } = testedAt(NOW);
    expect(chosenFor(aUsableRecord({ check: { actions: rest } }))).toBe('grid');
  });

  it('H24 is the quick check also for a key that works but needs attention for another reason', () => {
    const expiring = { status: 'attention', cause: 'material_expiring' } as const;
    expect(chosenFor(aUsableRecord({ verdict: expiring }))).toBe('short');
  });

  it('is the full check for a key that is not usable', () => {
    expect(chosenFor(aRecord())).toBe('grid');
    const denied = { status: 'attention', cause: 'access_denied_unconfirmed' } as const;
    expect(chosenFor(aUsableRecord({ verdict: denied }))).toBe('grid');
    expect(chosenFor(aUsableRecord({ verdict: { status: 'unusable', cause: 'access_lost' } }))).toBe('grid');
  });
});

describe('a quick check', () => {
  const followed = (words: ReportWords, record = aUsableRecord()) => {
    const report = aReport({ kind: 'short', ...words });
    return needsGrid(report, conclusionOf(decide(record, report, NOW, POLICY, 0.5, NO_CONTEXT)));
  };

  it('is enough when nothing changed', () => {
    expect(followed({})).toBe(false);
  });

  it('is followed by a full check when something changed', () => {
    expect(followed({ generate: CATCH_ALL })).toBe(true);
    expect(followed({ facts: someFacts({ currentKeyMaterialId: 'b'.repeat(64) }) })).toBe(true);
    expect(followed({ facts: null, describe: CATCH_ALL })).toBe(true);
  });

  it('H21 is not followed by a full check of a key that is disabled or pending deletion', () => {
    for (const keyState of ['Disabled', 'PendingDeletion'])
      expect(followed({ facts: someFacts({ keyState }), generate: 'not_run', decrypt: 'not_run' })).toBe(false);
    for (const refusal of ['disabled', 'pending_deletion'] as const)
      for (const facts of [someFacts(), null])
        expect(followed({ facts, generate: `wrong_state:${refusal}`, decrypt: 'not_run' })).toBe(false);
  });

  it('is followed by a full check of a working key only after its other problem is over', () => {
    const record = aUsableRecord({
      verdict: { status: 'attention', cause: 'material_expiring' },
      facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(DAY_MS) }),
    });
    expect(followed({ facts: record.facts }, record)).toBe(false);
    expect(followed({ facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(90 * DAY_MS) }) }, record)).toBe(
      true,
    );
  });

  it('H24 is not followed by a full check when KMS did not answer', () => {
    const report = { ...allCells('could_not_tell:throttled'), kind: 'short' as const };
    expect(needsGrid(report, conclusionOf(decide(aUsableRecord(), report, NOW, POLICY, 0.5, NO_CONTEXT)))).toBe(false);
  });
});
