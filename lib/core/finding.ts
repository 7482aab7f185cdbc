import type { ControlJudgement } from '#lib/core/control.ts';
import type { EarliestLoss } from '#lib/core/earliest-loss.ts';
import type { DenialSource, ProbeAction, ProbeFault } from '#lib/core/probe.ts';
import type { VerdictStatus } from '#lib/core/verdict.ts';

/** The closed vocabulary of conclusions about a key, with the verdict each stands for; `null` leaves the verdict alone. */
export const FINDING_VERDICT = {
  // intake
  not_an_arn: null,
  bare_key_id: null,
  alias_arn: null,
  wrong_partition: null,
  region_not_hosted: null,
  region_mismatch: null,
  vendor_account_key: null,
  key_held_by_another_customer: null,
  ownership_unproven: 'unverified',
  // key
  pending_deletion: 'unusable',
  pending_replica_deletion: 'unusable',
  presumed_deleted: 'unusable',
  denied_while_pending_deletion: 'unusable',
  material_missing: 'unusable',
  key_store_unavailable: 'unusable',
  key_disabled: 'unusable',
  wrong_key_type: 'unusable',
  aws_managed_key: 'unusable',
  key_changing: 'attention',
  material_expiring: 'attention',
  unknown_key_state: 'unverified',
  // access
  access_lost: 'unusable',
  no_access_yet: 'unusable',
  key_not_found: 'unusable',
  partial_access: 'unusable',
  describe_denied: 'unverified',
  access_denied_unconfirmed: 'attention',
  resource_control_policy_denies: 'unusable',
  production_denied_probe_allowed: 'attention',
  // ours
  region_incident: 'attention',
  vendor_permission_fault: 'attention',
  vendor_credentials_fault: null,
  control_broken: null,
  // inconclusive
  throttled: null,
  timed_out: null,
  unreachable: null,
  kms_fault: null,
  malformed_answer: null,
  // notes
  never_checked: 'unverified',
  permission_tests_overdue: 'unverified',
  rotation_not_visible: null,
  more_access_than_needed: null,
} as const satisfies Record<string, Exclude<VerdictStatus, 'usable'> | null>;

export type FindingCode = keyof typeof FINDING_VERDICT;
export const FINDING_CODES = Object.keys(FINDING_VERDICT) as FindingCode[];

export const CONFIDENCES = ['certain', 'likely', 'one_of_several'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What may at most be claimed of a finding that is told again without the report it came from (H12, H13). */
export const CONFIDENCE_LATER: Partial<Record<FindingCode, Confidence>> = {
  presumed_deleted: 'likely',
  vendor_permission_fault: 'likely',
  region_incident: 'one_of_several',
  resource_control_policy_denies: 'one_of_several',
  denied_while_pending_deletion: 'one_of_several',
  access_lost: 'one_of_several',
  no_access_yet: 'one_of_several',
  key_not_found: 'one_of_several',
  partial_access: 'one_of_several',
  describe_denied: 'one_of_several',
  access_denied_unconfirmed: 'one_of_several',
};

/** What a finding rests on, in the record's own terms; the words are made from it in `advice.ts`. */
export type FindingDetail = {
  actions?: readonly ProbeAction[];
  /** Whether another action with the same key was allowed: then the key exists, and its policy knows us. */
  othersAllowed?: boolean;
  /** Actions that one call asked together with a denied one: AWS names the first that it denies, so these could not be told. */
  hiddenActions?: readonly ProbeAction[];
  deletionAt?: Date | null;
  pendingDeletionWindowDays?: number | null;
  materialExpiresAt?: Date | null;
  keyState?: string;
  denialCount?: number;
  confirmAt?: Date | null;
  /** Which policies AWS named in the denials. */
  denials?: readonly DenialSource[];
  /** What the same actions gave on our control key. */
  control?: ControlJudgement;
  /** Whether another customer's key in the region was allowed the same actions since the denial began. */
  otherCustomersAllowed?: boolean;
  /** How many customers of the region lost access together. */
  customersTurned?: number;
  /** From when a deletion that we can no longer see may be over; null where DescribeKey never answered (H13). */
  loss?: EarliestLoss | null;
  /** What the customer's own describe-key said, and when they took it. */
  ownerSaw?: { asOf: Date; exists: boolean; keyState: string | null; deletionAt: Date | null } | null;
  /** What a policy that the customer sent says of the denied actions, and when they took it. */
  policyCopy?: { asOf: Date; lacks: readonly ProbeAction[]; conditionKeys: readonly string[] } | null;
  /** Actions beyond need that such a policy gives our account. */
  moreThanNeeded?: readonly string[];
  /** A denial that production met while our probe was allowed: what, and when it was taken. */
  production?: { asOf: Date; action: string | null } | null;
};

/** A rule's conclusion. It holds no prose. */
export type Finding = { code: FindingCode; confidence: Confidence; detail: FindingDetail };

export const finding = (code: FindingCode, confidence: Confidence, detail: FindingDetail = {}): Finding => ({
  code,
  confidence,
  detail,
});

/** Every way of not knowing has a finding of its own, so that no fault is silent. */
export const FAULT_FINDING = {
  throttled: 'throttled',
  timed_out: 'timed_out',
  unreachable: 'unreachable',
  kms_fault: 'kms_fault',
  malformed_answer: 'malformed_answer',
  vendor_credentials: 'vendor_credentials_fault',
  held_back: 'throttled',
  unrecognised: 'kms_fault',
} as const satisfies Record<ProbeFault, FindingCode>;

/** The findings that say only why nothing could be told. */
export const FAULT_CODES: readonly FindingCode[] = Object.values(FAULT_FINDING);

/** Worth noting, and nothing to act on now. */
export const NOTE_CODES: readonly FindingCode[] = ['rotation_not_visible', 'more_access_than_needed'];
