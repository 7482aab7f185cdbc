import { denialConfirmed } from '#lib/core/finding/confirmation.ts';
import type { Circumstances, ControlJudgement, KnownKey } from '#lib/core/finding/circumstances.ts';
import { lossOf, type EarliestLoss } from '#lib/core/finding/earliest-loss.ts';
import { REQUIRED_ACTIONS, type ProbeAction, type RequiredAction } from '#lib/core/probe/actions.ts';
import { isInFuture } from '#lib/core/probe/clock-error.ts';
import {
  actionsOf,
  controlPolicyIds,
  customerSideDenials,
  namesVendor,
  type DeniedCell,
} from '#lib/core/probe/denials.ts';

/** What the owner's own describe-key said, and when they took it. */
export type OwnerSaid = { asOf: Date; exists: boolean; keyState: string | null; deletionAt: Date | null };

/** What a policy that the customer sent says about the denied actions, and when they took it. */
export type PolicyCopy = {
  asOf: Date;
  lacks: readonly ProbeAction[];
  /** Those of them that a Deny of the policy refuses; absent in findings from before that was kept. */
  denies?: readonly ProbeAction[];
  conditionKeys: readonly string[];
};

/** The key state that we last saw ourselves, and when. */
export type LastSeen = { keyState: string; asOf: Date | null };

/** The detail of every finding about a denial. */
export type DenialDetail = {
  actions: readonly RequiredAction[];
  /**
   * Those of them that an explicit Deny refuses, as AWS said to us or in production, or as the customer's copy of the
   * policy shows. An added Allow does not help there.
   */
  explicit: readonly RequiredAction[];
  /** The resource control policies that AWS names, by their IDs; absent where it names none. */
  policyIds?: readonly string[];
  /** Actions that the same call needs as a denied one. AWS names only the first one that it denies. */
  hiddenActions: readonly ProbeAction[];
  /** Whether another action on the same key was allowed. Then the key exists and its policy knows our account. */
  othersAllowed: boolean;
  /** The result of the same actions on our control key; null when it is no longer known. */
  control: ControlJudgement | null;
  /** Whether another customer's key in the region was allowed the same actions since the denial began. */
  otherCustomersAllowed: boolean;
  /** Whether our role's IAM scope is declared to cover every key; null when it is no longer known. */
  roleCoversEveryKey: boolean | null;
  /** When a deletion that we can no longer see may be complete; null when DescribeKey never answered (H13). */
  loss: EarliestLoss | null;
  /** The state that we last saw, while AWS denies us DescribeKey; null while we see it, or never did. */
  lastSeen: LastSeen | null;
  ownerSaid: OwnerSaid | null;
  policyCopy: PolicyCopy | null;
};

/** A report's denied DescribeKey, if the denial may come from the customer's side. */
export const describeDenial = ({ report }: Circumstances): DeniedCell | null =>
  customerSideDenials(report).find((cell) => cell.action === 'DescribeKey') ?? null;

/** The owner's own description of the key, if it is newer than the last thing that we saw ourselves. */
export function newerOwnerDescription({ evidence: { describeKey }, record, now }: Circumstances) {
  const { lastDescribedAt, actions } = record.check;
  const allowed = REQUIRED_ACTIONS.flatMap((action) =>
    actions[action]?.result === 'allowed' ? [actions[action].at] : [],
  );
  // A time in the future was stored before a clock was set back, so nobody knows when that was (H26).
  const seen = [...(lastDescribedAt === null ? [] : [lastDescribedAt]), ...allowed].filter(
    (at) => !isInFuture(at, now),
  );
  return describeKey !== null && seen.every((at) => describeKey.asOf > at) ? describeKey : null;
}

/** The owner's description counts if it is newer than ours, a copy of the policy if it is newer than the denial. */
function suppliedDetail(circumstances: Circumstances): Pick<DenialDetail, 'ownerSaid' | 'policyCopy'> {
  const { firstDenialAt, report } = circumstances;
  const { keyPolicy } = circumstances.evidence;
  const denied = actionsOf(customerSideDenials(report));
  const takenSince = (asOf: Date): boolean => firstDenialAt !== null && asOf >= firstDenialAt;
  const owner = newerOwnerDescription(circumstances);
  return {
    ownerSaid:
      owner === null
        ? null
        : {
            asOf: owner.asOf,
            exists: owner.content.exists,
            keyState: owner.content.exists ? owner.content.keyState : null,
            deletionAt: owner.content.exists ? owner.content.deletionAt : null,
          },
    policyCopy:
      keyPolicy === null || !takenSince(keyPolicy.asOf)
        ? null
        : {
            asOf: keyPolicy.asOf,
            lacks: denied.filter((action) => ['not_granted', 'denied'].includes(keyPolicy.content.answers[action])),
            denies: denied.filter((action) => keyPolicy.content.answers[action] === 'denied'),
            conditionKeys: keyPolicy.content.conditionKeys,
          },
  };
}

