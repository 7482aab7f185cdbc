import { CONFIRM_SPAN_MS, denialConfirmed } from '#lib/core/confirmation.ts';
import { judgeControl } from '#lib/core/control.ts';
import { actionsOf, customerSideDenials, vendorSideDenials, type DeniedCell } from '#lib/core/denial.ts';
import { lossOf } from '#lib/core/earliest-loss.ts';
import { finding, type Confidence, type FindingDetail } from '#lib/core/finding.ts';
import { turnedTogether } from '#lib/core/incident.ts';
import { REQUIRED_ACTIONS, type ProbeReport } from '#lib/core/probe.ts';
import type { Circumstances, Rule } from '#lib/core/rules/rule.ts';

const describeDenial = (report: ProbeReport): DeniedCell | null =>
  customerSideDenials(report).find((cell) => cell.action === 'DescribeKey') ?? null;

/** What the customer's own papers add, where they were taken since the denial began. */
function suppliedDetail({ evidence, firstDenialAt, report }: Circumstances): FindingDetail {
  const { describeKey, keyPolicy } = evidence;
  const denied = actionsOf(customerSideDenials(report));
  const since = firstDenialAt ?? new Date(Number.MAX_SAFE_INTEGER);
  return {
    ownerSaw:
      describeKey === null || describeKey.asOf < since
        ? null
        : {
            asOf: describeKey.asOf,
            exists: describeKey.content.exists,
            keyState: describeKey.content.exists ? describeKey.content.keyState : null,
            deletionAt: describeKey.content.exists ? describeKey.content.deletionAt : null,
          },
    policyCopy:
      keyPolicy === null || keyPolicy.asOf < since
        ? null
        : {
            asOf: keyPolicy.asOf,
            lacks: denied.filter((action) => ['not_granted', 'denied'].includes(keyPolicy.content.answers[action])),
            conditionKeys: keyPolicy.content.conditionKeys,
          },
  };
}

/** What every finding of a denial rests on. */
function denialDetail(circumstances: Circumstances, cells: readonly DeniedCell[]): FindingDetail {
  const { report, record, denial, region, now } = circumstances;
  return {
    actions: actionsOf(cells),
    hiddenActions: report.cells.flatMap((cell) =>
      cell.result === 'could_not_tell' && cell.fault === 'hidden_by_denial' ? [cell.action] : [],
    ),
    othersAllowed: report.cells.some((cell) => cell.result === 'allowed'),
    denials: [...new Set(cells.map((cell) => cell.denial))],
    control: denial.control,
    otherCustomersAllowed: denial.otherCustomersAllowed,
    customersTurned: region.turned.customers,
    loss: describeDenial(report) === null ? null : lossOf(record, now),
    ...suppliedDetail(circumstances),
  };
}

/** A text that names us, or the same action denied on our own control key: either way our side is to be mended first. */
const vendorPermissionFault: Rule = (circumstances) => {
  const { report, denial, region } = circumstances;
  const named = vendorSideDenials(report);
  const shared = denial.held === 'own_side_fails' && !turnedTogether(region.turned) ? customerSideDenials(report) : [];
  const denied = [...named, ...shared];
  const control = judgeControl(region, actionsOf(denied), circumstances.firstDenialAt);
  return denied.length > 0
    ? finding('vendor_permission_fault', 'likely', { ...denialDetail(circumstances, denied), control })
    : null;
};

/** Many customers at once are one fault until shown otherwise, and our own side is looked at first (H25). */
const regionIncident: Rule = (circumstances) => {
  const { report, denial, region } = circumstances;
  const denied = customerSideDenials(report);
  if (denied.length === 0) return null;
  const ours = denial.held === 'own_side_fails' && turnedTogether(region.turned);
  if (!ours && denial.held !== 'many_turned') return null;
  return finding('region_incident', ours ? 'likely' : 'one_of_several', denialDetail(circumstances, denied));
};

