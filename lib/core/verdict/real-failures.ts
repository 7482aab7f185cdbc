import type { RealFailure } from '#lib/core/finding/circumstances.ts';
import { namesVendor } from '#lib/core/probe/denials.ts';
import type { Cell, ProbeReport } from '#lib/core/probe/report.ts';

/**
 * Whether a real call failed for a reason that a dry run can't see and that lies with the key. A slow network, our own
 * credentials and our own policies say nothing about the key, and DescribeKey shows when a bad key state is over.
 */
export function failedForTheKey(cell: Cell): boolean {
  if (cell.real !== true) return false;
  switch (cell.result) {
    case 'could_not_tell':
      return cell.fault === 'malformed_answer' || cell.fault === 'unrecognised';
    case 'denied':
      return !namesVendor(cell.denial);
    case 'wrong_state':
      return cell.refusal === 'unavailable' || cell.refusal === 'unrecognised';
    default:
      return false;
  }
}

/**
 * The real calls that failed, one of each action, until a real call of the same action succeeds (H2).
 * @param onHold whether denials may be our own fault: then a denied real call says nothing about the key (H25)
 */
export function realFailures(before: readonly RealFailure[], report: ProbeReport, onHold: boolean): RealFailure[] {
  const failed = report.cells.filter((cell) => failedForTheKey(cell) && !(onHold && cell.result === 'denied'));
  const repeated = report.cells.flatMap(({ action, real, result }) =>
    real === true && result === 'allowed' ? [action] : [],
  );
  const actions = failed.map(({ action }) => action);
  return [
    ...before.filter(({ action }) => !repeated.includes(action) && !actions.includes(action)),
    ...failed.map(({ at, action, error }) => ({ at, action, errorName: error?.name ?? null })),
  ];
}
