import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, describeDenial, isUnconfirmed, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { conclude, type Conclusion } from '#lib/core/finding/finding-record.ts';
import { customerSideDenials, type DeniedCell } from '#lib/core/probe/denials.ts';

/** What a denial that may come from the customer's side means. Exactly one of these applies. */
type DenialKind = 'unconfirmed' | 'not_found' | 'describe_only' | 'lost' | 'partial' | 'never_granted';

/** A denial whose message names an organization's policy has its own finding. */
const withoutOrganizationPolicy = (cells: readonly DeniedCell[]): readonly DeniedCell[] =>
  cells.filter((cell) => cell.denial !== 'resource_control_policy');

function kindOf(circumstances: Circumstances): { kind: DenialKind; cells: readonly DeniedCell[] } | null {
  const { report, record, denial } = circumstances;
  const all = customerSideDenials(report);
  if (all.length === 0 || denial.onHold !== null || deletionDenial(circumstances) !== null) return null;
  if (isUnconfirmed(circumstances)) return { kind: 'unconfirmed', cells: all };
  const cells = withoutOrganizationPolicy(all);
  if (cells.length === 0) return null;
  const describe = describeDenial(circumstances);
  const othersAllowed = report.cells.some((cell) => cell.result === 'allowed');
  if (describe?.denial === 'not_found') return { kind: 'not_found', cells };
  if (describe !== null && all.length === 1 && othersAllowed) return { kind: 'describe_only', cells };
  if (record.check.lastUsableAt !== null) return { kind: 'lost', cells };
  return { kind: othersAllowed ? 'partial' : 'never_granted', cells };
}

/** The detail of a denial of that kind, or null when the denial is of another kind. */
export function denialOfKind(circumstances: Circumstances, kind: DenialKind): DenialDetail | null {
  const found = kindOf(circumstances);
  return found?.kind === kind ? denialDetail(circumstances, found.cells) : null;
}

/** The rule for denials of that kind. Its confidence is that of the denial. */
export const ruleOfKind =
  (kind: DenialKind) =>
  (circumstances: Circumstances): Conclusion<DenialDetail> | null => {
    const detail = denialOfKind(circumstances, kind);
    return detail === null ? null : conclude(circumstances.denial.confidence, detail);
  };
