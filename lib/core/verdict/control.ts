import type { ControlJudgement } from '#lib/core/finding/circumstances.ts';
import type { ProbeAction, RequiredAction } from '#lib/core/probe/actions.ts';
import type { Cell } from '#lib/core/probe/report.ts';

/**
 * What the same calls gave on a key of our own in a second vendor account: the only thing that tells a fault of ours
 * from a customer's, because AWS gives one text for both.
 */
export type ControlSeen = {
  at: Date;
  /** Null where DescribeKey of the control key gave no answer. */
  keyState: string | null;
  cells: readonly Cell[];
  /** Since when each action that is denied now was denied at every asking. */
  deniedSince: Partial<Record<ProbeAction, Date>>;
};

/**
 * What the control key answered, beside what it answered before: since when it is denied what it is denied now. Each
 * asking follows every other customer's success so far, so without the ones before it a control key that its own policy
 * denies could never be told from a fault of ours.
 */
export function besideEarlier(control: Omit<ControlSeen, 'deniedSince'>, earlier: ControlSeen | null): ControlSeen {
  const since = deniedIn(control).map((action) => [action, earlier?.deniedSince[action] ?? control.at] as const);
  return { ...control, deniedSince: Object.fromEntries(since) };
}

/** The actions that the control key was denied. */
export const deniedIn = ({ cells }: Pick<ControlSeen, 'cells'>): ProbeAction[] =>
  cells.flatMap((cell) => (cell.result === 'denied' ? [cell.action] : []));

/**
 * Asks our own key in a second vendor account what was asked of a customer's, with the same role and context. It holds
 * every required row, so that one asking in a minute speaks for whatever is denied in that minute.
 * @param timeoutMs its hard end
 * @returns null where the region has no control key
 */
export type ProbeControl = (regionCode: string, timeoutMs: number) => Promise<Omit<ControlSeen, 'deniedSince'> | null>;

/** Our own side of a region, as it was when a denial there was judged. */
export type RegionView = {
  /** Whether the probing role's IAM scope is declared to cover every key: without it no denial is "certain" (H12). */
  roleCoversEveryKey: boolean;
  hasControlKey: boolean;
  /** The last control probe, if it is recent enough to speak for this denial. */
  control: ControlSeen | null;
  /** When another customer's key in this region was last allowed an action. */
  othersAllowedAt: Partial<Record<RequiredAction, Date>>;
  /** Distinct customers and AWS accounts whose keys went from usable to denied within the last half hour. */
  deniedTogether: { customers: number; accounts: number; liveKeys: number };
  /** Since when denials of this region are held; null where they are not. */
  incidentSince: Date | null;
};

/** Nothing known of our own side: no control key, nobody else seen. */
export const NO_REGION_VIEW: RegionView = {
  roleCoversEveryKey: false,
  hasControlKey: false,
  control: null,
  othersAllowedAt: {},
  deniedTogether: { customers: 0, accounts: 0, liveKeys: 0 },
  incidentSince: null,
};

const cellFor = (control: ControlSeen, action: ProbeAction): Cell | undefined =>
  control.cells.find((cell) => cell.action === action);

/** Whether the control key is in a bad state of its own: then it tells nothing of our side (H12). */
export const inBadState = ({ keyState, cells }: Pick<ControlSeen, 'keyState' | 'cells'>): boolean =>
  (keyState !== null && keyState !== 'Enabled') ||
  cells.some((cell) => cell.result === 'wrong_state' || (cell.result === 'denied' && cell.denial === 'not_found'));

/**
 * Judges the control probe for the actions that were denied: each of them must have been asked of the control key.
 * @param begun when the denial began: what others were allowed before it says nothing of now; null where it is the first
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
