import { isRequired, type RequiredAction } from '#lib/core/probe/actions.ts';
import type { Cell, DenialSource, ProbeReport } from '#lib/core/probe/report.ts';

export type DeniedCell = Cell & { result: 'denied'; action: RequiredAction };

/** Sources that point to a policy on our own side. AWS's message narrows down the owner and can mislead (H12). */
const VENDOR_SOURCES: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];

/** Whether AWS's text names a policy on our own side. */
export const namesVendor = (source: DenialSource): boolean => VENDOR_SOURCES.includes(source);

const fromVendor = (cell: DeniedCell): boolean => namesVendor(cell.denial);

/** Every denied test that `usable` requires, whichever side AWS's message names. */
export const requiredDenials = (report: ProbeReport): readonly DeniedCell[] =>
  report.cells.filter((cell): cell is DeniedCell => cell.result === 'denied' && isRequired(cell.action));

/** Denials that may come from the customer's side: AWS's message names no policy on our side. */
export const customerSideDenials = (report: ProbeReport): readonly DeniedCell[] =>
  requiredDenials(report).filter((cell) => !fromVendor(cell));

/** Denials whose message names a policy on our own side. */
export const vendorSideDenials = (report: ProbeReport): readonly DeniedCell[] =>
  requiredDenials(report).filter(fromVendor);

/** The denied actions, in the order of the tests. */
export const actionsOf = (cells: readonly DeniedCell[]): RequiredAction[] => cells.map((cell) => cell.action);

/** A policy's ID is all that may be repeated of its ARN, which has the number of another account (H6). */
const CONTROL_POLICY_ID = /:policy\/o-[\da-z-]+\/resource_control_policy\/(p-\w{8,128})(?!\w)/i;
/** As many signs that pass for digits as an account ID has: then it might be taken for one. */
const LIKE_AN_ACCOUNT = /(?:[\doil|][^\doil|]*){12}/i;

/**
 * The IDs of the resource control policies that AWS names in its answers to our own calls on this key. Such a policy
 * applies to the key, so it is one of the key owner's organization. A service control policy would be one of ours.
 */
export const controlPolicyIds = (cells: readonly DeniedCell[]): string[] => [
  ...new Set(
    cells.flatMap(({ denial, error }) => {
      const id = denial === 'resource_control_policy' ? CONTROL_POLICY_ID.exec(error?.message ?? '')?.[1] : undefined;
      return id === undefined || LIKE_AN_ACCOUNT.test(id) ? [] : [id];
    }),
  ),
];
