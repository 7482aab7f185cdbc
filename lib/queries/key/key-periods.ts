import { verdictLine, wasChecked } from '#lib/core/finding/verdict.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { gapMs } from '#lib/core/verdict/decide.ts';
import { stripBegins, type VerdictHistory } from '#lib/core/verdict/verdict-strip.ts';
import { findKeyPlace } from '#lib/db/key/key-page.ts';
import { verdictSpansSince } from '#lib/db/verdict/verdict-history.ts';
import type { ReadDeps } from './key-list.ts';

/** Stored periods as the status history is drawn from them. */
export const historyOf = (
  { spans, completeFrom }: Awaited<ReturnType<typeof verdictSpansSince>>,
  lastSeenAt: Date | null,
  policy: CheckPolicy,
): VerdictHistory => ({
  completeFrom,
  spans: spans.map((span) => ({ ...span, words: verdictLine(span.verdict), checked: wasChecked(span.verdict) })),
  lastSeenAt,
  silenceMs: gapMs(policy),
});

/**
 * The periods of a key's status history, for a page on which somebody chose an earlier day; null when there is no such
 * key or its ownership is not proven (H16).
 */
export async function readKeyPeriods(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<{ history: VerdictHistory; now: Date } | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const [key, spans] = await Promise.all([
    findKeyPlace(deps.db, customerKeyId),
    verdictSpansSince(deps.db, customerKeyId, stripBegins(now)),
  ]);
  return key === null || !key.proven ? null : { history: historyOf(spans, key.spanLastSeenAt, deps.policy), now };
}
