import { describe, expect, it } from 'vitest';
import { adviseOn } from '#lib/core/finding/advise.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import type { AdviceSubject } from '#lib/core/finding/advice-words.ts';
import type { ControlSeen } from '#lib/core/verdict/control.ts';
import { decide } from '#lib/core/verdict/decide.ts';
import type { LatestEvidence, PolicyAnswer, PolicyReading } from '#lib/core/finding/evidence.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { Finding, FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { DENIAL_SOURCES, type DenialSource, type ProbeReport } from '#lib/core/probe/report.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aContext,
  aControl,
  after,
  allCells,
  aRecord,
  aRegionView,
  aReport,
  aUsableRecord,
  CATCH_ALL,
  MINUTE_MS,
  ARN,
  NOW,
  POLICY,
} from '#lib/core/verdict/checks.test-support.ts';

// AWS's message × our control key × other customers × many at once × evidence from the customer × how long it has
// lasted. The expectations are H12 and H25 in their own terms. Each table counts its cases, so that none can be empty.

const VENDOR_SOURCES: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];
const OTHER_SOURCES = DENIAL_SOURCES.filter((source) => !VENDOR_SOURCES.includes(source));

type Control = 'absent' | 'passed' | 'failed' | 'broken' | 'unknown';
/** One of each kind. denial.test.ts covers every way to get each kind. */
const CONTROLS: readonly { says: Control; control: ControlSeen | null; hasControlKey: boolean }[] = [
  { says: 'absent', control: null, hasControlKey: false },
  { says: 'passed', control: aControl('allowed'), hasControlKey: true },
  { says: 'failed', control: aControl(CATCH_ALL), hasControlKey: true },
  { says: 'broken', control: aControl('not_run', NOW, 'Disabled'), hasControlKey: true },
  { says: 'broken', control: aControl('denied:not_found', NOW, null), hasControlKey: true },
  { says: 'unknown', control: aControl('could_not_tell:throttled', NOW, null), hasControlKey: true },
];

type History = { record: KeyRecord; begun: Date | null; told: 'new' | 'confirming' | 'confirmed' };
const denials = (minutesAgo: number, denialCount = 2) => ({
  denialCount,
  firstDenialAt: after(-minutesAgo * MINUTE_MS),
});
const HISTORIES: readonly History[] = [
  { record: aRecord(), begun: null, told: 'new' },
  { record: aRecord({ check: denials(6) }), begun: after(-6 * MINUTE_MS), told: 'new' },
  { record: aUsableRecord(), begun: null, told: 'confirming' },
  { record: aUsableRecord({ check: denials(4) }), begun: after(-4 * MINUTE_MS), told: 'confirming' },
  { record: aUsableRecord({ check: denials(5) }), begun: after(-5 * MINUTE_MS), told: 'confirmed' },
  { record: aUsableRecord({ check: denials(31) }), begun: after(-31 * MINUTE_MS), told: 'confirmed' },
];

const reading = (answer: PolicyAnswer): PolicyReading => ({
  kind: 'key_policy',
  answers: Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, answer])) as PolicyReading['answers'],
  conditionKeys: [],
  grantsForAwsServices: true,
  moreThanNeeded: [],
  ownerKeepsControl: true,
  otherVendorAccounts: [],
});
type GivenEvidence =
  'none' | 'policy without us' | 'policy allows us' | 'policy with a condition' | 'earlier policy' | 'owner sees it';
const EVIDENCE: Readonly<Record<GivenEvidence, Partial<LatestEvidence>>> = {
  none: {},
  'policy without us': { keyPolicy: { asOf: NOW, content: reading('not_granted') } },
  'policy allows us': { keyPolicy: { asOf: NOW, content: reading('allowed') } },
  'policy with a condition': { keyPolicy: { asOf: NOW, content: reading('conditional') } },
  'earlier policy': { keyPolicy: { asOf: after(-40 * MINUTE_MS), content: reading('not_granted') } },
  'owner sees it': {
    describeKey: {
      asOf: NOW,
      content: {
        kind: 'describe_key',
        exists: true,
        keyState: 'Enabled',
        deletionAt: null,
        materialExpiresAt: null,
        currentKeyMaterialId: null,
      },
    },
  },
};

