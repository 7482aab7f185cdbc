import { denialConfirmed } from '#lib/core/finding/confirmation.ts';
import type { Circumstances, ControlJudgement, KnownKey } from '#lib/core/finding/circumstances.ts';
import { lossOf, type EarliestLoss } from '#lib/core/finding/earliest-loss.ts';
import { REQUIRED_ACTIONS, type ProbeAction, type RequiredAction } from '#lib/core/probe/actions.ts';
import { actionsOf, customerSideDenials, type DeniedCell } from '#lib/core/probe/denials.ts';

/** What the owner's own describe-key said, and when they took it. */
export type OwnerSaid = { asOf: Date; exists: boolean; keyState: string | null; deletionAt: Date | null };

/** What a policy that the customer sent says about the denied actions, and when they took it. */
export type PolicyCopy = { asOf: Date; lacks: readonly ProbeAction[]; conditionKeys: readonly string[] };

/** The detail of every finding about a denial. */
export type DenialDetail = {
  actions: readonly RequiredAction[];
  /** Actions that the same call needs as a denied one. AWS names only the first one that it denies. */
  hiddenActions: readonly ProbeAction[];
  /** Whether another action on the same key was allowed. Then the key exists and its policy knows our account. */
  othersAllowed: boolean;
  /** The result of the same actions on our control key; null when it is no longer known. */
  control: ControlJudgement | null;
  /** Whether another customer's key in the region was allowed the same actions since the denial began. */
  otherCustomersAllowed: boolean;
  /** When a deletion that we can no longer see may be complete; null when DescribeKey never answered (H13). */
  loss: EarliestLoss | null;
  ownerSaid: OwnerSaid | null;
  policyCopy: PolicyCopy | null;
};

/** A report's denied DescribeKey, if the denial may come from the customer's side. */
export const describeDenial = ({ report }: Circumstances): DeniedCell | null =>
  customerSideDenials(report).find((cell) => cell.action === 'DescribeKey') ?? null;

/** Evidence from the customer counts only if they took it after the denial began. */
function suppliedDetail({
  evidence: { describeKey, keyPolicy },
  firstDenialAt,
  report,
}: Circumstances): Pick<DenialDetail, 'ownerSaid' | 'policyCopy'> {
  const denied = actionsOf(customerSideDenials(report));
  const takenSince = (asOf: Date): boolean => firstDenialAt !== null && asOf >= firstDenialAt;
  return {
    ownerSaid:
      describeKey === null || !takenSince(describeKey.asOf)
        ? null
        : {
            asOf: describeKey.asOf,
            exists: describeKey.content.exists,
            keyState: describeKey.content.exists ? describeKey.content.keyState : null,
            deletionAt: describeKey.content.exists ? describeKey.content.deletionAt : null,
          },
    policyCopy:
      keyPolicy === null || !takenSince(keyPolicy.asOf)
        ? null
        : {
            asOf: keyPolicy.asOf,
            lacks: denied.filter((action) => ['not_granted', 'denied'].includes(keyPolicy.content.answers[action])),
            conditionKeys: keyPolicy.content.conditionKeys,
          },
  };
}

/** The detail of a finding about these denied tests. */
export function denialDetail(circumstances: Circumstances, cells: readonly DeniedCell[]): DenialDetail {
  const { report, record, denial, now } = circumstances;
  return {
    actions: actionsOf(cells),
    hiddenActions: report.cells.flatMap((cell) =>
      cell.result === 'could_not_tell' && cell.fault === 'hidden_by_denial' ? [cell.action] : [],
    ),
    othersAllowed: report.cells.some((cell) => cell.result === 'allowed'),
    control: denial.control,
    otherCustomersAllowed: denial.otherCustomersAllowed,
    loss: describeDenial(circumstances) === null ? null : lossOf(record, now),
    ...suppliedDetail(circumstances),
  };
}

/** The same detail from the stored key alone. The possible loss comes from the clock (H13). */
export function storedDenial(record: KnownKey, now: Date): DenialDetail {
  const actions = REQUIRED_ACTIONS.filter((action) => record.check.actions[action]?.result === 'denied');
  return {
    actions,
    hiddenActions: [],
    othersAllowed: Object.values(record.check.actions).some(({ result }) => result === 'allowed'),
    control: null,
    otherCustomersAllowed: false,
    loss: actions.includes('DescribeKey') ? lossOf(record, now) : null,
    ownerSaid: null,
    policyCopy: null,
  };
}

/** A key that was usable needs several denials before its access counts as lost. */
export const isUnconfirmed = ({ record, denialCount, firstDenialAt, now }: Circumstances): boolean =>
  record.check.lastUsableAt !== null && !denialConfirmed(denialCount, firstDenialAt, now);
