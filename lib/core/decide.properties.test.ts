import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/confirmation.ts';
import { decide, TESTS_VALID_MS, type CheckOutcome } from '#lib/core/decide.ts';
import { shownVerdict } from '#lib/core/freshness.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS, TESTED_ACTIONS, type ProbeReport } from '#lib/core/probe.ts';
import {
  after,
  aRecord,
  aReport,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  type CellWord,
} from '#lib/core/probe.test-support.ts';
import { customerSideDenials } from '#lib/core/rules/access-rules.ts';
import { sameVerdict } from '#lib/core/verdict.ts';

const BAD_STATES = ['Disabled', 'PendingDeletion', 'PendingReplicaDeletion', 'PendingImport', 'Unavailable'];

const anyCell: fc.Arbitrary<CellWord> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<CellWord>('allowed') },
  fc.constant<CellWord>('not_run'),
  fc.constantFrom(...DENIAL_SOURCES).map((why): CellWord => `denied:${why}`),
  fc.constantFrom(...STATE_REFUSALS).map((why): CellWord => `wrong_state:${why}`),
  fc.constantFrom(...PROBE_FAULTS).map((why): CellWord => `could_not_tell:${why}`),
);
const unseenDescribe = anyCell.filter((word) => word !== 'allowed');

const anyFacts = fc
  .record({
    keyState: fc.oneof(
      { weight: 3, arbitrary: fc.constant('Enabled') },
      fc.constantFrom(...BAD_STATES, 'Creating', 'Updating', 'Suspended'),
    ),
    materialExpiresAt: fc.constantFrom(null, null, after(40 * DAY_MS), after(DAY_MS)),
    customKeyStoreId: fc.constantFrom(null, null, null, 'cks-1'),
    keySpec: fc.constantFrom('SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT', 'RSA_2048'),
    currentKeyMaterialId: fc.constantFrom(null, 'a'.repeat(64), 'b'.repeat(64)),
  })
  .map((given) => someFacts({ ...given, deletionAt: given.keyState === 'PendingDeletion' ? after(9 * DAY_MS) : null }));

type Step = { afterMs: number; report: (at: Date) => ProbeReport };
const anyStep: fc.Arbitrary<Step> = fc
  .record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 6 * MINUTE_MS }), fc.integer({ min: 1, max: 30 * HOUR_MS })),
    facts: fc.option(anyFacts, { freq: 3 }),
    describe: unseenDescribe,
    generate: anyCell,
    decrypt: anyCell,
  })
  .map(({ afterMs, facts, describe: unseen, generate, decrypt }) => ({
    afterMs,
    report: (at) => aReport({ facts, describe: facts === null ? unseen : 'allowed', generate, decrypt }, at),
  }));

type Turn = { before: KeyRecord; report: ProbeReport; now: Date; outcome: CheckOutcome };

/** Lives through reports one after another, each judged on what the one before it left. */
function live(steps: readonly Step[], jitter: number): Turn[] {
  let record = aRecord();
  let now = NOW;
  return steps.map(({ afterMs, report: at }) => {
    now = after(afterMs, now);
    const report = at(now);
    const before = record;
    const outcome = decide(before, report, now, POLICY, jitter);
    const { verdict, verdictSince, facts, check } = outcome;
    record = { ...before, verdict, verdictSince, facts, check };
    return { before, report, now, outcome };
  });
}

const always = (holds: (turn: Turn, earlier: readonly Turn[]) => void): void => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (steps, jitter) => {
        const turns = live(steps, jitter);
        turns.forEach((turn, index) => holds(turn, turns.slice(0, index)));
      },
    ),
    { numRuns: 400 },
  );
};

const stateIn = ({ report }: Turn): string | null => (report.facts.seen ? report.facts.value.keyState : null);

