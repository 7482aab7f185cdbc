import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseOn } from '#lib/core/finding/advise.ts';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/finding/confirmation.ts';
import { judgeControl, type RegionView } from '#lib/core/verdict/control.ts';
import { actionsOf, customerSideDenials } from '#lib/core/probe/denials.ts';
import { decide, type CheckContext, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import { TESTS_VALID_MS } from '#lib/core/probe/which-tests.ts';
import { NO_EVIDENCE, type LatestEvidence, type PolicyReading } from '#lib/core/finding/evidence.ts';
import type { Finding, FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import {
  cellOf,
  DENIAL_SOURCES,
  PROBE_FAULTS,
  STATE_REFUSALS,
  type ProbeReport,
  type StateRefusal,
} from '#lib/core/probe/report.ts';
import { isRequired, PROBE_KINDS, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aContext,
  aControl,
  after,
  aRecord,
  aRegionView,
  aReport,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  type CellWord,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { ACCUSING, saidByOwner } from '#lib/core/verdict/denial-scene.test-support.ts';
import { sameVerdict } from '#lib/core/finding/verdict.ts';

const STATE_CAUSE = {
  Disabled: 'key_disabled',
  PendingDeletion: 'pending_deletion',
  PendingReplicaDeletion: 'pending_replica_deletion',
  PendingImport: 'material_missing',
  Unavailable: 'key_store_unavailable',
} as const satisfies Record<string, FindingCode>;
type BadState = keyof typeof STATE_CAUSE;
const BAD_STATES = Object.keys(STATE_CAUSE) as BadState[];
const isBad = (state: string | null): state is BadState => BAD_STATES.includes(state as BadState);

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
    origin: fc.constantFrom('AWS_KMS', 'AWS_KMS', 'EXTERNAL', null),
    materialExpiresAt: fc.constantFrom(null, null, after(40 * DAY_MS), after(DAY_MS)),
    customKeyStoreId: fc.constantFrom(null, null, null, 'cks-1'),
    keySpec: fc.constantFrom('SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT', 'RSA_2048'),
    currentKeyMaterialId: fc.constantFrom(null, 'a'.repeat(64), 'b'.repeat(64)),
    deletionDays: fc.constantFrom(0, 1, 9),
  })
  .map(({ deletionDays, ...given }) =>
    someFacts({ ...given, deletionAt: given.keyState === 'PendingDeletion' ? after(deletionDays * DAY_MS) : null }),
  );

const anyRotation = fc.option(
  fc.record({
    enabled: fc.boolean(),
    periodInDays: fc.constantFrom(null, 90, 365),
    nextRotationAt: fc.constantFrom(null, after(9 * DAY_MS)),
    onDemandStartedAt: fc.constant(null),
  }),
);

/** Every test with its own answer. */
const anyGrid: fc.Arbitrary<ReportWords> = fc
  .record({
    facts: fc.option(anyFacts, { freq: 3 }),
    unseen: unseenDescribe,
    encrypt: anyCell,
    decrypt: anyCell,
    reEncryptFrom: anyCell,
    reEncryptTo: anyCell,
    generate: anyCell,
    withoutPlaintext: anyCell,
    rotation: anyRotation,
    unseenRotation: unseenDescribe,
    real: fc.boolean(),
  })
  .map(({ unseen, unseenRotation, ...words }) => ({
    ...words,
    describe: words.facts === null ? unseen : 'allowed',
    rotationStatus: words.rotation === null ? unseenRotation : 'allowed',
  }));
/** The same answer for everything, as in most cases. */
const allTheSame: fc.Arbitrary<ReportWords> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: fc.constant<CellWord>('allowed') }, fc.constant<CellWord>(CATCH_ALL), anyCell),
    fc.constantFrom(null, null, 'cks-1'),
    fc.constantFrom(true, true, false),
  )
  .map(([word, customKeyStoreId, real]) =>
    word === 'allowed'
      ? { facts: someFacts({ customKeyStoreId }), real }
      : { facts: null, describe: word, generate: word, decrypt: word },
  );

/** A key with a scheduled deletion: DescribeKey answers, and nothing else is called. */
const pendingDeletion: fc.Arbitrary<ReportWords> = fc.constantFrom(0, 1, 9).map((days) => ({
  facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(days * DAY_MS) }),
  generate: 'not_run',
  decrypt: 'not_run',
  encrypt: 'not_run',
}));

