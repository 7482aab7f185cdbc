import type { KeyArn } from '#lib/core/key-arn.ts';
import type { ActionResult, KeyCheckState, KeyRecord } from '#lib/core/key-record.ts';
import {
  TESTED_ACTIONS,
  type Cell,
  type DenialSource,
  type KeyFacts,
  type ProbeAction,
  type ProbeFault,
  type ProbeReport,
  type StateRefusal,
} from '#lib/core/probe.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const NOW = new Date('2026-03-14T09:12:00.000Z');
export const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' as KeyArn;
export const POLICY = { intervalMinutes: 60 };

export const after = (ms: number, from = NOW): Date => new Date(from.getTime() + ms);

/** What DescribeKey gives for a healthy customer key, with what is said otherwise. */
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

/** One word a cell: `allowed`, `not_run`, or what was denied, refused or not told, and why. */
export type CellWord =
  'allowed' | 'not_run' | `denied:${DenialSource}` | `wrong_state:${StateRefusal}` | `could_not_tell:${ProbeFault}`;

export function cell(action: ProbeAction, word: CellWord, at = NOW): Cell {
  const evidence = { action, at, durationMs: 12, requestId: `request-of-${action}`, error: null };
  const [result, why] = word.split(':');
  switch (result) {
    case 'denied':
      return { ...evidence, result, denial: why as DenialSource };
    case 'wrong_state':
      return { ...evidence, result, refusal: why as StateRefusal };
    case 'could_not_tell':
      return { ...evidence, result, fault: why as ProbeFault };
    default:
      return { ...evidence, result: result as 'allowed' | 'not_run' };
  }
}

export type ReportWords = { facts?: KeyFacts | null; describe?: CellWord; generate?: CellWord; decrypt?: CellWord };

/** A report in words. Without `facts`, DescribeKey gave those of a healthy key; `null` is no answer. */
export function aReport(words: ReportWords = {}, at = NOW): ProbeReport {
  const facts = words.facts === undefined ? someFacts() : words.facts;
  const describe = words.describe ?? (facts === null ? 'could_not_tell:timed_out' : 'allowed');
  return {
    kind: 'short',
    arn: ARN,
    region: 'eu-west-1',
    vendorAccountId: '444455556666',
    principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
    startedAt: at,
    finishedAt: at,
    facts: facts === null ? { seen: false } : { seen: true, value: facts },
    cells: [
      cell('DescribeKey', describe, at),
      cell('GenerateDataKey', words.generate ?? 'allowed', at),
      cell('Decrypt', words.decrypt ?? 'allowed', at),
    ],
  };
}

/** Every call answered the same way: a denial of our account, or a region that cannot be reached. */
export const allCells = (word: CellWord, at = NOW): ProbeReport =>
  aReport({ facts: null, describe: word, generate: word, decrypt: word }, at);

export const testedAt = (at: Date, result: ActionResult['result'] = 'allowed') =>
  Object.fromEntries(TESTED_ACTIONS.map((action) => [action, { result, at }]));

export type RecordWords = Partial<Omit<KeyRecord, 'check'>> & { check?: Partial<KeyCheckState> };

/** A key that nobody has checked yet, with what is said otherwise. */
export const aRecord = ({ check, ...given }: RecordWords = {}): KeyRecord => ({
  arn: ARN,
  region: 'eu-west-1',
  role: 'active',
  verdict: { status: 'unverified', cause: 'never_checked' },
  verdictSince: after(-DAY_MS),
  facts: null,
  ...given,
  check: {
    lastAttemptAt: null,
    lastConclusiveAt: null,
    lastUsableAt: null,
    actions: {},
    denialCount: 0,
    firstDenialAt: null,
    inconclusiveCount: 0,
    spanLastSeenAt: null,
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
      actions: testedAt(checkedAt),
      spanLastSeenAt: checkedAt,
      ...check,
    },
  });
};
