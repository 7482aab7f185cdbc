import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** The last conclusive answer for one action; an unanswered call never replaces it. */
export type ActionResult = {
  result: 'allowed' | 'denied' | 'wrong_state' | 'not_testable';
  at: Date;
  /** Set where the call was really carried out, not as a dry run (H2). */
  real?: true;
};
export type ActionResults = Partial<Record<ProbeAction, ActionResult>>;