/** A state in which encrypt and decrypt tests are still sent, and denied. */
const deniedInAState: fc.Arbitrary<ReportWords> = fc
  .constantFrom('PendingImport', 'Unavailable')
  .map((keyState) => ({ facts: someFacts({ keyState }), decrypt: CATCH_ALL }));

/** Minutes before a check at which something was seen; null when it never was. */
const anyAgo = fc.option(fc.constantFrom(0, 1, 4, 29, 31, 3 * 1440), { nil: null, freq: 2 });
type OurSide = {
  controlWord: CellWord | null;
  controlAgo: number;
  controlState: string | null;
  others: number | null;
  deniedTogether: number;
  incidentAgo: number | null;
  covers: boolean;
};
const anyOurSide: fc.Arbitrary<OurSide> = fc.record({
  controlWord: fc.option(fc.oneof(fc.constantFrom<CellWord>('allowed', 'allowed', CATCH_ALL), anyCell), { nil: null }),
  controlAgo: fc.constantFrom(0, 0, 0, 4, 31),
  controlState: fc.constantFrom('Enabled', 'Enabled', 'Enabled', 'Disabled', null),
  others: anyAgo,
  deniedTogether: fc.constantFrom(0, 1, 5),
  incidentAgo: fc.oneof(fc.constant(null), anyAgo),
  covers: fc.boolean(),
});

type GivenEvidence = {
  owner: { ago: number; exists: boolean; keyState: string; deletionInMinutes: number | null } | null;
  policy: {
    ago: number;
    answers: readonly ('allowed' | 'conditional' | 'not_granted' | 'denied')[];
    tooMuch: boolean;
  } | null;
  production: number | null;
};
const anyEvidence: fc.Arbitrary<GivenEvidence> = fc.record({
  owner: fc.option(
    fc.record({
      ago: fc.constantFrom(0, 4, 1440),
      exists: fc.boolean(),
      keyState: fc.constantFrom('Enabled', 'PendingDeletion'),
      deletionInMinutes: fc.constantFrom(null, -1, 1440),
    }),
    { freq: 2 },
  ),
  policy: fc.option(
    fc.record({
      ago: fc.constantFrom(0, 4, 1440),
      answers: fc.array(fc.constantFrom('allowed', 'conditional', 'not_granted', 'denied'), {
        minLength: REQUIRED_ACTIONS.length,
        maxLength: REQUIRED_ACTIONS.length,
      }),
      tooMuch: fc.boolean(),
    }),
    { freq: 2 },
  ),
  production: fc.option(fc.constantFrom(0, 1440, 3 * 1440, 3 * 1440 + 1), { freq: 4 }),
});

const ago = (minutes: number, now: Date): Date => after(-minutes * MINUTE_MS, now);

function viewOf(
  { controlWord, controlAgo, controlState, others, deniedTogether, incidentAgo, covers }: OurSide,
  now: Date,
): RegionView {
  const control = controlWord === null ? null : aControl(controlWord, ago(controlAgo, now), controlState);
  return aRegionView({
    hasControlKey: controlWord !== null,
    control,
    others: others === null ? null : ago(others, now),
    deniedTogether: deniedTogether,
    incidentSince: incidentAgo === null ? null : ago(incidentAgo, now),
    roleCoversEveryKey: covers,
  });
}

const evidenceOf = ({ owner, policy, production }: GivenEvidence, now: Date): LatestEvidence => ({
  describeKey:
    owner === null
      ? null
      : {
          asOf: ago(owner.ago, now),
          content: owner.exists
            ? {
                kind: 'describe_key',
                exists: true,
                keyState: owner.keyState,
                deletionAt:
                  owner.deletionInMinutes === null || owner.keyState === 'Enabled'
                    ? null
                    : ago(-owner.deletionInMinutes, now),
                materialExpiresAt: null,
                currentKeyMaterialId: null,
              }
            : { kind: 'describe_key', exists: false },
        },
  keyPolicy:
    policy === null
      ? null
      : {
          asOf: ago(policy.ago, now),
          content: {
            kind: 'key_policy',
            answers: Object.fromEntries(
              REQUIRED_ACTIONS.map((action, index) => [action, policy.answers[index]]),
            ) as PolicyReading['answers'],
            conditionKeys: [],
            grantsForAwsServices: true,
            moreThanNeeded: policy.tooMuch ? ['kms:*'] : [],
            ownerKeepsControl: true,
            otherVendorAccounts: [],
          },
        },
  productionErrors:
    production === null
      ? []
      : [
          {
            asOf: ago(production, now),
            content: {
              kind: 'production_error',
              errorName: 'AccessDeniedException',
              action: 'kms:Decrypt',
              principalArn: null,
            },
          },
        ],
});

