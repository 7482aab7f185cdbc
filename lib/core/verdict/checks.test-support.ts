import { besideEarlier, NO_REGION_VIEW, type ControlSeen, type RegionView } from '#lib/core/verdict/control.ts';
import { NO_CONTEXT, type CheckContext } from '#lib/core/verdict/decide.ts';
import { judgeDenials } from '#lib/core/verdict/denial.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/finding/evidence.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyCheckState, KeyRecord } from '#lib/core/verdict/key-record.ts';
import { REQUIRED_ACTIONS, SHORT_ACTIONS, type ProbeAction, type ProbeKind } from '#lib/core/probe/actions.ts';
import type {
  Cell,
  DenialSource,
  KeyFacts,
  ProbeFault,
  ProbeReport,
  RotationStatus,
  StateRefusal,
} from '#lib/core/probe/report.ts';
import { findingRecord, type Finding, type FindingCode } from '#lib/core/finding/all-findings.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const NOW = new Date('2026-03-14T09:12:00.000Z');
export const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' as KeyArn;
export const POLICY = { intervalMinutes: 60 };

/** AWS's answer to another account for almost every denial. */
export const CATCH_ALL = 'denied:cross_account_catch_all';

export const after = (ms: number, from = NOW): Date => new Date(from.getTime() + ms);

/** What DescribeKey returns for a healthy customer key, with the given changes. */
export const someFacts = (given: Partial<KeyFacts> = {}): KeyFacts => ({
  keyState: 'Enabled',
  keyManager: 'CUSTOMER',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  kmsCreatedAt: new Date('2025-01-01T00:00:00.000Z'),
  deletionAt: null,
  pendingDeletionWindowDays: null,
  materialExpiresAt: null,
  multiRegionType: null,
  customKeyStoreId: null,
  currentKeyMaterialId: 'a'.repeat(64),
  ...given,
});

/** One word per test: `allowed`, `not_run`, or what was denied, refused or without an answer, and why. */
export type CellWord =
  | 'allowed'
  | 'not_run'
  | 'not_testable'
  | `denied:${DenialSource}`
  | `denied:${DenialSource}:explicit`
  | `wrong_state:${StateRefusal}`
  | `could_not_tell:${ProbeFault | 'hidden_by_denial'}`;

export function cell(action: ProbeAction, word: CellWord, at = NOW): Cell {
  const [result, why, how] = word.split(':');
  // One call tests both permissions of ReEncrypt.
  const call = action.startsWith('ReEncrypt') ? 'ReEncrypt' : action;
  const requestId = result === 'not_run' ? null : `request-of-${call}`;
  const evidence = { action, at, durationMs: 12, requestId, error: null };
  switch (result) {
    case 'denied':
      return {
        ...evidence,
        result,
        denial: why as DenialSource,
        ...(how === 'explicit' && { explicitDeny: true as const }),
      };
    case 'wrong_state':
      return { ...evidence, result, refusal: why as StateRefusal };
    case 'could_not_tell':
      return { ...evidence, result, fault: why as ProbeFault };
    case 'not_testable': {
      const reason = action === 'CreateGrant' ? 'grants_only_through_aws_services' : 'not_supported_for_this_key';
      return { ...evidence, result, reason };
    }
    default:
      return { ...evidence, result: result as 'allowed' | 'not_run' };
  }
}

export type ReportWords = {
  kind?: ProbeKind;
  facts?: KeyFacts | null;
  describe?: CellWord;
  generate?: CellWord;
  decrypt?: CellWord;
  encrypt?: CellWord;
  reEncryptFrom?: CellWord;
  reEncryptTo?: CellWord;
  withoutPlaintext?: CellWord;
  rotationStatus?: CellWord;
  rotation?: RotationStatus | null;
  /** Whether the data key without plaintext was a real one, as the gateway makes it in a custom key store. */
  real?: boolean;
};

