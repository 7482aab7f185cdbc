import { CONFIRM_SPAN_MS } from '#lib/core/confirmation.ts';
import { lossOf } from '#lib/core/earliest-loss.ts';
import {
  CONFIDENCE_LATER,
  FAULT_CODES,
  FAULT_FINDING,
  finding,
  type Finding,
  type FindingCode,
  type FindingDetail,
} from '#lib/core/finding.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import { REQUIRED_ACTIONS, type ProbeFault } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

/** What a cause rests on, read from the record as it stands. */
function detailOf(record: KeyRecord, now: Date): FindingDetail {
  const { facts, check } = record;
  const actions = REQUIRED_ACTIONS.filter((action) => check.actions[action]?.result === 'denied');
  return {
    actions,
    othersAllowed: Object.values(check.actions).some(({ result }) => result === 'allowed'),
    denialCount: check.denialCount,
    confirmAt: check.firstDenialAt === null ? null : new Date(check.firstDenialAt.getTime() + CONFIRM_SPAN_MS),
    deletionAt: facts?.deletionAt ?? null,
    pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null,
    materialExpiresAt: facts?.materialExpiresAt ?? null,
    loss: actions.includes('DescribeKey') ? lossOf(record, now) : null,
    // Beside "Enabled" a finding of state rests on a call's refusal, which names no state.
    ...(facts === null || facts.keyState === 'Enabled' ? {} : { keyState: facts.keyState }),
  };
}

/**
 * What is to be said of a key now: the cause of its verdict first, then what else the last conclusive check concluded,
 * then why the last attempt told nothing, if it did not. What each rests on is as that check kept it; what a deletion
 * unseen may have done meanwhile moves on with the clock.
 * @param shown the verdict as it may be shown now
 * @param lastFault why the last attempt told nothing, or null
 */
export function currentFindings(record: KeyRecord, shown: Verdict, lastFault: ProbeFault | null, now: Date): Finding[] {
  const detail = detailOf(record, now);
  const kept = new Map(record.check.findings.map((item) => [item.code, item]));
  const said = new Map<FindingCode, Finding>();
  const say = (code: FindingCode, confidence: Finding['confidence']): void => {
    if (!said.has(code))
      said.set(code, finding(code, confidence, { ...detail, ...kept.get(code)?.detail, loss: detail.loss ?? null }));
  };
  const confidenceOf = (code: FindingCode): Finding['confidence'] =>
    kept.get(code)?.confidence ?? CONFIDENCE_LATER[code] ?? 'certain';

  if (shown.cause !== null) say(shown.cause, confidenceOf(shown.cause));
  if (lastFault !== null) say(FAULT_FINDING[lastFault], 'certain');
  if (record.verdict.cause !== null && record.verdict.status === shown.status)
    say(record.verdict.cause, confidenceOf(record.verdict.cause));
  for (const { code, confidence } of kept.values()) if (!FAULT_CODES.includes(code)) say(code, confidence);
  return [...said.values()];
}