/** An encrypt/decrypt test makes three calls, and a fourth in a custom key store; all of them are real. */
function asEncryptTest(report: ProbeReport): ProbeReport {
  const inStore = report.facts.seen && report.facts.value.customKeyStoreId !== null;
  const actions = ['DescribeKey', 'Encrypt', 'Decrypt', ...(inStore ? ['GenerateDataKeyWithoutPlaintext'] : [])];
  const cells = report.cells
    .filter(({ action }) => actions.includes(action))
    .map((cell) =>
      cell.action === 'DescribeKey' || cell.result === 'not_run' ? cell : { ...cell, real: true as const },
    );
  return { ...report, kind: 'proof', cells, rotation: { seen: false } };
}

type Step = { afterMs: number; report: (at: Date) => ProbeReport; context: (now: Date) => CheckContext };
const anyStep: fc.Arbitrary<Step> = fc
  .record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 6 * MINUTE_MS }), fc.integer({ min: 1, max: 30 * HOUR_MS })),
    words: fc.oneof(
      { weight: 3, arbitrary: anyGrid },
      { weight: 3, arbitrary: allTheSame },
      pendingDeletion,
      deniedInAState,
    ),
    kind: fc.constantFrom(...PROBE_KINDS, 'grid' as const),
    ourSide: anyOurSide,
    evidence: fc.oneof(fc.constant<GivenEvidence>({ owner: null, policy: null, production: null }), anyEvidence),
  })
  .map(({ afterMs, words, kind, ourSide, evidence }) => ({
    afterMs,
    report: (at) => {
      const report = aReport({ ...words, kind: kind === 'proof' ? 'grid' : kind }, at);
      if (kind === 'proof') return asEncryptTest(report);
      return kind === 'short' ? { ...report, rotation: { seen: false } } : report;
    },
    context: (now) => aContext(viewOf(ourSide, now), evidenceOf(evidence, now)),
  }));

type Turn = { before: KeyRecord; report: ProbeReport; context: CheckContext; now: Date; outcome: CheckOutcome };

/** Judges reports one after another, each with the result of the one before it. */
function judgeAll(steps: readonly Step[], jitter: number, first: KeyRecord): Turn[] {
  let record = first;
  let now = NOW;
  return steps.map(({ afterMs, report: at, context: of }) => {
    now = after(afterMs, now);
    const [report, context] = [at(now), of(now)];
    const before = record;
    const outcome = decide(before, report, now, POLICY, jitter, context);
    const { verdict, verdictSince, facts, rotation, check } = outcome;
    record = { ...before, verdict, verdictSince, facts, rotation, check };
    return { before, report, context, now, outcome };
  });
}

let notApplicableCount = 0;
/** Counts a step that does not test the property. */
const notApplicable = (): void => void (notApplicableCount += 1);

/** The rarest case comes up some thirty times in a run. */
const AT_LEAST = 5;

/** A key whose next denial is the third in six minutes. */
const NEARLY_CONFIRMED = aRecord({ check: { denialCount: 2, firstDenialAt: after(-6 * MINUTE_MS) } });

/**
 * Checks every step of every sequence, and that enough steps test the property: a case that never comes up tests
 * nothing.
 * @param first what is known before the first step
 */
const always = (holds: (turn: Turn, earlier: readonly Turn[]) => void, first = aRecord()): void => {
  notApplicableCount = 0;
  let tried = 0;
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 12, size: 'max' }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (steps, jitter) => {
        const turns = judgeAll(steps, jitter, first);
        tried += turns.length;
        turns.forEach((turn, index) => holds(turn, turns.slice(0, index)));
      },
    ),
    { numRuns: 800 },
  );
  expect(tried - notApplicableCount).toBeGreaterThan(AT_LEAST);
};

/** The findings of an outcome that blame the customer for a denial. */
const blaming = ({ outcome }: Turn): readonly Finding[] =>
  outcome.findings.filter((item) => ACCUSING.includes(item.code) && !saidByOwner(item));

/** The denial must be on hold: many customers lost access, and this one began less than 30 minutes ago (H25). */
const isOnHold = ({ report, before, context: { region }, now }: Turn): boolean =>
  customerSideDenials(report).length > 0 &&
  region.incidentSince !== null &&
  now.getTime() - (before.check.firstDenialAt ?? now).getTime() < 30 * MINUTE_MS;

