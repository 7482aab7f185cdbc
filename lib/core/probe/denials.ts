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
