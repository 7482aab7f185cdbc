import { AUDIT_ACTIONS } from '#lib/core/staff/staff-actions.ts';
import { AUDIT_TARGETS, type AuditRow } from '#lib/core/staff/audit.ts';
import { FINDING_CODES, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { KEY_EVENT_KINDS, type KeyEvent, type ShownEvent } from '#lib/core/verdict/key-event.ts';
import { CONFIDENCES, VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { ACTION_RESULTS } from '#lib/core/probe/action-results.ts';
import { PROBE_FAULTS, type ProbeFault } from '#lib/core/probe/report.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

// The database checks the form of these codes only, so that a new one needs no migration. While two versions run side
// by side, or after a rollback, rows hold codes that this version doesn't know: here they become "unknown".

const oneOf = <T extends string>(known: readonly T[], stored: string): T | null =>
  known.find((code) => code === stored) ?? null;

/** A stored finding code, or null where this version doesn't know it. */
export const findingCodeOf = (stored: string): FindingCode | null => oneOf(FINDING_CODES, stored);

/** A stored confidence, or null where this version doesn't know it. */
export const confidenceOf = (stored: string) => oneOf(CONFIDENCES, stored);

/** A stored result of a permission test, or null where this version doesn't know it: then it shows nothing. */
export const actionResultOf = (stored: string) => oneOf(ACTION_RESULTS, stored);

/** Why the last check had no answer, or null if it had one. */
export const lastFaultOf = (stored: string | null): ProbeFault | null =>
  stored === null ? null : (oneOf(PROBE_FAULTS, stored) ?? 'unrecognised');

/**
 * The verdict as a row or an event holds it. A row without a cause is usable: a CHECK constraint says so. With a cause
 * that this version doesn't know, nothing is known of the key, least of all that it is usable.
 */
export function verdictOf({ verdict, cause }: { verdict: string; cause: string | null }): Verdict {
  const status = oneOf(VERDICT_STATUSES, verdict);
  const code = cause === null ? null : findingCodeOf(cause);
  if (status === 'usable' && cause === null) return { status, cause };
  return status === null || status === 'usable' || code === null
    ? { status: 'unverified', cause: 'unknown_cause' }
    : { status, cause: code };
}

/** A stored event, or its kind alone where this version doesn't know it. */
export function eventOf(kind: string, detail: KeyEvent): ShownEvent {
  if (oneOf(KEY_EVENT_KINDS, kind) === null || detail.kind !== kind) return { kind: 'unknown', storedKind: kind };
  if (detail.kind !== 'verdict_changed') return detail;
  const { from, to } = detail;
  return {
    kind: 'verdict_changed',
    from: verdictOf({ verdict: from.status, cause: from.cause }),
    to: verdictOf({ verdict: to.status, cause: to.cause }),
  };
}

/** A stored audit action. */
export const auditActionOf = (stored: string): AuditRow['action'] =>
  oneOf(AUDIT_ACTIONS, stored) ?? { unknown: stored };

/** What kind of thing an audit entry is about. */
export const auditTargetOf = (stored: string): AuditRow['targetType'] =>
  oneOf(AUDIT_TARGETS, stored) ?? { unknown: stored };