/** The same report with AWS's message in each answer. */
export const withMessage = (report: ProbeReport, message: string): ProbeReport => ({
  ...report,
  cells: report.cells.map((one) => ({ ...one, error: { name: 'AccessDeniedException', message } })),
});

/** Every call is denied, as AWS answers another account. */
export const ALL_DENIED: ReportWords = { facts: null, describe: CATCH_ALL, generate: CATCH_ALL, decrypt: CATCH_ALL };
/** The tests of a key whose state, as DescribeKey told, allows none. */
export const NOT_RUN = { generate: 'not_run', decrypt: 'not_run' } as const;
export const inState = (keyState: string, given: Partial<KeyFacts> = {}): ReportWords => ({
  facts: someFacts({ keyState, ...given }),
  ...NOT_RUN,
});
export const pendingUntil = (deletionAt: Date): ReportWords => inState('PendingDeletion', { deletionAt });

/**
 * A full check in words. Without `facts`, DescribeKey returned those of a healthy key; `null` is no answer. Other tests
 * get the answer of GenerateDataKey and Decrypt if these two agree, and otherwise are allowed.
 */
export function aReport(words: ReportWords = {}, at = NOW): ProbeReport {
  const facts = words.facts === undefined ? someFacts() : words.facts;
  const describe = words.describe ?? (facts === null ? 'could_not_tell:timed_out' : 'allowed');
  const generate = words.generate ?? 'allowed';
  const decrypt = words.decrypt ?? 'allowed';
  const rest = generate === decrypt ? generate : 'allowed';
  const kind = words.kind ?? 'grid';
  const rotation = words.rotation ?? null;
  const withoutPlaintext = cell('GenerateDataKeyWithoutPlaintext', words.withoutPlaintext ?? rest, at);
  const cells: Cell[] = [
    cell('DescribeKey', describe, at),
    cell('Encrypt', words.encrypt ?? rest, at),
    cell('Decrypt', decrypt, at),
    cell('ReEncryptFrom', words.reEncryptFrom ?? rest, at),
    cell('ReEncryptTo', words.reEncryptTo ?? rest, at),
    cell('GenerateDataKey', generate, at),
    { ...withoutPlaintext, ...(words.real === true && { real: true as const }) },
    cell('GetKeyRotationStatus', words.rotationStatus ?? (rotation === null ? 'not_run' : 'allowed'), at),
    cell('CreateGrant', 'not_testable', at),
  ];
  return {
    kind,
    arn: ARN,
    region: 'eu-west-1',
    vendorAccountId: '444455556666',
    principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
    startedAt: at,
    finishedAt: at,
    clockSkewMs: 0,
    facts: facts === null ? { seen: false } : { seen: true, value: facts },
    rotation: rotation === null ? { seen: false } : { seen: true, value: rotation },
    cells: cells.flatMap((one) => {
      if (kind === 'grid') return [one];
      const rows: readonly ProbeAction[] = kind === 'short' ? SHORT_ACTIONS : ['DescribeKey', 'Encrypt', 'Decrypt'];
      if (!rows.includes(one.action)) return [];
      return kind === 'proof' && one.action !== 'DescribeKey' ? [{ ...one, real: true as const }] : [one];
    }),
  };
}

/** Every call gets the same answer: a denial of our account, or a region that cannot be reached. */
export const allCells = (word: CellWord, at = NOW): ProbeReport =>
  aReport({ facts: null, describe: word, generate: word, decrypt: word }, at);

export const testedAt = (at: Date, result: ActionResult['result'] = 'allowed') =>
  Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, { result, at }]));

export type RecordWords = Partial<Omit<KeyRecord, 'check'>> & { check?: Partial<KeyCheckState> };

