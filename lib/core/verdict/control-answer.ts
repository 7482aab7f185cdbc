import { deniedIn, inBadState, type ControlSeen } from '#lib/core/verdict/control.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';

/**
 * The last answer of a region's control key. `denied` does not say who must act: our role may lack the action, or the
 * control key's own policy may be wrong (H12).
 */
export type ControlAnswer =
  | { kind: 'no_control_key' }
  | { kind: 'never_asked' }
  | { kind: 'no_answer'; at: Date; actions: readonly ProbeAction[] }
  | { kind: 'bad_state'; at: Date; keyState: string | null }
  | { kind: 'denied'; at: Date; actions: readonly ProbeAction[] }
  | { kind: 'passed'; at: Date };

/**
 * Reads the last control key check. `passed` requires every action to be allowed. A bad key state outweighs denials,
 * and denials outweigh missing answers.
 * @param claimedAt when a process last started a control key check; null when none ever did
 */
export function controlAnswer(
  controlKeyArn: string | null,
  control: ControlSeen | null,
  claimedAt: Date | null,
): ControlAnswer {
  if (controlKeyArn === null) return { kind: 'no_control_key' };
  if (control === null)
    return claimedAt === null
      ? { kind: 'never_asked' }
      : { kind: 'no_answer', at: claimedAt, actions: REQUIRED_ACTIONS };
  const { at, keyState } = control;
  if (inBadState(control)) return { kind: 'bad_state', at, keyState };
  const denied = deniedIn(control);
  if (denied.length > 0) return { kind: 'denied', at, actions: denied };
  const untold = REQUIRED_ACTIONS.filter(
    (action) => !control.cells.some((cell) => cell.action === action && cell.result === 'allowed'),
  );
  return untold.length > 0 ? { kind: 'no_answer', at, actions: untold } : { kind: 'passed', at };
}
