import {
  findingOfFault,
  findingRecord,
  saysOnlyWhy,
  type Finding,
  type FindingCode,
} from '#lib/core/finding/all-findings.ts';
import { expiryOf } from '#lib/core/finding/key/material.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import { isWithin } from '#lib/core/probe/clock-error.ts';
import { beganWithIncident } from '#lib/core/verdict/incident.ts';
import { describedSince } from '#lib/core/verdict/last-seen-state.ts';
import type { RegionView } from '#lib/core/verdict/control.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

/**
 * The findings with the expiry that DescribeKey last gave: a check without another answer may have changed it. Imported
 * material goes on to expire while AWS denies us DescribeKey, so then its date stays told.
 */
function withExpiry(record: KeyRecord, findings: readonly Finding[]): Finding[] {
  const { facts, verdict } = record;
  const materialExpiresAt = facts === null ? null : expiryOf(facts);
  const expiring: Finding = { code: 'material_expiring', confidence: 'likely', detail: { materialExpiresAt } };
  if (materialExpiresAt === null)
    return findings.filter(({ code }) => code !== expiring.code || code === verdict.cause);
  if (findings.some(({ code }) => code === expiring.code))
    return findings.map((found) => (found.code === expiring.code ? { ...found, detail: expiring.detail } : found));
  return record.deadlineAt?.getTime() === materialExpiresAt.getTime() ? [...findings, expiring] : [...findings];
}

/** Whether any answer named the key state within a time. A check of an earlier version kept only DescribeKey's time. */
function stateSeenWithin({ check }: KeyRecord, ms: number, now: Date): boolean {
  const at = check.namedState?.at ?? check.lastDescribedAt ?? check.lastConclusiveAt;
  return at !== null && isWithin(at, ms, now);
}

/** Whether DescribeKey has replaced a finding since the check that found it (H27). The cause is still told. */
const isReplaced = (record: KeyRecord, code: FindingCode): boolean =>
  code !== record.verdict.cause &&
  describedSince(record.check) &&
  findingRecord(code).traits.endsWhenDescribed === true;

/** A conclusion is confirmed as long as the check that found it: after a day without an answer it is only likely. */
const CERTAIN_FOR_MS = 24 * 3_600_000;

/**
 * A finding with its current detail: the one that its check kept, or else the one of the stored key. The time until a
 * possible loss always comes from the clock, because we can't see the deletion (H13).
 */
function currentFinding(
  record: KeyRecord,
  code: FindingCode,
  confidence: Confidence,
  kept: Finding | undefined,
  now: Date,
) {
  const stored = findingRecord(code).fromRecord(record, now);
  const loss = 'loss' in stored ? { loss: stored.loss } : {};
  return { code, confidence, detail: { ...stored, ...kept?.detail, ...loss } } as Finding;
}

/** A real call that failed for what another finding tells: the same failure once more. A denied one is another. */
const isExplained = (finding: Finding, all: readonly Finding[]): boolean =>
  finding.code === 'real_call_failed' &&
  finding.detail.failure?.errorName !== 'AccessDeniedException' &&
  all.some(({ code }) => findingRecord(code).traits.explainsRealFailures === true);

/**
 * What to say about a key now: the cause of its status, then why the last attempt got no answer, then what else the
 * last conclusive check found.
 * @param shown the status that may be shown now
 * @param lastFault why the last attempt got no answer, or null
 * @param incident the region's incident, if there is one: it puts a denial that began with it on hold
 */
export function currentFindings(
  record: KeyRecord,
  shown: Verdict,
  lastFault: ProbeFault | null,
  incident: Pick<RegionView, 'incidentSince' | 'ourSideCheckedAt'>,
  now: Date,
): Finding[] {
  const kept = new Map(record.check.findings.map((item) => [item.code, item]));
  const inIncident = beganWithIncident(incident, record.check, now);
  const isOld = record.check.lastConclusiveAt === null || !isWithin(record.check.lastConclusiveAt, CERTAIN_FOR_MS, now);
  const findings = new Map<FindingCode, Finding>();
  const add = (code: FindingCode, confidence: Confidence): void => {
    if (!findings.has(code)) findings.set(code, currentFinding(record, code, confidence, kept.get(code), now));
  };
  const confidenceOf = (code: FindingCode): Confidence => {
    const { traits, confidenceIfNotKept } = findingRecord(code);
    const told = kept.get(code)?.confidence ?? confidenceIfNotKept;
    if (inIncident && traits.waitsForOurSide === true) return 'one_of_several';
    const stateIsOld = traits.endsWhenDescribed === true && !stateSeenWithin(record, CERTAIN_FOR_MS, now);
    return (isOld || stateIsOld) && told === 'certain' ? 'likely' : told;
  };

  // A denial that was judged before the other customers' denials came in belongs to the incident with them (H25).
  if (inIncident) add('region_incident', 'one_of_several');
  if (shown.cause !== null) add(shown.cause, confidenceOf(shown.cause));
  if (lastFault !== null) add(findingOfFault(lastFault), 'certain');
  if (record.verdict.cause !== null && record.verdict.status === shown.status)
    add(record.verdict.cause, confidenceOf(record.verdict.cause));
  for (const code of kept.keys()) if (!saysOnlyWhy(code)) add(code, confidenceOf(code));
  return withExpiry(
    record,
    [...findings.values()].filter((finding, _, all) => !isReplaced(record, finding.code) && !isExplained(finding, all)),
  );
}