const SHAPES: Readonly<Record<string, (source: DenialSource) => ProbeReport>> = {
  'every call': (source) => allCells(`denied:${source}`),
  'one action': (source) => aReport({ decrypt: `denied:${source}` }),
  DescribeKey: (source) =>
    aReport({ facts: null, describe: `denied:${source}`, generate: 'allowed', decrypt: 'allowed' }),
};

type Case = {
  source: DenialSource;
  shape: string;
  control: Control;
  others: 'nobody' | 'before it began' | 'since';
  manyDenied: boolean;
  incidentForMinutes: number | null;
  covers: boolean;
  evidence: GivenEvidence;
  history: History;
  findings: readonly Finding[];
  verdict: ReturnType<typeof decide>['verdict'];
};

function* casesOf(source: DenialSource): Generator<Case> {
  for (const [shape, reportOf] of Object.entries(SHAPES))
    for (const { says, control, hasControlKey } of CONTROLS)
      for (const others of ['nobody', 'before it began', 'since'] as const)
        for (const manyDenied of [false, true])
          for (const incidentForMinutes of [null, 0, 40])
            for (const covers of [false, true])
              for (const evidence of Object.keys(EVIDENCE) as GivenEvidence[])
                for (const history of HISTORIES) {
                  const view = aRegionView({
                    control,
                    hasControlKey,
                    // A millisecond before the control key check, so that it does not contradict the check.
                    others: others === 'nobody' ? null : others === 'since' ? after(-1) : after(-50 * MINUTE_MS),
                    deniedTogether: manyDenied ? 5 : 1,
                    incidentSince: incidentForMinutes === null ? null : after(-incidentForMinutes * MINUTE_MS),
                    roleCoversEveryKey: covers,
                  });
                  const context = aContext(view, EVIDENCE[evidence]);
                  const { findings, verdict } = decide(history.record, reportOf(source), NOW, POLICY, 0.5, context);
                  yield {
                    source,
                    shape,
                    control: says,
                    others,
                    manyDenied,
                    incidentForMinutes,
                    covers,
                    evidence,
                    history,
                    findings,
                    verdict,
                  };
                }
}

const SUBJECT: AdviceSubject = {
  arn: ARN,
  region: 'eu-west-1',
  vendorAccountId: '444455556666',
  timeZone: null,
  sendsContext: false,
  now: NOW,
};
const actsOn = (item: Finding): Acts => adviseOn(item, SUBJECT).acts;
const ACCUSING: readonly FindingCode[] = [
  'access_lost',
  'no_access_yet',
  'partial_access',
  'describe_denied',
  'key_not_found',
  'resource_control_policy_denies',
];
const accusing = ({ findings }: Case): Finding[] => findings.filter(({ code }) => ACCUSING.includes(code));

const judged = new Map<DenialSource, Case[]>();

/** The cases that break a rule, in words, and the number of cases. */
function broken(source: DenialSource, holds: (one: Case) => boolean) {
  const all = judged.get(source) ?? [...casesOf(source)];
  judged.set(source, all);
  const told: string[] = [];
  const cases = all.length;
  for (const one of all) {
    if (holds(one)) continue;
    const { history, findings, verdict, ...words } = one;
    told.push(
      JSON.stringify({
        ...words,
        told: history.told,
        begun: history.begun,
        verdict,
        findings: findings.map(({ code, confidence }) => `${code} ${confidence}`),
      }),
    );
  }
  return { cases, told: told.slice(0, 3) };
}
const CASES_PER_SOURCE = 3 * CONTROLS.length * 3 * 2 * 3 * 2 * 6 * HISTORIES.length;

