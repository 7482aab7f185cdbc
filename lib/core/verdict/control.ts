import type { ControlJudgement } from '#lib/core/finding/circumstances.ts';
import type { ProbeAction, RequiredAction } from '#lib/core/probe/actions.ts';
import type { Cell } from '#lib/core/probe/report.ts';

/**
 * The results of the same calls on our own key in a second vendor account. AWS's message is the same for both sides, so
 * only this distinguishes a fault on our side from one on the customer's.
 */
export type ControlSeen = {
  at: Date;
  /** Null when DescribeKey of the control key gave no answer. */
  keyState: string | null;
  cells: readonly Cell[];
  /** For each action denied now: since when every control key check denied it. */
  deniedSince: Partial<Record<ProbeAction, Date>>;
};

/**
 * Adds since when each denied action has been denied. A single control key check always follows the other customers'
 * successes, so it could not show that the control key's own policy is wrong. Several checks can.
 */
export function besideEarlier(control: Omit<ControlSeen, 'deniedSince'>, earlier: ControlSeen | null): ControlSeen {
  const since = deniedIn(control).map((action) => [action, earlier?.deniedSince[action] ?? control.at] as const);
  return { ...control, deniedSince: Object.fromEntries(since) };
}

/** The actions that were denied on the control key. */
export const deniedIn = ({ cells }: Pick<ControlSeen, 'cells'>): ProbeAction[] =>
  cells.flatMap((cell) => (cell.result === 'denied' ? [cell.action] : []));

/**
 * Runs the same calls on our own key in a second vendor account, with the same role and context. It tests every
 * required action, so one control key check per minute is enough for all denials in that minute.
 * @param timeoutMs its time limit
 * @returns null when the region has no control key
 */
export type ProbeControl = (regionCode: string, timeoutMs: number) => Promise<Omit<ControlSeen, 'deniedSince'> | null>;

/** Our own side of a region at the time when a denial is judged. */
export type RegionView = {
  /** Whether the testing role's IAM scope is declared to cover every key. Otherwise no denial is confirmed (H12). */
  roleCoversEveryKey: boolean;
  hasControlKey: boolean;
  /** The last control key check, if it is recent enough for this denial. */
  control: ControlSeen | null;
  /** When another customer's key in this region was last allowed an action. */
  othersAllowedAt: Partial<Record<RequiredAction, Date>>;
  /** Distinct customers and AWS accounts whose keys lost access within the last 30 minutes. */
  deniedTogether: { customers: number; accounts: number; liveKeys: number };
  /** When the region's incident began; null when there is none. */
  incidentSince: Date | null;
  /** Distinct customers and AWS accounts that lost access since shortly before the incident, and still are denied. */
  stillDenied: { customers: number; accounts: number };
  /** Distinct customers still denied, this one included, whose loss may have happened at the same instant. */
  lostWithThis: number;
  /** When a person last recorded that our own side of this region was checked and works (H25). */
  ourSideCheckedAt: Date | null;
};

/** Nothing known about our own side: no control key, no other customer. */
export const NO_REGION_VIEW: RegionView = {
  roleCoversEveryKey: false,
  hasControlKey: false,
  control: null,
  othersAllowedAt: {},
  deniedTogether: { customers: 0, accounts: 0, liveKeys: 0 },
  incidentSince: null,
  stillDenied: { customers: 0, accounts: 0 },
  lostWithThis: 0,
  ourSideCheckedAt: null,
};

const cellFor = (control: ControlSeen, action: ProbeAction): Cell | undefined =>
  control.cells.find((cell) => cell.action === action);

/** Whether the control key has a bad key state. Then it says nothing about our side (H12). */
export const inBadState = ({ keyState, cells }: Pick<ControlSeen, 'keyState' | 'cells'>): boolean =>
  (keyState !== null && keyState !== 'Enabled') ||
  cells.some((cell) => cell.result === 'wrong_state' || (cell.result === 'denied' && cell.denial === 'not_found'));

/**
 * Judges the control key check for the denied actions. Each of them must have been tested on the control key.
 * @param begun when the denial began, null for the first one; other customers' earlier successes don't count
 */
export function judgeControl(
  view: RegionView,
  actions: readonly ProbeAction[],
  begun: Date | null = null,
): ControlJudgement {
  const { control, othersAllowedAt } = view;
  if (!view.hasControlKey) return 'absent';
  if (control === null || actions.length === 0) return 'unknown';
  const cells = actions.map((action) => cellFor(control, action));
  if (inBadState(control)) return 'broken';
  const denied = cells.flatMap((cell) => (cell?.result === 'denied' ? [cell.action] : []));
  if (denied.length > 0) {
    const allowedElsewhere = denied.every((action) => {
      const at = othersAllowedAt[action as RequiredAction];
      const since = Math.max(control.deniedSince[action]?.getTime() ?? control.at.getTime(), begun?.getTime() ?? 0);
      return at !== undefined && at.getTime() >= since;
    });
    return allowedElsewhere ? 'contradicted' : 'failed';
  }
  return cells.every((cell) => cell?.result === 'allowed') ? 'passed' : 'unknown';
}
