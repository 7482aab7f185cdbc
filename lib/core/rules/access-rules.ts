import { CONFIRM_SPAN_MS, denialConfirmed } from '#lib/core/confirmation.ts';
import { finding } from '#lib/core/finding.ts';
import { cellOf, type Cell, type DenialSource, type ProbeAction, type ProbeReport } from '#lib/core/probe.ts';
import type { Evidence, Rule } from '#lib/core/rules/rule.ts';

type DeniedCell = Cell & { result: 'denied' };

/** Denials whose text names a policy on our own side. The text narrows the owner and can mislead (H12). */
const VENDOR_SOURCES: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];

const isDenied = (cell: Cell): cell is DeniedCell => cell.result === 'denied';
const fromVendor = (cell: DeniedCell): boolean => VENDOR_SOURCES.includes(cell.denial);

/** The denied cells that may be the customer's. */
export const customerSideDenials = (report: ProbeReport): readonly DeniedCell[] =>
  report.cells.filter(isDenied).filter((cell) => !fromVendor(cell));

const actionsOf = (cells: readonly DeniedCell[]): ProbeAction[] => cells.map((cell) => cell.action);

const describeDenial = (report: ProbeReport): DeniedCell | null => {
  const cell = cellOf(report, 'DescribeKey');
  return cell !== undefined && isDenied(cell) && !fromVendor(cell) ? cell : null;
};

const vendorPermissionFault: Rule = ({ report }) => {
  const denied = report.cells.filter(isDenied).filter(fromVendor);
  return denied.length > 0 ? finding('vendor_permission_fault', 'likely', { actions: actionsOf(denied) }) : null;
};

const wasPendingDeletion = ({ record }: Evidence): boolean =>
  record.facts?.keyState === 'PendingDeletion' || record.facts?.keyState === 'PendingReplicaDeletion';

/** From another account a deleted key looks like a denial; only our own history tells them apart, never surely (H13). */
const presumedDeleted: Rule = (evidence) => {
  const { report, record, now } = evidence;
  if (!wasPendingDeletion(evidence) || describeDenial(report) === null) return null;
  const deletionAt = record.facts?.deletionAt ?? null;
  return deletionAt !== null && now >= deletionAt ? finding('presumed_deleted', 'likely', { deletionAt }) : null;
};

const deniedWhilePendingDeletion: Rule = (evidence) => {
  const { report, record, now } = evidence;
  if (!wasPendingDeletion(evidence) || describeDenial(report) === null) return null;
  const deletionAt = record.facts?.deletionAt ?? null;
  return deletionAt === null || now < deletionAt
    ? finding('denied_while_pending_deletion', 'one_of_several', { deletionAt })
    : null;
};

const accessDenied: Rule = (evidence) => {
  const { report, record, denialCount, firstDenialAt, now } = evidence;
  const denied = customerSideDenials(report);
  const describe = describeDenial(report);
  // The two rules above speak for a pending key that we cannot see any more.
  if (denied.length === 0 || (wasPendingDeletion(evidence) && describe !== null)) return null;
  const actions = actionsOf(denied);
  const othersAllowed = report.cells.some((cell) => cell.result === 'allowed');

  if (record.check.lastUsableAt !== null && !denialConfirmed(denialCount, firstDenialAt, now)) {
    const since = firstDenialAt ?? now;
    return finding('access_denied_unconfirmed', 'one_of_several', {
      actions,
      othersAllowed,
      denialCount,
      confirmAt: new Date(since.getTime() + CONFIRM_SPAN_MS),
    });
  }
  if (describe?.denial === 'not_found') return finding('key_not_found', 'one_of_several', { actions });
  if (describe !== null && actions.length === 1 && othersAllowed)
    return finding('describe_denied', 'one_of_several', { actions });
  if (record.check.lastUsableAt !== null)
    return finding('access_lost', 'one_of_several', { actions, othersAllowed, denialCount });
  return othersAllowed
    ? finding('partial_access', 'one_of_several', { actions, othersAllowed })
    : finding('no_access_yet', 'one_of_several', { actions });
};

export const ACCESS_RULES: readonly Rule[] = [
  presumedDeleted,
  deniedWhilePendingDeletion,
  accessDenied,
  vendorPermissionFault,
];