/** H12, in the order in which it is written. */
function confidenceDue({
  control,
  others,
  covers,
  manyDenied,
  incidentForMinutes,
  evidence,
  history: { begun },
}: Case): Confidence {
  const otherAllowed = others === 'since' && begun !== null;
  const bare =
    control === 'passed'
      ? covers && !manyDenied && incidentForMinutes === null
        ? 'certain'
        : 'likely'
      : control !== 'failed' && otherAllowed
        ? 'likely'
        : 'one_of_several';
  if (begun === null) return bare;
  if (evidence === 'policy allows us') return 'one_of_several';
  return evidence === 'policy without us' && bare === 'one_of_several' ? 'likely' : bare;
}

/** H25: our own side fails, or an incident covers the denial and our side did not yet work for 30 minutes. */
const isOnHold = ({ control, others, incidentForMinutes, history: { begun } }: Case): boolean =>
  control === 'failed' ||
  (incidentForMinutes !== null &&
    !(
      (control === 'passed' || (others === 'since' && begun !== null)) &&
      begun !== null &&
      NOW.getTime() - begun.getTime() >= 30 * MINUTE_MS
    ));

describe('a denial whose message names our side', () => {
  it.each(VENDOR_SOURCES)('H12 is never blamed on the customer, whatever else is known: %s', (source) => {
    const { cases, told } = broken(source, (one) => {
      const codes = one.findings.map(({ code }) => code);
      const acts = one.findings.map(actsOn);
      return codes.includes('vendor_permission_fault') && accusing(one).length === 0 && !acts.includes('customer');
    });
    expect(told).toEqual([]);
    expect(cases).toBe(CASES_PER_SOURCE);
  });
});

describe('a denial whose message does not name our side', () => {
  it.each(OTHER_SOURCES)('H12 is blamed on the customer exactly as surely as our own side is known: %s', (source) => {
    const { cases, told } = broken(source, (one) => {
      const due = confidenceDue(one);
      return accusing(one).every(
        ({ code, confidence }) => confidence === (code === 'key_not_found' && due === 'certain' ? 'likely' : due),
      );
    });
    expect(told).toEqual([]);
    expect(cases).toBe(CASES_PER_SOURCE);
  });

  it.each(OTHER_SOURCES)('H12 asks nothing of the customer while the cause is unclear: %s', (source) => {
    const { told } = broken(source, ({ findings }) =>
      findings.every((item) => item.confidence !== 'one_of_several' || actsOn(item) !== 'customer'),
    );
    expect(told).toEqual([]);
  });

  it.each(OTHER_SOURCES)('H25 is blamed on nobody while it is on hold, and on somebody otherwise: %s', (source) => {
    const { told } = broken(source, (one) => {
      const codes = one.findings.map(({ code }) => code);
      const spared = codes.includes('vendor_permission_fault') || codes.includes('region_incident');
      if (isOnHold(one)) return spared && accusing(one).length === 0 && !codes.includes('access_denied_unconfirmed');
      return (
        !spared &&
        (one.history.told === 'confirming' ? codes.includes('access_denied_unconfirmed') : accusing(one).length === 1)
      );
    });
    expect(told).toEqual([]);
  });

  it.each(OTHER_SOURCES)('H7 blames nobody for a key that was usable before it is confirmed: %s', (source) => {
    const { told } = broken(
      source,
      (one) => one.history.told !== 'confirming' || (accusing(one).length === 0 && one.verdict.status === 'attention'),
    );
    expect(told).toEqual([]);
  });

  it.each(OTHER_SOURCES)(
    'H12 is reported together with the control key’s own bad state, which is no incident: %s',
    (source) => {
      const { told } = broken(
        source,
        ({ control, findings }) => (control === 'broken') === findings.some(({ code }) => code === 'control_broken'),
      );
      expect(told).toEqual([]);
    },
  );

  it.each(DENIAL_SOURCES)('H9 leaves no key usable, whatever evidence there is: %s', (source) => {
    const { told } = broken(source, ({ verdict }) => verdict.status !== 'usable');
    expect(told).toEqual([]);
  });
});
