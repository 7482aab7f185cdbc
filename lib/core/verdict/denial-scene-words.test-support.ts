import { actsOn, BEFORE, CONTROL, outcomeOf, SENT, type Scene } from '#lib/core/verdict/denial-scene.test-support.ts';
import { oneOf } from '#lib/core/verdict/table.test-support.ts';
import { DENIAL_SOURCES, type DenialSource } from '#lib/core/probe/report.ts';
import {
  after,
  aReport,
  CATCH_ALL,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  someFacts,
  type CellWord,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';

/** The words of the tables in whose-fault.test.ts, and the value of a column that a table leaves out. */
export const USUAL = {
  before: 'usable, 2 denials, 5 min',
  DescribeKey: 'denied',
  tests: 'denied',
  'AWS names': 'cross_account_catch_all',
  control: 'none',
  role: 'some keys',
  others: 'none',
  region: 'calm',
  sent: 'nothing',
};
type Column = keyof typeof USUAL;

const KEY_STATES = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Updating',
  'Suspended',
];
const TESTS: Record<string, (denied: CellWord) => ReportWords> = {
  allowed: () => ({}),
  'quick check allowed': () => ({ kind: 'short' }),
  denied: (denied) => ({ generate: denied, decrypt: denied }),
  'Decrypt denied': (denied) => ({ decrypt: denied }),
  'Decrypt denied, GenerateDataKey by catch-all': (denied) => ({ decrypt: denied, generate: CATCH_ALL }),
  'not run': () => ({ generate: 'not_run', decrypt: 'not_run' }),
  'Decrypt throttled': () => ({ decrypt: 'could_not_tell:throttled' }),
  'timed out': () => ({ generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' }),
  'Decrypt: is disabled': () => ({ decrypt: 'wrong_state:disabled' }),
  'Decrypt: is pending deletion': () => ({ decrypt: 'wrong_state:pending_deletion' }),
};
const OTHERS = { none: null, since: after(-1), before: after(-50 * MINUTE_MS) };
const REGION: Record<string, Pick<Scene, 'deniedTogether' | 'incidentSince'>> = {
  calm: { deniedTogether: { customers: 1, accounts: 1 }, incidentSince: null },
  '2 lost access': { deniedTogether: { customers: 2, accounts: 2 }, incidentSince: null },
  '5 lost access': { deniedTogether: { customers: 5, accounts: 5 }, incidentSince: NOW },
  '5 lost access, 40 min': { deniedTogether: { customers: 5, accounts: 5 }, incidentSince: after(-40 * MINUTE_MS) },
  'few lost access, 40 min': { deniedTogether: { customers: 1, accounts: 1 }, incidentSince: after(-40 * MINUTE_MS) },
  '1 customer, 9 accounts': { deniedTogether: { customers: 1, accounts: 9 }, incidentSince: null },
};

function reportOf(describeKey: string, tests: string, named: DenialSource) {
  const denied: CellWord = `denied:${named}`;
  const words = oneOf(TESTS, tests)(denied);
  if (KEY_STATES.includes(describeKey)) {
    const deletionAt = describeKey === 'PendingDeletion' ? after(7 * 24 * HOUR_MS) : null;
    return aReport({ ...words, facts: someFacts({ keyState: describeKey, deletionAt }) });
  }
  const unseen = { denied, 'not found': 'denied:not_found', 'timed out': 'could_not_tell:timed_out' } as const;
  return aReport({ ...words, facts: null, describe: oneOf(unseen, describeKey) });
}

function sceneOf(row: Readonly<Record<Column, string>>): Scene {
  const named = DENIAL_SOURCES.find((source) => source === row['AWS names']);
  if (named === undefined) throw new Error(`AWS names no ${row['AWS names']}`);
  return {
    record: oneOf(BEFORE, row.before),
    report: reportOf(row.DescribeKey, row.tests, named),
    control: oneOf(CONTROL, row.control),
    roleCoversEveryKey: oneOf({ 'every key': true, 'some keys': false }, row.role),
    othersAllowedAt: oneOf(OTHERS, row.others),
    ...oneOf(REGION, row.region),
    evidence: oneOf<Scene['evidence']>(SENT, row.sent),
  };
}

/** What Keydesk concludes, in the columns of the tables: of the cause, how sure and who acts; then what else is found. */
export function conclusionOf(row: Readonly<Record<Column, string>>) {
  const { verdict, findings } = outcomeOf(sceneOf(row));
  const main = findings.find(({ code }) => code === verdict.cause);
  return {
    status: verdict.status,
    cause: verdict.cause ?? '-',
    confidence: main?.confidence ?? '-',
    acts: main === undefined ? '-' : actsOn(main),
    also:
      findings
        .filter((item) => item !== main)
        .map(({ code, confidence }) => `${code} ${confidence}`)
        .join(', ') || '-',
  };
}
