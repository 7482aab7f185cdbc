import type { ActionDenial, ActionDenials } from '#lib/core/finding/confirmation.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { isInFuture, pastOrNull } from '#lib/core/probe/clock-error.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { cellOf, type ProbeReport } from '#lib/core/probe/report.ts';
import type { KeyCheckState } from '#lib/core/verdict/key-record.ts';

/** What is known of a key's denials after a check. */
export type DenialState = Pick<KeyCheckState, 'denials' | 'denialCount' | 'firstDenialAt' | 'lostAt' | 'lostAfter'>;

/** The denials so far of one action. A check of an earlier version counted all actions together. */
function earlierDenial(before: KeyCheckState, action: RequiredAction, now: Date): ActionDenial | undefined {
  const known = before.denials[action];
  if (known !== undefined) return isInFuture(known.firstAt, now) ? undefined : known;
  const { denialCount, lastUsableAt, denials } = before;
  const firstAt = pastOrNull(before.firstDenialAt, now);
  if (Object.keys(denials).length > 0 || firstAt === null) return undefined;
  return { count: denialCount, firstAt, wasAllowed: lastUsableAt !== null };
}

/**
 * When the denials of a report began, for judging our own side: when the latest of its actions began to be denied. Null
 * when one of them was not denied before.
 */
export function denialsBegan(before: KeyCheckState, report: ProbeReport, now: Date): Date | null {
  const began = customerSideDenials(report).map(({ action }) => earlierDenial(before, action, now)?.firstAt);
  if (began.length === 0) return pastOrNull(before.firstDenialAt, now);
  return began.includes(undefined) ? null : new Date(Math.max(...began.map((at) => at?.getTime() ?? 0)));
}

/** Counts the denials of each action. One that is on hold is not counted (H25); one that was not repeated stays. */
export function countDenials(
  before: KeyCheckState,
  report: ProbeReport,
  conclusive: boolean,
  onHold: boolean,
  now: Date,
): DenialState {
  const denied = new Set(customerSideDenials(report).map(({ action }) => action));
  const denials: ActionDenials = {};
  const lostFrom: Date[] = [];
  for (const action of REQUIRED_ACTIONS) {
    const earlier = earlierDenial(before, action, now);
    const result = cellOf(report, action)?.result;
    const answered = result === 'allowed' || result === 'wrong_state';
    if (conclusive && denied.has(action)) {
      const last = before.actions[action];
      const wasAllowed = earlier?.wasAllowed ?? (last?.result === 'allowed' || before.lastUsableAt !== null);
      denials[action] = {
        count: (earlier?.count ?? 0) + (onHold ? 0 : 1),
        firstAt: earlier?.firstAt ?? now,
        wasAllowed,
      };
      if (earlier === undefined && wasAllowed)
        lostFrom.push(last?.result === 'allowed' ? last.at : (before.lastUsableAt ?? now));
    } else if (earlier !== undefined && !answered) denials[action] = earlier;
  }
  const known = Object.values(denials);
  const loss = lossOf(before, lostFrom, now);
  return {
    denials,
    denialCount: Math.max(0, ...known.map(({ count }) => count)),
    firstDenialAt: known.length === 0 ? null : new Date(Math.min(...known.map(({ firstAt }) => firstAt.getTime()))),
    ...(known.some(({ wasAllowed }) => wasAllowed) ? loss : { lostAt: null, lostAfter: null }),
  };
}

/** The latest loss of access: when it was noticed, and when the action was last allowed. */
function lossOf(
  before: KeyCheckState,
  lostFrom: readonly Date[],
  now: Date,
): Pick<KeyCheckState, 'lostAt' | 'lostAfter'> {
  if (lostFrom.length > 0) return { lostAt: now, lostAfter: new Date(Math.max(...lostFrom.map((at) => at.getTime()))) };
  const { lostAt, lostAfter, firstDenialAt, lastUsableAt } = before;
  if (lostAt !== null) return isInFuture(lostAt, now) ? { lostAt: now, lostAfter: null } : { lostAt, lostAfter };
  return { lostAt: pastOrNull(firstDenialAt, now) ?? now, lostAfter: lastUsableAt };
}