const stateIn = ({ report }: Turn): string | null => (report.facts.seen ? report.facts.value.keyState : null);

describe('in any sequence of reports', () => {
  it('H9 a usable key was last seen Enabled, and the last answer of every test is allowed and within 24 hours', () => {
    always((turn, earlier) => {
      if (turn.outcome.verdict.status !== 'usable') return notApplicable();
      expect(turn.outcome.facts?.keyState).toBe('Enabled');
      for (const action of REQUIRED_ACTIONS) {
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

  it('H9 usable is stored with the time at which its oldest test is 24 hours old, and no other status has one', () => {
    always(({ outcome }) => {
      if (outcome.verdict.status !== 'usable') return expect(outcome.usableUntil).toBeNull();
      const oldest = Math.min(...REQUIRED_ACTIONS.map((action) => outcome.check.actions[action]?.at.getTime() ?? 0));
      expect(outcome.usableUntil?.getTime()).toBe(oldest + TESTS_VALID_MS);
    });
  });

  it('H2 a key in a custom key store is usable only while a real data key was made within 24 hours', () => {
    always(({ report, now, outcome }) => {
      if (!report.facts.seen || report.facts.value.customKeyStoreId === null) return notApplicable();
      if (outcome.verdict.status !== 'usable') return notApplicable();
      const made = outcome.check.actions.GenerateDataKeyWithoutPlaintext;
      expect(made).toMatchObject({ result: 'allowed', real: true });
      expect(now.getTime() - (made?.at.getTime() ?? 0)).toBeLessThanOrEqual(TESTS_VALID_MS);
    });
  });

  it('H10 H11 a bad key state makes the key unusable at once, with its own cause, whatever the other answers, holds and evidence', () => {
    always((turn) => {
      const state = stateIn(turn);
      if (!isBad(state)) return notApplicable();
      expect(turn.outcome.verdict).toEqual({ status: 'unusable', cause: STATE_CAUSE[state] });
      expect(turn.outcome.findings[0]).toMatchObject({ code: STATE_CAUSE[state], confidence: 'certain' });
    });
  });

  it('H11 H25 an incident neither hides nor delays a key state, and is still reported with it', () => {
    always((turn) => {
      const state = stateIn(turn);
      if (!isBad(state) || !isOnHold(turn)) return notApplicable();
      expect(turn.outcome.verdict.cause).toBe(STATE_CAUSE[state]);
      const codes = turn.outcome.findings.map(({ code }) => code);
      expect(codes.includes('region_incident') || codes.includes('vendor_permission_fault')).toBe(true);
    });
  });

  it('H10 a refused call is never outweighed by an allowed one', () => {
    always(({ before, report, outcome }) => {
      const facts = report.facts.seen ? report.facts.value : before.facts;
      const cannotBe = (refusal: StateRefusal): boolean =>
        (refusal === 'unavailable' && facts?.customKeyStoreId === null) ||
        (refusal === 'pending_import' && typeof facts?.origin === 'string' && facts.origin !== 'EXTERNAL');
      // A refused call about rotation counts only if it names a state that the key can have: usable does not require it.
      const refused = report.cells.filter(
        (cell) =>
          cell.result === 'wrong_state' &&
          (isRequired(cell.action) ||
            (!['wrong_key_type', 'unrecognised'].includes(cell.refusal) && !cannotBe(cell.refusal))),
      );
      if (refused.length === 0) return notApplicable();
      expect(outcome.verdict.status).not.toBe('usable');
    });
  });

  it('an unknown key state is never Usable', () => {
    always((turn) => {
      if (stateIn(turn) === 'Suspended') expect(turn.outcome.verdict.status).not.toBe('usable');
    });
  });

  it('a check without an answer ends only a usable status that is too old, or the status of a key state that has passed', () => {
    always(({ before, report, outcome }) => {
      if (outcome.conclusive || sameVerdict(before.verdict, outcome.verdict)) return;
      expect(outcome.verdict).toEqual({ status: 'unverified', cause: 'permission_tests_overdue' });
      const stateHasPassed = report.facts.seen && before.facts?.keyState !== 'Enabled';
      expect(before.verdict.status === 'usable' || stateHasPassed).toBe(true);
    });
  });

  it('denials make a usable key unusable only after three of them over at least five minutes', () => {
    always(({ before, report, now, outcome }) => {
      const onlyDenied =
        report.cells.every((cell) => cell.result !== 'wrong_state') &&
        customerSideDenials(report).length > 0 &&
        !report.facts.seen &&
        (before.facts === null || before.facts.keyState === 'Enabled');
      if (!onlyDenied || before.check.lastUsableAt === null || before.verdict.status === 'unusable')
        return notApplicable();
      // A deletion in the owner's own describe-key needs no confirmation.
      const { cause } = outcome.verdict;
      if (cause === 'presumed_deleted' || cause === 'denied_while_pending_deletion') return notApplicable();
      const { denialCount, firstDenialAt } = outcome.check;
      const isConfirmed =
        denialCount >= CONFIRM_DENIALS && now.getTime() - (firstDenialAt?.getTime() ?? Infinity) >= CONFIRM_SPAN_MS;
      if (!isConfirmed) expect(outcome.verdict.status).not.toBe('unusable');
    });
  });

  it('H13 presumed deleted needs a seen deletion date that has passed, or the owner’s own describe-key, and is never confirmed', () => {
    always((turn) => {
      const { before, now, outcome, context, report } = turn;
      const presumed = outcome.findings.find(({ code }) => code === 'presumed_deleted');
      if (presumed === undefined) return notApplicable();
      expect(presumed.confidence).toBe('likely');
      expect(cellOf(report, 'DescribeKey')?.result).toBe('denied');
      const owner = context.evidence.describeKey?.content;
      const dates = [before.facts?.deletionAt, owner?.exists === true ? owner.deletionAt : null];
      const hasPassed = dates.some((at) => at !== undefined && at !== null && at <= now);
      expect(owner?.exists === false || hasPassed).toBe(true);
    });
  });

  it('H13 nothing is called unrecoverable before the owner’s own describe-key found no key', () => {
    const subject = { arn: '', region: '', vendorAccountId: null, timeZone: null, sendsContext: true };
    always(({ outcome, now }) => {
      for (const item of outcome.findings) {
        const { headline, cause, settles, steps } = adviseOn(item, { ...subject, now });
        const words = [headline, cause, settles, ...steps.map(({ text }) => text)].join(' ');
        if (/unrecoverable/i.test(words)) expect(item.detail).toMatchObject({ ownerSaid: { exists: false } });
      }
    });
  });

  it('H13 “cannot have been deleted yet” is said only of AWS’s own material, and at most for seven days after we last saw the key', () => {
    always(({ outcome, before, now }) => {
      const losses = outcome.findings.flatMap(({ detail }) =>
        'loss' in detail && detail.loss?.says === 'not_yet' ? [detail.loss] : [],
      );
      if (losses.length === 0) return notApplicable();
      for (const { at, describedAt } of losses) {
        expect(before.facts).toMatchObject({ origin: 'AWS_KMS', customKeyStoreId: null });
        expect(describedAt).toEqual(before.check.lastDescribedAt);
        expect(at.getTime()).toBeGreaterThan(now.getTime());
        expect(at.getTime()).toBeLessThanOrEqual(describedAt.getTime() + 7 * DAY_MS);
      }
    });
  });

  it('H12 a denial is confirmed only with the same actions allowed on our control key, and a role that covers every key', () => {
    always((turn) => {
      const confirmed = blaming(turn).filter(({ confidence }) => confidence === 'certain');
      if (confirmed.length === 0) return notApplicable();
      const { region } = turn.context;
      expect(region.roleCoversEveryKey).toBe(true);
      expect(judgeControl(region, actionsOf(customerSideDenials(turn.report)))).toBe('passed');
      expect(region.incidentSince).toBeNull();
    }, NEARLY_CONFIRMED);
  });

  it('H12 a denial without a control key, another customer’s success and evidence is unclear', () => {
    always((turn) => {
      const { region, evidence } = turn.context;
      const nothing = !region.hasControlKey && Object.keys(region.othersAllowedAt).length === 0;
      if (!nothing || evidence.keyPolicy !== null || evidence.describeKey !== null) return notApplicable();
      for (const { code, confidence } of blaming(turn))
        if (code !== 'presumed_deleted') expect(confidence).toBe('one_of_several');
    });
  });

  it('H25 while a denial is on hold, nobody is newly blamed for it and it is not counted', () => {
    always((turn) => {
      if (!isOnHold(turn)) return notApplicable();
      const { before, outcome } = turn;
      expect(blaming(turn)).toEqual([]);
      expect(outcome.findings.map(({ code }) => code)).not.toContain('access_denied_unconfirmed');
      expect(outcome.check.denialCount).toBeLessThanOrEqual(before.check.denialCount);
      const { cause } = outcome.verdict;
      const byOwner = outcome.findings.some((item) => item.code === cause && saidByOwner(item));
      if (cause !== null && !byOwner && [...ACCUSING, 'access_denied_unconfirmed'].includes(cause))
        expect(outcome.verdict).toEqual(before.verdict);
    });
  });

  it('H9 no evidence makes a key usable: it would be usable without it', () => {
    always(({ before, report, now, context, outcome }) => {
      if (outcome.verdict.status !== 'usable') return notApplicable();
      const without = decide(before, report, now, POLICY, 0.5, { ...context, evidence: NO_EVIDENCE });
      expect(without.verdict.status).toBe('usable');
    });
  });

  it('H14 an open denial in production keeps a key from being usable, however old it is and whatever our tests say', () => {
    always(({ context: { evidence }, outcome }) => {
      if (evidence.productionErrors.length === 0 || !outcome.conclusive) return notApplicable();
      expect(outcome.verdict.status).not.toBe('usable');
    });
  });

  it('H15 rotation is reported as it was last seen, and not at all when it was never seen', () => {
    always(({ report, outcome, before }, earlier) => {
      const seen = [...earlier.map((turn) => turn.report), report].flatMap(({ rotation }) =>
        rotation.seen ? [rotation.value] : [],
      );
      expect(outcome.rotation).toEqual(seen.at(-1) ?? null);
      const changes = outcome.events.filter((event) => event.kind === 'rotation_schedule_changed');
      if (!report.rotation.seen) expect(changes).toEqual([]);
      for (const event of changes) {
        expect(event.to.enabled).toBe(report.rotation.seen && report.rotation.value.enabled);
        const told = earlier.flatMap((turn) => turn.outcome.events).findLast(({ kind }) => kind === event.kind);
        // The history may have left out "off" of a key that KMS cannot rotate: then what is stored counts.
        const known = [before.rotation, ...(told?.kind === 'rotation_schedule_changed' ? [told.to] : [])];
        expect(known.map((one) => one?.enabled)).toContain(event.from?.enabled);
      }
    });
  });

  it('H15 rotation is called not visible only for a key that denied it at its last answer', () => {
    always(({ report, outcome }, earlier) => {
      if (!outcome.findings.some(({ code }) => code === 'rotation_not_visible')) return notApplicable();
      const answers = [...earlier.map((turn) => turn.report), report].flatMap((one) => {
        const result = cellOf(one, 'GetKeyRotationStatus')?.result;
        return result === 'allowed' || result === 'denied' || result === 'wrong_state' ? [result] : [];
      });
      expect(answers.at(-1)).toBe('denied');
    });
  });

  it('the time of a status changes exactly when the status changes', () => {
    always(({ before, now, outcome }) => {
      const same = sameVerdict(before.verdict, outcome.verdict);
      expect(outcome.verdictSince).toEqual(same ? before.verdictSince : now);
    });
  });

  it('the next check is in the future, and no later than the interval plus 10 %', () => {
    always(({ now, outcome }) => {
      const aheadMs = outcome.check.nextCheckAt.getTime() - now.getTime();
      expect(aheadMs).toBeGreaterThan(0);
      expect(aheadMs).toBeLessThanOrEqual(POLICY.intervalMinutes * MINUTE_MS * 1.1);
    });
  });

  it('there is a status event exactly when the status changed, and no event reports a change to the same value', () => {
    always(({ before, outcome }) => {
      const changes = outcome.events.filter((event) => event.kind === 'verdict_changed');
      expect(changes).toHaveLength(sameVerdict(before.verdict, outcome.verdict) ? 0 : 1);
      for (const event of outcome.events) if ('from' in event) expect(event.from).not.toEqual(event.to);
    });
  });

  it('the same report a moment later adds no event and changes no fact', () => {
    always(({ before, report, now, context, outcome }) => {
      const { verdict, verdictSince, facts, rotation, check } = outcome;
      const record = { ...before, verdict, verdictSince, facts, rotation, check };
      const again = decide(record, report, after(1, now), POLICY, 0.5, context);
      expect(again.factsChanged).toBe(false);
      expect(again.events.filter(({ kind }) => kind !== 'verdict_changed' && kind !== 'proved')).toEqual([]);
    });
  });
});
