import { CONFIRM_SPAN_MS } from '#lib/core/confirmation.ts';
import {
  CONFIDENCE_LATER,
  FAULT_FINDING,
  finding,
  type Finding,
  type FindingCode,
  type FindingDetail,
} from '#lib/core/finding.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import type { ProbeAction, ProbeFault } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

const FAULT_CODES: readonly FindingCode[] = Object.values(FAULT_FINDING);

/** What a cause rests on, read from the record as it stands. */
function detailOf({ facts, check }: KeyRecord): FindingDetail {
  const actions = (Object.keys(check.actions) as ProbeAction[]).filter(
    (action) => check.actions[action]?.result === 'denied',
  );
  return {
    actions,
    othersAllowed: Object.values(check.actions).some(({ result }) => result === 'allowed'),
    denialCount: check.denialCount,
    confirmAt: check.firstDenialAt === null ? null : new Date(check.firstDenialAt.getTime() + CONFIRM_SPAN_MS),
    deletionAt: facts?.deletionAt ?? null,
    pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null,
    materialExpiresAt: facts?.materialExpiresAt ?? null,
    // Beside "Enabled" a finding of state rests on a call's refusal, which names no state.
    ...(facts === null || facts.keyState === 'Enabled' ? {} : { keyState: facts.keyState }),
  };
}

/**
 * What is to be said of a key now: the cause of its verdict first, then what else the last kept report concluded,
 * then why the last attempt told nothing, if it did not.
 * @param kept findings of the last report kept; unchanged checks keep none, and conclude the same
 * @param lastFault why the last attempt told nothing, or null
 */
export function currentFindings(
  record: KeyRecord,
  shown: Verdict,
  kept: readonly Pick<Finding, 'code' | 'confidence'>[],
  lastFault: ProbeFault | null,
): Finding[] {
  const detail = detailOf(record);
  const said = new Map<FindingCode, Finding>();
  const say = (code: FindingCode, confidence: Finding['confidence']): void => {
    if (!said.has(code)) said.set(code, finding(code, confidence, detail));
  };
  const confidenceOf = (code: FindingCode): Finding['confidence'] =>
    kept.find((item) => item.code === code)?.confidence ?? CONFIDENCE_LATER[code] ?? 'certain';

  if (shown.cause !== null) say(shown.cause, confidenceOf(shown.cause));
  if (lastFault !== null) say(FAULT_FINDING[lastFault], 'certain');
  if (record.verdict.cause !== null && record.verdict.status === shown.status)
    say(record.verdict.cause, confidenceOf(record.verdict.cause));
  for (const { code, confidence } of kept) if (!FAULT_CODES.includes(code)) say(code, confidence);
  return [...said.values()];
}