/** A control key that cannot speak leaves our own side unproven, and is ours to mend. */
const controlBroken: Rule = ({ report, denial }) =>
  customerSideDenials(report).length > 0 && (denial.control === 'broken' || denial.control === 'contradicted')
    ? finding('control_broken', denial.control === 'broken' ? 'certain' : 'likely', { control: denial.control })
    : null;

const PENDING: readonly string[] = ['PendingDeletion', 'PendingReplicaDeletion'];

/** The owner's own description, taken since the denial began. */
const ownerSight = ({ evidence: { describeKey }, firstDenialAt }: Circumstances) =>
  describeKey !== null && firstDenialAt !== null && describeKey.asOf >= firstDenialAt ? describeKey : null;

/** A deletion that was last seen pending: by us, or later by the owner, who may have scheduled it anew. */
function pendingDeletion(circumstances: Circumstances): { deletionAt: Date | null } | null {
  const owner = ownerSight(circumstances)?.content;
  if (owner?.exists === true && PENDING.includes(owner.keyState)) return { deletionAt: owner.deletionAt };
  const { facts } = circumstances.record;
  if (facts === null || !PENDING.includes(facts.keyState)) return null;
  // The owner saw it out of deletion: then it is a denial like any other.
  return owner?.exists === true ? null : { deletionAt: facts.deletionAt };
}

const ownerSawItGone = (circumstances: Circumstances): boolean => ownerSight(circumstances)?.content.exists === false;

const hasPassed = (deletionAt: Date | null, now: Date): boolean => deletionAt !== null && now >= deletionAt;

/** A denial that is held is no sign of a deletion either. */
const unseenByTheirSide = (circumstances: Circumstances): boolean =>
  describeDenial(circumstances.report) !== null && circumstances.denial.held === null;

/** From another account a deleted key looks like a denial; only our own history tells them apart, never surely (H13). */
const presumedDeleted: Rule = (circumstances) => {
  const { report, record, now } = circumstances;
  if (!unseenByTheirSide(circumstances)) return null;
  const pending = pendingDeletion(circumstances);
  const due = pending !== null && hasPassed(pending.deletionAt, now);
  if (!due && !ownerSawItGone(circumstances)) return null;
  return finding('presumed_deleted', 'likely', {
    ...denialDetail(circumstances, customerSideDenials(report)),
    deletionAt: pending?.deletionAt ?? record.facts?.deletionAt ?? null,
  });
};

const deniedWhilePendingDeletion: Rule = (circumstances) => {
  const { report, now } = circumstances;
  if (!unseenByTheirSide(circumstances) || ownerSawItGone(circumstances)) return null;
  const pending = pendingDeletion(circumstances);
  if (pending === null || hasPassed(pending.deletionAt, now)) return null;
  return finding('denied_while_pending_deletion', 'one_of_several', {
    ...denialDetail(circumstances, customerSideDenials(report)),
    deletionAt: pending.deletionAt,
  });
};

/** Not more than likely: a mistyped ARN and a client of the wrong region read the same. */
const atMostLikely = (confidence: Confidence): Confidence => (confidence === 'certain' ? 'likely' : confidence);

const spokenForByDeletion = (circumstances: Circumstances): boolean =>
  presumedDeleted(circumstances) !== null || deniedWhilePendingDeletion(circumstances) !== null;

const wasUsableAndUnconfirmed = ({ record, denialCount, firstDenialAt, now }: Circumstances): boolean =>
  record.check.lastUsableAt !== null && !denialConfirmed(denialCount, firstDenialAt, now);