describe('through any sequence of reports', () => {
  it('H9 usable rests on Enabled seen and on every test allowed at its last answer, within 24 hours', () => {
    always((turn, earlier) => {
      if (turn.outcome.verdict.status !== 'usable') return;
      expect(turn.outcome.facts?.keyState).toBe('Enabled');
      for (const action of TESTED_ACTIONS) {
        const answers = [...earlier, turn].flatMap(({ report }) =>
          report.cells.filter(
            (cell) => cell.action === action && ['allowed', 'denied', 'wrong_state'].includes(cell.result),
          ),
        );
        expect(answers.at(-1)?.result).toBe('allowed');
        expect(turn.now.getTime() - (answers.at(-1)?.at.getTime() ?? 0)).toBeLessThanOrEqual(TESTS_VALID_MS);
      }
    });
  });

  it('H9 usable is not shown a day later either, when nobody has checked since', () => {
    always(({ outcome, now }) => {
      const shown = shownVerdict(
        outcome.verdict,
        outcome.check.actions,
        now,
        POLICY.intervalMinutes,
        after(DAY_MS + 1, now),
      );
      expect(shown.verdict.status).not.toBe('usable');
    });
  });

  it('H2 a key in a custom key store never becomes usable', () => {
    always(({ report, before, outcome }) => {
      if (report.facts.seen && report.facts.value.customKeyStoreId !== null && before.verdict.status !== 'usable')
        expect(outcome.verdict.status).not.toBe('usable');
    });
  });

  it('H10 H11 a bad key state makes the key unusable at once, whatever else was answered', () => {
    always((turn) => {
      if (BAD_STATES.includes(stateIn(turn) ?? '')) expect(turn.outcome.verdict.status).toBe('unusable');
    });
  });

  it('H10 a refusal of a call is never outweighed by a passed one', () => {
    always(({ report, outcome }) => {
      if (report.cells.some((cell) => cell.result === 'wrong_state')) expect(outcome.verdict.status).not.toBe('usable');
    });
  });

  it('an unknown key state is never healthy', () => {
    always((turn) => {
      if (stateIn(turn) === 'Suspended') expect(turn.outcome.verdict.status).not.toBe('usable');
    });
  });

  it('what told nothing changes a verdict only from usable that grew too old, or from a state seen to have passed', () => {
    always(({ before, report, outcome }) => {
      if (outcome.conclusive || sameVerdict(before.verdict, outcome.verdict)) return;
      expect(outcome.verdict).toEqual({ status: 'unverified', cause: 'permission_tests_overdue' });
      const stateHasPassed = report.facts.seen && before.facts?.keyState !== 'Enabled';
      expect(before.verdict.status === 'usable' || stateHasPassed).toBe(true);
    });
  });

  it('a denial makes no key unusable that was usable, before three of them over five minutes', () => {
    always(({ before, report, now, outcome }) => {
      const onlyDenied =
        report.cells.every((cell) => cell.result !== 'wrong_state') &&
        customerSideDenials(report).length > 0 &&
        !report.facts.seen &&
        (before.facts === null || before.facts.keyState === 'Enabled');
      if (!onlyDenied || before.check.lastUsableAt === null || before.verdict.status === 'unusable') return;
      const { denialCount, firstDenialAt } = outcome.check;
      const believed =
        denialCount >= CONFIRM_DENIALS && now.getTime() - (firstDenialAt?.getTime() ?? Infinity) >= CONFIRM_SPAN_MS;
      if (!believed) expect(outcome.verdict.status).not.toBe('unusable');
    });
  });

  it('H13 presumed deleted is said only after a deletion date that was seen and has passed', () => {
    always(({ before, now, outcome }) => {
      if (outcome.verdict.cause !== 'presumed_deleted' || before.verdict.cause === 'presumed_deleted') return;
      expect(before.facts).toMatchObject({ keyState: 'PendingDeletion' });
      expect(before.facts?.deletionAt?.getTime()).toBeLessThanOrEqual(now.getTime());
    });
  });

  it('H12 no finding of a denial is certain', () => {
    always(({ report, outcome }) => {
      if (report.facts.seen || report.cells.some((cell) => cell.result === 'wrong_state')) return;
      for (const finding of outcome.findings)
        if (
          ![
            'throttled',
            'timed_out',
            'unreachable',
            'kms_fault',
            'malformed_answer',
            'vendor_credentials_fault',
          ].includes(finding.code)
        )
          expect(finding.confidence).not.toBe('certain');
    });
  });

  it('the verdict’s beginning moves with the verdict and never otherwise', () => {
    always(({ before, now, outcome }) => {
      const same = sameVerdict(before.verdict, outcome.verdict);
      expect(outcome.verdictSince).toEqual(same ? before.verdictSince : now);
    });
  });

  it('the next check lies ahead, and no further than the interval and a tenth', () => {
    always(({ now, outcome }) => {
      const aheadMs = outcome.check.nextCheckAt.getTime() - now.getTime();
      expect(aheadMs).toBeGreaterThan(0);
      expect(aheadMs).toBeLessThanOrEqual(POLICY.intervalMinutes * MINUTE_MS * 1.1);
    });
  });

  it('there is a verdict event exactly when the verdict changed, and no event tells what was so before', () => {
    always(({ before, outcome }) => {
      const told = outcome.events.filter((event) => event.kind === 'verdict_changed');
      expect(told).toHaveLength(sameVerdict(before.verdict, outcome.verdict) ? 0 : 1);
      for (const event of outcome.events) if ('from' in event) expect(event.from).not.toEqual(event.to);
    });
  });

  it('the same report a moment later tells no event and moves no fact', () => {
    always(({ before, report, now, outcome }) => {
      const { verdict, verdictSince, facts, check } = outcome;
      const again = decide({ ...before, verdict, verdictSince, facts, check }, report, after(1, now), POLICY, 0.5);
      expect(again.factsChanged).toBe(false);
      expect(again.events.filter((event) => event.kind !== 'verdict_changed')).toEqual([]);
    });
  });
});
