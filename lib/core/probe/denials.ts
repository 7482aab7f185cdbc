import { isRequired, type RequiredAction } from '#lib/core/probe/actions.ts';
import type { Cell, DenialSource, ProbeReport } from '#lib/core/probe/report.ts';

export type DeniedCell = Cell & { result: 'denied'; action: RequiredAction };

/** Denials whose text names a policy on our own side. The text narrows the owner and can mislead (H12). */
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

/** Every denied cell that "usable" rests on, whoever its text names. */
export const requiredDenials = (report: ProbeReport): readonly DeniedCell[] =>
  report.cells.filter((cell): cell is DeniedCell => cell.result === 'denied' && isRequired(cell.action));

/** The denied cells that may be the customer's: whatever their text, it names nothing of ours. */
export const customerSideDenials = (report: ProbeReport): readonly DeniedCell[] =>
  requiredDenials(report).filter((cell) => !fromVendor(cell));

/** The denied cells whose text names a policy on our own side. */
export const vendorSideDenials = (report: ProbeReport): readonly DeniedCell[] =>
  requiredDenials(report).filter(fromVendor);

/** The actions of denied cells, in the order of the grid. */
export const actionsOf = (cells: readonly DeniedCell[]): RequiredAction[] => cells.map((cell) => cell.action);
