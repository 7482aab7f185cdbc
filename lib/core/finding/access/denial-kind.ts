import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, isConfirmed, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { conclude, type Conclusion } from '#lib/core/finding/finding-record.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { cellOf } from '#lib/core/probe/report.ts';
import { customerSideDenials, type DeniedCell } from '#lib/core/probe/denials.ts';

/** What a denial that may come from the customer's side means. A new one stands beside an older, confirmed one. */
type DenialKind = 'unconfirmed' | 'not_found' | 'describe_only' | 'lost' | 'partial' | 'never_granted';

/** A denial whose message names an organization's policy has its own finding. */
const withoutOrganizationPolicy = (cells: readonly DeniedCell[]): readonly DeniedCell[] =>
  cells.filter((cell) => cell.denial !== 'resource_control_policy');

const NOT_REFUSING: readonly string[] = ['Enabled', 'Updating'];

/**
 * Whether AWS allows another action, as this report shows, or as the last answer showed for an action that got none now.
 * In a state that refuses use, an older answer shows nothing.
 */
function allowsOthers({ report, actions, record: { check } }: Circumstances): boolean {
  if (report.cells.some(({ result }) => result === 'allowed')) return true;
  if (check.namedState !== null && !NOT_REFUSING.includes(check.namedState.state)) return false;
  return REQUIRED_ACTIONS.some((action) => {
    const result = cellOf(report, action)?.result;
    const answered = result === 'denied' || result === 'wrong_state';
    return !answered && actions[action]?.result === 'allowed';
  });
}

/** A state that a refusal named after DescribeKey was already denied: the denial is no news (H21). */
function onlyHidesState({ record: { check }, denials }: Circumstances, cells: readonly DeniedCell[]): boolean {
  const { namedState } = check;
  const began = denials.DescribeKey?.firstAt;
  return (
    namedState?.by === 'refusal' &&
    cells.every(({ action }) => action === 'DescribeKey') &&
    began !== undefined &&
    began <= namedState.at
  );
}

/** @param confirming whether other actions have a new denial: until it is confirmed they count as allowed */
function confirmedKind(
  circumstances: Circumstances,
  cells: readonly DeniedCell[],
  confirming: boolean,
): DenialKind | null {
  const { record, denials, actions } = circumstances;
  if (onlyHidesState(circumstances, cells)) return null;
  const describe = cells.find(({ action }) => action === 'DescribeKey');
  const othersAllowed = confirming || allowsOthers(circumstances);
  if (describe !== undefined && cells.length === 1 && othersAllowed) return 'describe_only';
  if (describe?.denial === 'not_found' && !othersAllowed) return 'not_found';
  if (record.check.lastUsableAt !== null || cells.some(({ action }) => denials[action]?.wasAllowed === true))
    return 'lost';
  const everAllowed = REQUIRED_ACTIONS.some((action) => actions[action]?.result === 'allowed');
  return othersAllowed || everAllowed ? 'partial' : 'never_granted';
}

function kindsOf(circumstances: Circumstances): ReadonlyMap<DenialKind, readonly DeniedCell[]> {
  const all = customerSideDenials(circumstances.report);
  const kinds = new Map<DenialKind, readonly DeniedCell[]>();
  if (all.length === 0 || circumstances.denial.onHold !== null || deletionDenial(circumstances) !== null) return kinds;
  const unconfirmed = all.filter((cell) => !isConfirmed(circumstances, cell));
  if (unconfirmed.length > 0) kinds.set('unconfirmed', unconfirmed);
  const cells = withoutOrganizationPolicy(all.filter((cell) => isConfirmed(circumstances, cell)));
  const kind = cells.length === 0 ? null : confirmedKind(circumstances, cells, unconfirmed.length > 0);
  if (kind !== null) kinds.set(kind, cells);
  return kinds;
}

/** The detail of a denial of that kind, or null when there is none. */
export function denialOfKind(circumstances: Circumstances, kind: DenialKind): DenialDetail | null {
  const cells = kindsOf(circumstances).get(kind);
  return cells === undefined ? null : denialDetail(circumstances, cells);
}

/** The rule for denials of that kind. Its confidence is that of the denial. */
export const ruleOfKind =
  (kind: DenialKind) =>
  (circumstances: Circumstances): Conclusion<DenialDetail> | null => {
    const detail = denialOfKind(circumstances, kind);
    return detail === null ? null : conclude(circumstances.denial.confidence, detail);
  };
