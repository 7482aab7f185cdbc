import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** What a permission test may conclude. */
export const ACTION_RESULTS = ['allowed', 'denied', 'wrong_state', 'not_testable'] as const;

/** The last conclusive result for one action. A call without an answer never replaces it. */
export type ActionResult = {
  result: (typeof ACTION_RESULTS)[number];
  at: Date;
  /** Set when the call was a real one, not a dry run (H2). */
  real?: true;
  /** Set when AWS named an explicit Deny as the reason of a denial. */
  explicitDeny?: true;
};
export type ActionResults = Partial<Record<ProbeAction, ActionResult>>;