/** A key that nobody has checked yet, with the given changes. */
export const aRecord = ({ check, ...given }: RecordWords = {}): KeyRecord => ({
  arn: ARN,
  region: 'eu-west-1',
  role: 'active',
  verdict: { status: 'unverified', cause: 'never_checked' },
  verdictSince: after(-DAY_MS),
  notUsableSince: null,
  nextAction: null,
  deadlineAt: null,
  facts: null,
  rotation: null,
  ...given,
  check: {
    lastAttemptAt: null,
    lastConclusiveAt: null,
    lastUsableAt: null,
    lastDescribedAt: null,
    lastProofAt: null,
    actions: {},
    denialCount: 0,
    firstDenialAt: null,
    recentChanges: [],
    realFailures: [],
    namedState: null,
    denials: {},
    lostAt: null,
    lostAfter: null,
    denialGroup: null,
    inconclusiveCount: 0,
    spanLastSeenAt: null,
    findings: [],
    ...check,
  },
});

/** A key that was usable at its last check, an hour ago. */
export const aUsableRecord = ({ check, ...given }: RecordWords = {}): KeyRecord => {
  const checkedAt = after(-HOUR_MS);
  return aRecord({
    verdict: { status: 'usable', cause: null },
    verdictSince: after(-30 * DAY_MS),
    facts: someFacts(),
    ...given,
    check: {
      lastAttemptAt: checkedAt,
      lastConclusiveAt: checkedAt,
      lastUsableAt: checkedAt,
      lastDescribedAt: checkedAt,
      actions: testedAt(checkedAt),
      spanLastSeenAt: checkedAt,
      ...check,
    },
  });
};

/** The given part of a finding's detail. */
export type DetailWords = Readonly<Record<string, unknown>>;

/** A finding with the given detail, and otherwise that of a key that nobody has checked. */
export const aFinding = (code: FindingCode, confidence: Confidence, detail: DetailWords = {}) =>
  ({ code, confidence, detail: { ...findingRecord(code).fromRecord(aRecord(), NOW), ...detail } }) as Finding;

/** What a rule may use, from a report and what was known before it. */
export const someCircumstances = ({
  report,
  record = aRecord(),
  denialCount = 1,
  firstDenialAt = NOW,
  context = NO_CONTEXT,
  now = NOW,
}: Pick<Circumstances, 'report'> &
  Partial<Pick<Circumstances, 'denialCount' | 'firstDenialAt' | 'now'>> & {
    record?: KeyRecord;
    context?: CheckContext;
  }): Circumstances => ({
  report,
  record,
  actions: record.check.actions,
  denialCount,
  firstDenialAt,
  denial: judgeDenials(report, context.region, context.evidence, firstDenialAt, now),
  failures: record.check.realFailures,
  settlesAt: null,
  denials: Object.fromEntries(
    REQUIRED_ACTIONS.map((action) => [
      action,
      { count: denialCount, firstAt: firstDenialAt ?? now, wasAllowed: record.check.lastUsableAt !== null },
    ]),
  ),
  evidence: context.evidence,
  now,
});

/** The control key's answer: the same word for every required test. */
export function aControl(word: CellWord, at = NOW, keyState: string | null = 'Enabled'): ControlSeen {
  return besideEarlier({ at, keyState, cells: REQUIRED_ACTIONS.map((action) => cell(action, word, at)) }, null);
}

/** Our own side of a region. `others` is when another customer's key was allowed everything. */
export const aRegionView = ({
  others = null,
  control = null,
  deniedTogether = 0,
  ...given
}: Partial<Omit<RegionView, 'deniedTogether' | 'othersAllowedAt'>> & {
  others?: Date | null;
  deniedTogether?: number;
} = {}): RegionView => ({
  ...NO_REGION_VIEW,
  hasControlKey: control !== null,
  control,
  othersAllowedAt: others === null ? {} : Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, others])),
  deniedTogether: { customers: deniedTogether, accounts: deniedTogether, liveKeys: 20 },
  ...given,
});

/** The context of a check, from our own side of the region and evidence from the customer. */
export const aContext = (region: RegionView, evidence: Partial<LatestEvidence> = {}): CheckContext => ({
  region,
  evidence: { ...NO_EVIDENCE, ...evidence },
});
