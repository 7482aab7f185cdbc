import { keyText, type KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { AdviceSubject } from '#lib/core/finding/advice-words.ts';
import { adviseOn, type Advice } from '#lib/core/finding/advise.ts';
import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { ProbeFault, ProbeReport } from '#lib/core/probe/report.ts';
import {
  after,
  ARN,
  aRecord,
  aReport,
  MINUTE_MS,
  NOW,
  POLICY,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { decide, NO_CONTEXT, type CheckContext, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

/** One check: minutes after the one before, what KMS answers, and what else is known then. */
export type Visit = {
  minutes: number;
  says: ReportWords | ((at: Date) => ProbeReport);
  context?: CheckContext | ((at: Date) => CheckContext);
};

/** One check that gets this answer, three minutes after the one before. */
export const once = (says: Visit['says'], context?: Visit['context']): Visit[] => [
  { minutes: 3, says, ...(context !== undefined && { context }) },
];
/** The same answer at four checks, three minutes apart: enough to confirm a denial. */
export const confirmed = (says: Visit['says'], context?: Visit['context']): Visit[] =>
  Array.from({ length: 4 }, () => once(says, context)).flat();

/** A key after its checks, as stored. */
export type Journey = { record: KeyRecord; at: Date; source: KeyTextSource };

export const REGION: HostingRegion = {
  code: 'eu-west-1',
  name: 'Europe (Ireland)',
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk',
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: true,
};

const lastFaultOf = (report: ProbeReport, conclusive: boolean): ProbeFault | null => {
  const failed = conclusive ? undefined : report.cells.find((cell) => cell.result === 'could_not_tell');
  return failed?.result === 'could_not_tell' && failed.fault !== 'hidden_by_denial' ? failed.fault : null;
};

/** The record after a check, as the use case stores it. */
function stored(before: KeyRecord, outcome: CheckOutcome): KeyRecord {
  const { verdict, verdictSince, notUsableSince, deadlineAt, facts, rotation, check } = outcome;
  return { ...before, verdict, verdictSince, notUsableSince, deadlineAt, facts, rotation, check };
}

/** Judges checks one after another, each with the record of the one before. */
export function journey(visits: readonly Visit[], from: KeyRecord = aRecord(), begin = NOW): Journey {
  let record = from;
  let at = begin;
  let lastFault: ProbeFault | null = null;
  let lastReport: ProbeReport | null = null;
  let context: CheckContext = NO_CONTEXT;
  let rotatedAt: Date | null = null;
  for (const { minutes, says, context: given = NO_CONTEXT } of visits) {
    at = after(minutes * MINUTE_MS, at);
    lastReport = typeof says === 'function' ? says(at) : aReport(says, at);
    context = typeof given === 'function' ? given(at) : given;
    const outcome = decide(record, lastReport, at, POLICY, 0.5, context);
    record = stored(record, outcome);
    if (outcome.events.some(({ kind }) => kind === 'key_material_changed')) rotatedAt = at;
    lastFault = lastFaultOf(lastReport, outcome.conclusive);
  }
  const source: KeyTextSource = {
    customerId: 'c1',
    released: null,
    neededAgain: false,
    dependents: null,
    evidenceChangedAt: null,
    record,
    customerName: 'Acme Logistics',
    contactName: 'Dana Ruiz',
    timeZone: null,
    awsAccountId: '111122223333',
    ownershipProven: true,
    lastFault,
    principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
    denied: (lastReport?.cells ?? []).flatMap((cell) =>
      cell.result === 'denied'
        ? [{ action: cell.action, at: cell.at, requestId: cell.requestId, errorName: 'AccessDeniedException' }]
        : [],
    ),
    incidentSince: context.region.incidentSince,
    ourSideCheckedAt: context.region.ourSideCheckedAt,
    rotatedAt,
  };
  return { record, at, source };
}

/** The reply about a key, some minutes after its last check. */
export const replyOn = ({ source, at }: Journey, laterMinutes = 0): CustomerText =>
  keyText(source, { regions: [REGION], policy: POLICY }, after(laterMinutes * MINUTE_MS, at));

/** The reply, which has to exist: its subject and body. */
export function sentOn(key: Journey, laterMinutes = 0): string {
  const text = replyOn(key, laterMinutes);
  if (text.kind !== 'text') throw new Error(`Blocked: ${text.reason}`);
  return `${text.subject}\n${text.body}`;
}

/** What staff read about a key, some minutes after its last check. */
export function adviceOn(
  { record, source, at }: Journey,
  laterMinutes = 0,
): readonly { finding: Finding; words: Advice }[] {
  const now = after(laterMinutes * MINUTE_MS, at);
  const subject: AdviceSubject = {
    arn: ARN,
    region: 'eu-west-1',
    vendorAccountId: '444455556666',
    timeZone: null,
    sendsContext: false,
    now,
  };
  return currentFindings(record, record.verdict, source.lastFault, source, now).map((finding) => ({
    finding,
    words: adviseOn(finding, subject),
  }));
}

/** Every sentence of an advice. */
export const sentencesOf = ({ headline, cause, because, settles, steps }: Advice): string[] => [
  headline,
  cause,
  ...because,
  settles ?? '',
  ...steps.map(({ text }) => text),
];