/** Whether AWS told our service in production, since the key was last usable, that a Deny of its policy refuses the action. */
const deniedInProduction = ({ evidence, record: { check } }: Circumstances, action: RequiredAction): boolean =>
  evidence.productionErrors.some(
    ({ asOf, content }) =>
      content.explicitDeny === true &&
      content.deniedBy === 'resource_policy' &&
      (content.byOurAccount === true || content.principalArn !== null) &&
      content.action?.replace(/^kms:/, '') === action &&
      (check.lastUsableAt === null || asOf > check.lastUsableAt),
  );

/** The denied actions that an explicit Deny refuses. What the customer or production showed says nothing of our policies. */
function explicitlyDenied(
  circumstances: Circumstances,
  cells: readonly DeniedCell[],
  policyCopy: PolicyCopy | null,
): RequiredAction[] {
  return actionsOf(
    cells.filter(
      (cell) =>
        cell.explicitDeny === true ||
        (!namesVendor(cell.denial) &&
          (policyCopy?.denies?.includes(cell.action) === true || deniedInProduction(circumstances, cell.action))),
    ),
  );
}

/** The state that any answer named last. A check of an earlier version kept only DescribeKey's. */
function lastSeenOf({ facts, check }: KnownKey): LastSeen | null {
  if (check.namedState !== null) return { keyState: check.namedState.state, asOf: check.namedState.at };
  return facts === null ? null : { keyState: facts.keyState, asOf: check.lastDescribedAt };
}

/** The detail of a finding about these denied tests. */
export function denialDetail(circumstances: Circumstances, cells: readonly DeniedCell[]): DenialDetail {
  const { report, record, denial, now } = circumstances;
  const supplied = suppliedDetail(circumstances);
  const policyIds = controlPolicyIds(cells);
  return {
    actions: actionsOf(cells),
    explicit: explicitlyDenied(circumstances, cells, supplied.policyCopy),
    ...(policyIds.length > 0 && { policyIds }),
    hiddenActions: report.cells.flatMap((cell) =>
      cell.result === 'could_not_tell' && cell.fault === 'hidden_by_denial' ? [cell.action] : [],
    ),
    othersAllowed:
      report.cells.some((cell) => cell.result === 'allowed') ||
      customerSideDenials(report).some((cell) => !cells.includes(cell) && !isConfirmed(circumstances, cell)),
    control: denial.control,
    otherCustomersAllowed: denial.otherCustomersAllowed,
    roleCoversEveryKey: denial.roleCoversEveryKey,
    loss: describeDenial(circumstances) === null ? null : lossOf(record, now),
    lastSeen: describeDenial(circumstances) === null ? null : lastSeenOf(record),
    ...supplied,
  };
}

/** The same detail from the stored key alone. The possible loss comes from the clock (H13). */
export function storedDenial(record: KnownKey, now: Date): DenialDetail {
  const actions = REQUIRED_ACTIONS.filter((action) => record.check.actions[action]?.result === 'denied');
  return {
    actions,
    explicit: [],
    hiddenActions: [],
    othersAllowed: Object.values(record.check.actions).some(({ result }) => result === 'allowed'),
    control: null,
    otherCustomersAllowed: false,
    roleCoversEveryKey: null,
    loss: actions.includes('DescribeKey') ? lossOf(record, now) : null,
    lastSeen: actions.includes('DescribeKey') ? lastSeenOf(record) : null,
    ownerSaid: null,
    policyCopy: null,
  };
}

/** Whether a denial has enough denials behind it, for a new key too: a new policy takes minutes to reach all of KMS. */
export const isConfirmed = ({ denials, now }: Circumstances, { action }: DeniedCell): boolean =>
  denialConfirmed(denials[action], now);
