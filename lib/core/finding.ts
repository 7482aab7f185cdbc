import type { ProbeAction, ProbeFault } from '#lib/core/probe.ts';
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
  // ours
  vendor_permission_fault: 'attention',
  vendor_credentials_fault: null,
  // inconclusive
  throttled: null,
  timed_out: null,
  unreachable: null,
  kms_fault: null,
  malformed_answer: null,
  // notes
  never_checked: 'unverified',
  permission_tests_overdue: 'unverified',
} as const satisfies Record<string, Exclude<VerdictStatus, 'usable'> | null>;

export type FindingCode = keyof typeof FINDING_VERDICT;
export const FINDING_CODES = Object.keys(FINDING_VERDICT) as FindingCode[];

export const CONFIDENCES = ['certain', 'likely', 'one_of_several'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What may at most be claimed of a finding that is told again without the report it came from (H12, H13). */
export const CONFIDENCE_LATER: Partial<Record<FindingCode, Confidence>> = {
  presumed_deleted: 'likely',
  vendor_permission_fault: 'likely',
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
  deletionAt?: Date | null;
  pendingDeletionWindowDays?: number | null;
  materialExpiresAt?: Date | null;
  keyState?: string;
  denialCount?: number;
  confirmAt?: Date | null;
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
  unrecognised: 'kms_fault',
} as const satisfies Record<ProbeFault, FindingCode>;
