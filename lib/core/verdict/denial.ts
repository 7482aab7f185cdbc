import type { ControlJudgement, DenialJudgement } from '#lib/core/finding/circumstances.ts';
import type { LatestEvidence } from '#lib/core/finding/evidence.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { actionsOf, customerSideDenials, vendorSideDenials } from '#lib/core/probe/denials.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { judgeControl, type RegionView } from '#lib/core/verdict/control.ts';
import { HOLD_MS, manyDenied, ourSideWasChecked, waitsForPerson } from '#lib/core/verdict/incident.ts';

/** Whether the same actions work for us elsewhere: on the control key, or since that time on another customer's key. */
export const ourSideWorks = (view: RegionView, actions: readonly RequiredAction[], since: Date | null): boolean =>
  judgeControl(view, actions) === 'passed' || (view.roleCoversEveryKey && othersAllowed(view, actions, since));

/**
 * A success before the denial began does not show that our side still works. With a role whose IAM scope is a list of
 * keys, another customer's key proves nothing about this one.
 */
const othersAllowed = (view: RegionView, actions: readonly RequiredAction[], since: Date | null): boolean =>
  since !== null &&
  actions.length > 0 &&
  actions.every((action) => {
    const at = view.othersAllowedAt[action];
    return at !== undefined && at >= since;
  });

/**
 * Judges the denials that may come from the customer's side. AWS gives one answer for a missing permission, an explicit
 * deny, a deleted key and some faults on our side, so the answer alone never proves that it is the customer (H12).
 * @param since when this key's denial began; null for the first one
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
  const works = ourSideWorks(view, actions, since) || ourSideWasChecked(view, now);
  const released = works && releasedAt !== null && now.getTime() >= releasedAt && !waitsForPerson(view, now);
  const reason =
    control === 'failed' ? 'own_side_fails' : view.incidentSince !== null && !released ? 'many_denied' : null;
  const onHold = actions.length === 0 ? null : reason;
  const many = manyDenied(view.deniedTogether);
  const shared = onHold === 'own_side_fails' && !many ? actions : [];
  return {
    control,
    controlOfOurDenials: judgeControl(view, [...actionsOf(vendorSideDenials(report)), ...shared], since),
    otherCustomersAllowed,
    onHold,
    roleCoversEveryKey: view.roleCoversEveryKey,
    incidentSince: view.incidentSince,
    manyDenied: many,
    customersDenied: view.deniedTogether.customers,
    confidence: withPolicyCopy(confidenceOf(control, otherCustomersAllowed, view), actions, evidence, since),
  };
}

function confidenceOf(control: ControlJudgement, otherCustomersAllowed: boolean, view: RegionView): Confidence {
  switch (control) {
    case 'passed':
      // Several customers denied at once may share a cause that the control key's simple policy does not test: our
      // role's name, the context or the endpoint.
      return view.roleCoversEveryKey &&
        view.incidentSince === null &&
        Math.max(view.deniedTogether.customers, view.lostWithThis) < 2
        ? 'certain'
        : 'likely';
    case 'absent':
    case 'broken':
    case 'unknown':
      return otherCustomersAllowed && view.roleCoversEveryKey ? 'likely' : 'one_of_several';
    case 'contradicted':
    case 'failed':
      return 'one_of_several';
  }
}

/** A policy from the customer can settle it: either it lacks the denied actions, or it grants them after all. */
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
