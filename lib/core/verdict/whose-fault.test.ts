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

// What AWS says × our control key × other customers × many at once × the customer's papers × how long it has lasted. The
// expectations are H12 and H25 in their own terms; each table counts its cases, so that none can be empty.

const OURS: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];
const THEIRS_OR_NOBODYS = DENIAL_SOURCES.filter((source) => !OURS.includes(source));

type Control = 'absent' | 'passed' | 'failed' | 'broken' | 'unknown';
/** One of each kind; every way to come to a kind is judged in denial.test.ts. */
const CONTROLS: readonly { says: Control; control: ControlSeen | null; hasControlKey: boolean }[] = [
  { says: 'absent', control: null, hasControlKey: false },
  { says: 'passed', control: aControl('allowed'), hasControlKey: true },
  { says: 'failed', control: aControl(CATCH_ALL), hasControlKey: true },
  { says: 'broken', control: aControl('not_run', NOW, 'Disabled'), hasControlKey: true },
  { says: 'broken', control: aControl('denied:not_found', NOW, null), hasControlKey: true },
  { says: 'unknown', control: aControl('could_not_tell:throttled', NOW, null), hasControlKey: true },
];

type History = { record: KeyRecord; begun: Date | null; told: 'new' | 'confirming' | 'believed' };
const denials = (minutesAgo: number, denialCount = 2) => ({
  denialCount,
  firstDenialAt: after(-minutesAgo * MINUTE_MS),
});
const HISTORIES: readonly History[] = [
  { record: aRecord(), begun: null, told: 'new' },
  { record: aRecord({ check: denials(6) }), begun: after(-6 * MINUTE_MS), told: 'new' },
  { record: aUsableRecord(), begun: null, told: 'confirming' },
  { record: aUsableRecord({ check: denials(4) }), begun: after(-4 * MINUTE_MS), told: 'confirming' },
  { record: aUsableRecord({ check: denials(5) }), begun: after(-5 * MINUTE_MS), told: 'believed' },
  { record: aUsableRecord({ check: denials(31) }), begun: after(-31 * MINUTE_MS), told: 'believed' },
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
type Papers =
  | 'none'
  | 'policy lacks us'
  | 'policy allows us'
  | 'policy hangs on a condition'
  | 'policy of before'
  | 'owner sees it';
const PAPERS: Readonly<Record<Papers, Partial<LatestEvidence>>> = {
  none: {},
  'policy lacks us': { keyPolicy: { asOf: NOW, content: reading('not_granted') } },
  'policy allows us': { keyPolicy: { asOf: NOW, content: reading('allowed') } },
  'policy hangs on a condition': { keyPolicy: { asOf: NOW, content: reading('conditional') } },
  'policy of before': { keyPolicy: { asOf: after(-40 * MINUTE_MS), content: reading('not_granted') } },
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

type Scene = {
  source: DenialSource;
  shape: string;
  control: Control;
  others: 'nobody' | 'before it began' | 'since';
  manyTurned: boolean;
  heldForMinutes: number | null;
  covers: boolean;
  papers: Papers;
  history: History;
  findings: readonly Finding[];
  verdict: ReturnType<typeof decide>['verdict'];
};

function* scenesOf(source: DenialSource): Generator<Scene> {
  for (const [shape, reportOf] of Object.entries(SHAPES))
    for (const { says, control, hasControlKey } of CONTROLS)
      for (const others of ['nobody', 'before it began', 'since'] as const)
        for (const manyTurned of [false, true])
          for (const heldForMinutes of [null, 0, 40])
            for (const covers of [false, true])
              for (const papers of Object.keys(PAPERS) as Papers[])
                for (const history of HISTORIES) {
                  const view = aRegionView({
                    control,
                    hasControlKey,
                    // A millisecond before the control key was asked, so that it contradicts nothing.
                    others: others === 'nobody' ? null : others === 'since' ? after(-1) : after(-50 * MINUTE_MS),
                    deniedTogether: manyTurned ? 5 : 1,
                    incidentSince: heldForMinutes === null ? null : after(-heldForMinutes * MINUTE_MS),
                    roleCoversEveryKey: covers,
                  });
                  const context = aContext(view, PAPERS[papers]);
                  const { findings, verdict } = decide(history.record, reportOf(source), NOW, POLICY, 0.5, context);
                  yield {
                    source,
                    shape,
                    control: says,
                    others,
                    manyTurned,
                    heldForMinutes,
                    covers,
                    papers,
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
const accusing = ({ findings }: Scene): Finding[] => findings.filter(({ code }) => ACCUSING.includes(code));

const lived = new Map<DenialSource, Scene[]>();

/** The scenes that break a rule, in words; and how many there were. */
function broken(source: DenialSource, holds: (scene: Scene) => boolean) {
  const all = lived.get(source) ?? [...scenesOf(source)];
  lived.set(source, all);
  const told: string[] = [];
  const scenes = all.length;
  for (const scene of all) {
    if (holds(scene)) continue;
    const { history, findings, verdict, ...words } = scene;
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
  return { scenes, told: told.slice(0, 3) };
}
const SCENES_A_SOURCE = 3 * CONTROLS.length * 3 * 2 * 3 * 2 * 6 * HISTORIES.length;

/** H12, in the order in which it is written. */
function confidenceDue({
  control,
  others,
  covers,
  manyTurned,
  heldForMinutes,
  papers,
  history: { begun },
}: Scene): Confidence {
  const otherAllowed = others === 'since' && begun !== null;
  const bare =
    control === 'passed'
      ? covers && !manyTurned && heldForMinutes === null
        ? 'certain'
        : 'likely'
      : control !== 'failed' && otherAllowed
        ? 'likely'
        : 'one_of_several';
  if (begun === null) return bare;
  if (papers === 'policy allows us') return 'one_of_several';
  return papers === 'policy lacks us' && bare === 'one_of_several' ? 'likely' : bare;
}

/** H25: while our own side fails, or many were held together and half an hour of our side passing is not over. */
const isHeld = ({ control, others, heldForMinutes, history: { begun } }: Scene): boolean =>
  control === 'failed' ||
  (heldForMinutes !== null &&
    !(
      (control === 'passed' || (others === 'since' && begun !== null)) &&
      begun !== null &&
      NOW.getTime() - begun.getTime() >= 30 * MINUTE_MS
    ));

describe('a denial that names our own side', () => {
  it.each(OURS)('H12 is never the customer’s, whatever else is known: %s', (source) => {
    const { scenes, told } = broken(source, (scene) => {
      const codes = scene.findings.map(({ code }) => code);
      const acts = scene.findings.map(actsOn);
      return codes.includes('vendor_permission_fault') && accusing(scene).length === 0 && !acts.includes('customer');
    });
    expect(told).toEqual([]);
    expect(scenes).toBe(SCENES_A_SOURCE);
  });
});

describe('a denial that names nothing of ours', () => {
  it.each(THEIRS_OR_NOBODYS)('H12 is laid on the customer exactly as surely as our own side is known: %s', (source) => {
    const { scenes, told } = broken(source, (scene) => {
      const due = confidenceDue(scene);
      return accusing(scene).every(
        ({ code, confidence }) => confidence === (code === 'key_not_found' && due === 'certain' ? 'likely' : due),
      );
    });
    expect(told).toEqual([]);
    expect(scenes).toBe(SCENES_A_SOURCE);
  });

  it.each(THEIRS_OR_NOBODYS)('H12 calls nobody to act who is only one of several: %s', (source) => {
    const { told } = broken(source, ({ findings }) =>
      findings.every((item) => item.confidence !== 'one_of_several' || actsOn(item) !== 'customer'),
    );
    expect(told).toEqual([]);
  });

  it.each(THEIRS_OR_NOBODYS)('H25 is laid on nobody while it is held, and on somebody when it is not: %s', (source) => {
    const { told } = broken(source, (scene) => {
      const codes = scene.findings.map(({ code }) => code);
      const spared = codes.includes('vendor_permission_fault') || codes.includes('region_incident');
      if (isHeld(scene)) return spared && accusing(scene).length === 0 && !codes.includes('access_denied_unconfirmed');
      return (
        !spared &&
        (scene.history.told === 'confirming'
          ? codes.includes('access_denied_unconfirmed')
          : accusing(scene).length === 1)
      );
    });
    expect(told).toEqual([]);
  });

  it.each(THEIRS_OR_NOBODYS)('H7 accuses nobody of a key that was usable before it is confirmed: %s', (source) => {
    const { told } = broken(
      source,
      (scene) =>
        scene.history.told !== 'confirming' || (accusing(scene).length === 0 && scene.verdict.status === 'attention'),
    );
    expect(told).toEqual([]);
  });

  it.each(THEIRS_OR_NOBODYS)(
    'H12 is told beside the control key’s own bad state, which is no incident: %s',
    (source) => {
      const { told } = broken(
        source,
        ({ control, findings }) => (control === 'broken') === findings.some(({ code }) => code === 'control_broken'),
      );
      expect(told).toEqual([]);
    },
  );

  it.each(DENIAL_SOURCES)('H9 leaves no key usable, whatever the papers say: %s', (source) => {
    const { told } = broken(source, ({ verdict }) => verdict.status !== 'usable');
    expect(told).toEqual([]);
  });
});
