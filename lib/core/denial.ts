import { judgeControl, type ControlJudgement, type RegionView } from '#lib/core/control.ts';
import type { LatestEvidence } from '#lib/core/evidence.ts';
import type { Confidence } from '#lib/core/finding.ts';
import { HOLD_MS } from '#lib/core/incident.ts';
import { isRequired, type Cell, type DenialSource, type ProbeReport, type RequiredAction } from '#lib/core/probe.ts';

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

/** Whose a denial is, as far as our own side tells (H12). */
export type DenialJudgement = {
  control: ControlJudgement;
  /** Whether another customer's key in the region was allowed the same actions since this denial began. */
  otherCustomersAllowed: boolean;
  /** Whether the denial is laid on nobody for now: our own side fails too, or many customers turned together (H25). */
  held: 'own_side_fails' | 'many_turned' | null;
  /** How sure it may be said that the customer's side denies. */
  confidence: Confidence;
};

/** Whether the same actions pass elsewhere through our own side, since an instant: on the control key, or for another customer. */
export const ourSidePasses = (view: RegionView, actions: readonly RequiredAction[], since: Date | null): boolean =>
  judgeControl(view, actions) === 'passed' || othersAllowed(view, actions, since);

/** A success before the denial began says nothing of what has broken since. */
const othersAllowed = (view: RegionView, actions: readonly RequiredAction[], since: Date | null): boolean =>
  since !== null &&
  actions.length > 0 &&
  actions.every((action) => {
    const at = view.othersAllowedAt[action];
    return at !== undefined && at >= since;
  });

/**
 * Judges the denials of a report that may be the customer's. AWS gives one text for a policy that lacks us, an explicit
 * deny, a key that is gone and sometimes a fault of ours, so the text alone never proves the customer (H12).
 * @param since when this key's denial began; null where this is its first
 */
export function judgeDenials(
  report: ProbeReport,
  view: RegionView,
  evidence: LatestEvidence,
  since: Date | null,
  now: Date,
): DenialJudgement {
  const actions = actionsOf(customerSideDenials(report));
  const control = judgeControl(view, actions, since);
  const otherCustomersAllowed = othersAllowed(view, actions, since);
  const releasedAt = since === null ? null : since.getTime() + HOLD_MS;
  const released = ourSidePasses(view, actions, since) && releasedAt !== null && now.getTime() >= releasedAt;
  const held =
    control === 'failed' ? 'own_side_fails' : view.incidentSince !== null && !released ? 'many_turned' : null;
  return {
    control,
    otherCustomersAllowed,
    held: actions.length === 0 ? null : held,
    confidence: withPolicyCopy(confidenceOf(control, otherCustomersAllowed, view), actions, evidence, since),
  };
}

function confidenceOf(control: ControlJudgement, otherCustomersAllowed: boolean, view: RegionView): Confidence {
  switch (control) {
    case 'passed':
      // Others who turn at the same time may have met what the control key's simple policy does not ask: another name of
      // our role, another context, another endpoint.
      return view.roleCoversEveryKey && view.incidentSince === null && view.turned.customers < 2 ? 'certain' : 'likely';
    case 'absent':
    case 'broken':
    case 'unknown':
      return otherCustomersAllowed ? 'likely' : 'one_of_several';
    case 'contradicted':
    case 'failed':
      return 'one_of_several';
  }
}

/** A policy that the customer sent settles a doubt either way: it lacks what was denied, or it grants it after all. */
function withPolicyCopy(
  confidence: Confidence,
  actions: readonly RequiredAction[],
  { keyPolicy }: LatestEvidence,
  since: Date | null,
): Confidence {
  if (keyPolicy === null || since === null || keyPolicy.asOf < since || actions.length === 0) return confidence;
  const answers = actions.map((action) => keyPolicy.content.answers[action]);
  if (answers.includes('allowed')) return 'one_of_several';
  const lacksAll = answers.every((answer) => answer === 'not_granted' || answer === 'denied');
  return lacksAll && confidence === 'one_of_several' ? 'likely' : confidence;
}
