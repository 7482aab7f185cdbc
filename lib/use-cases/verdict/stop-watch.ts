import type { Cell, ProbeFault, ProbeReport } from '#lib/core/probe/report.ts';
import type { JudgedCheck } from '#lib/db/verdict/checks.ts';

const failedWith = (report: ProbeReport, fault: ProbeFault, only: (cell: Cell) => boolean = () => true): boolean =>
  report.cells.some((cell) => cell.result === 'could_not_tell' && cell.fault === fault && only(cell));

/**
 * Decides when a batch stops. `throttled`: KMS throttles our account and not one customer's key. A busy key store is
 * throttled by itself; DescribeKey never is, and two AWS accounts at once have no other common cause.
 * Source: KMS developer guide, "Throttling AWS KMS requests". `credentials`: AWS refuses our own sign-in
 * or does not answer it, for every key alike.
 */
export function createStopWatch() {
  const accounts = new Set<string>();
  let throttled = false;
  let refused = false;
  return {
    saw({ key, report }: JudgedCheck): void {
      const ofDescribe = ({ action }: Cell): boolean => action === 'DescribeKey';
      refused ||=
        failedWith(report, 'vendor_credentials', ofDescribe) || failedWith(report, 'sign_in_failed', ofDescribe);
      const inStore = report.facts.seen && report.facts.value.customKeyStoreId !== null;
      if (inStore || key.record.facts?.customKeyStoreId) return;
      if (failedWith(report, 'throttled')) accounts.add(key.awsAccountId);
      throttled ||= failedWith(report, 'throttled', ({ action }) => action === 'DescribeKey') || accounts.size >= 2;
    },
    reason: (): 'throttled' | 'credentials' | null => (throttled ? 'throttled' : refused ? 'credentials' : null),
  };
}