const accessDenied: Rule = (circumstances) => {
  const { report, record, denial, denialCount, firstDenialAt, now } = circumstances;
  const all = customerSideDenials(report);
  if (all.length === 0 || denial.held !== null || spokenForByDeletion(circumstances)) return null;

  if (wasUsableAndUnconfirmed(circumstances)) {
    const since = firstDenialAt ?? now;
    return finding('access_denied_unconfirmed', 'one_of_several', {
      ...denialDetail(circumstances, all),
      denialCount,
      confirmAt: new Date(since.getTime() + CONFIRM_SPAN_MS),
    });
  }
  // The rule below speaks for those that name an organisation's policy.
  const cells = all.filter((cell) => cell.denial !== 'resource_control_policy');
  if (cells.length === 0) return null;
  const detail = { ...denialDetail(circumstances, cells), denialCount };
  const describe = describeDenial(report);
  if (describe?.denial === 'not_found') return finding('key_not_found', atMostLikely(denial.confidence), detail);
  if (describe !== null && all.length === 1 && detail.othersAllowed === true)
    return finding('describe_denied', denial.confidence, detail);
  if (record.check.lastUsableAt !== null) return finding('access_lost', denial.confidence, detail);
  return finding(detail.othersAllowed === true ? 'partial_access' : 'no_access_yet', denial.confidence, detail);
};

/** Their organisation's policy, by AWS's own word; which only the control probe can make more than a reading. */
const resourceControlPolicyDenies: Rule = (circumstances) => {
  const { report, denial } = circumstances;
  const cells = customerSideDenials(report).filter((cell) => cell.denial === 'resource_control_policy');
  if (cells.length === 0 || denial.held !== null || wasUsableAndUnconfirmed(circumstances)) return null;
  if (spokenForByDeletion(circumstances)) return null;
  return finding('resource_control_policy_denies', denial.confidence, denialDetail(circumstances, cells));
};

/** How long a denial that production met is set against probes that pass. */
export const PRODUCTION_DENIAL_VALID_MS = 3 * 24 * 3_600_000;

/** A green probe never closes a ticket of production's: principal, context, endpoint or time may differ (H14). */
const productionDeniedProbeAllowed: Rule = ({ report, record, firstDenialAt, actions, evidence, now }) => {
  const { productionError } = evidence;
  if (productionError === null || !report.facts.seen || report.facts.value.keyState !== 'Enabled') return null;
  if (now.getTime() - productionError.asOf.getTime() > PRODUCTION_DENIAL_VALID_MS) return null;
  const { errorName, action } = productionError.content;
  // Throttling, expired credentials or a bad parameter are other stories than a denial.
  if (errorName !== 'AccessDeniedException') return null;
  if (!REQUIRED_ACTIONS.every((required) => actions[required]?.result === 'allowed')) return null;
  // What we were denied ourselves explains it: there is no contradiction while it lasts, nor of an error before it ended.
  const { verdict, verdictSince, check } = record;
  const explained =
    firstDenialAt !== null ||
    check.firstDenialAt !== null ||
    verdict.status === 'unusable' ||
    (verdict.status === 'usable' && productionError.asOf < verdictSince);
  if (explained) return null;
  return finding('production_denied_probe_allowed', 'one_of_several', {
    production: { asOf: productionError.asOf, action },
  });
};

const rotationNotVisible: Rule = ({ actions }) =>
  actions.GetKeyRotationStatus?.result === 'denied' ? finding('rotation_not_visible', 'certain') : null;

const moreAccessThanNeeded: Rule = ({ evidence: { keyPolicy } }) =>
  keyPolicy !== null && keyPolicy.content.moreThanNeeded.length > 0
    ? finding('more_access_than_needed', 'likely', { moreThanNeeded: keyPolicy.content.moreThanNeeded })
    : null;

export const ACCESS_RULES: readonly Rule[] = [
  presumedDeleted,
  deniedWhilePendingDeletion,
  accessDenied,
  resourceControlPolicyDenies,
  regionIncident,
  vendorPermissionFault,
  controlBroken,
  productionDeniedProbeAllowed,
  rotationNotVisible,
  moreAccessThanNeeded,
];
