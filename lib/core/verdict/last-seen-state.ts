import type { NamedState } from '#lib/core/finding/circumstances.ts';
import { stateRefusal } from '#lib/core/probe/state-refusals.ts';
import type { KeyFacts, ProbeReport, StateRefusal } from '#lib/core/probe/report.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

const STATE_OF: Partial<Readonly<Record<StateRefusal, string>>> = {
  disabled: 'Disabled',
  pending_deletion: 'PendingDeletion',
  pending_import: 'PendingImport',
  unavailable: 'Unavailable',
};

/**
 * The key state that any answer named last, this report included. A refusal outweighs DescribeKey's "Enabled" (H10), and
 * stays until DescribeKey answers or KMS allows a call again.
 */
export function namedState(
  before: NamedState | null,
  report: ProbeReport,
  known: KeyFacts | null,
  now: Date,
): NamedState | null {
  const refusal = stateRefusal(report, known);
  const refused = refusal === null ? undefined : STATE_OF[refusal];
  if (refused !== undefined) return { state: refused, at: now, by: 'refusal' };
  if (report.facts.seen) return { state: report.facts.value.keyState, at: now, by: 'describe' };
  const allowed = report.cells.some(({ action, result }) => action !== 'DescribeKey' && result === 'allowed');
  return allowed && before?.by === 'refusal' ? null : before;
}

/** The key state that any answer last named: no cryptographic call starts while it is out of use (H21). */
export const lastSeenState = ({ facts, check }: Pick<KeyRecord, 'facts' | 'check'>): string | null =>
  check.namedState?.state ?? facts?.keyState ?? null;

/** Whether DescribeKey answered after the last conclusive check, in one that says nothing else. */
export const describedSince = ({
  lastDescribedAt,
  lastConclusiveAt,
}: Pick<KeyRecord['check'], 'lastDescribedAt' | 'lastConclusiveAt'>): boolean =>
  lastDescribedAt !== null && lastConclusiveAt !== null && lastDescribedAt > lastConclusiveAt;
