import {
  findingOfFault,
  findingRecord,
  saysOnlyWhy,
  type Finding,
  type FindingCode,
} from '#lib/core/finding/all-findings.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

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

/**
 * What to say about a key now: the cause of its status, then why the last attempt got no answer, then what else the
 * last conclusive check found.
 * @param shown the status that may be shown now
 * @param lastFault why the last attempt got no answer, or null
 */
export function currentFindings(record: KeyRecord, shown: Verdict, lastFault: ProbeFault | null, now: Date): Finding[] {
  const kept = new Map(record.check.findings.map((item) => [item.code, item]));
  const findings = new Map<FindingCode, Finding>();
  const add = (code: FindingCode, confidence: Confidence): void => {
    if (!findings.has(code)) findings.set(code, currentFinding(record, code, confidence, kept.get(code), now));
  };
  const confidenceOf = (code: FindingCode): Confidence =>
    kept.get(code)?.confidence ?? findingRecord(code).confidenceIfNotKept;

  if (shown.cause !== null) add(shown.cause, confidenceOf(shown.cause));
  if (lastFault !== null) add(findingOfFault(lastFault), 'certain');
  if (record.verdict.cause !== null && record.verdict.status === shown.status)
    add(record.verdict.cause, confidenceOf(record.verdict.cause));
  for (const { code, confidence } of kept.values()) if (!saysOnlyWhy(code)) add(code, confidence);
  return [...findings.values()];
}
