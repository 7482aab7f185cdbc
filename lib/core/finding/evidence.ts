import type { RequiredAction } from '#lib/core/probe/actions.ts';

/** What staff may paste on a customer's behalf. It is the owner's word, never an observation of ours. */
export const EVIDENCE_KINDS = ['describe_key', 'key_policy', 'key_rotations', 'production_error'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * What a pasted policy says of one required action for our account. `conditional` hangs on a condition that the
 * document alone does not settle; `not_granted` is an implicit deny.
 */
export type PolicyAnswer = 'allowed' | 'conditional' | 'not_granted' | 'denied';

/** A pasted policy, read for our account. The document itself is not kept: it may name other people's accounts. */
export type PolicyReading = {
  kind: 'key_policy';
  answers: Readonly<Record<RequiredAction, PolicyAnswer>>;
  /** Condition keys of AWS's that decide the conditional answers, such as `kms:ViaService`; never the customer's names. */
  conditionKeys: readonly string[];
  /** Whether our grant statement for AWS services is there; it cannot be tested by calling it. */
  grantsForAwsServices: boolean;
  /** What the policy gives our account beyond need, such as `kms:PutKeyPolicy` or `kms:*`. */
  moreThanNeeded: readonly string[];
  /** Whether the owner's own account keeps the right to change the policy. */
  ownerKeepsControl: boolean;
  /** Vendor accounts of other regions to which it gives what it does not give to this region's. */
  otherVendorAccounts: readonly string[];
};

/** The owner's own `describe-key`: the key as it is there, or their NotFoundException for this ARN. */
export type OwnerDescription =
  | { kind: 'describe_key'; exists: false }
  | {
      kind: 'describe_key';
      exists: true;
      keyState: string;
      deletionAt: Date | null;
      materialExpiresAt: Date | null;
      currentKeyMaterialId: string | null;
    };

/** One row of the owner's `list-key-rotations`; KMS lists it to nobody else. */
export type SuppliedRotation = {
  keyMaterialId: string | null;
  rotatedAt: Date | null;
  type: 'AUTOMATIC' | 'ON_DEMAND' | null;
  /** AWS's open vocabulary: CURRENT, NON_CURRENT, PENDING_ROTATION … */
  materialState: string | null;
};

export type EvidenceContent =
  | PolicyReading
  | OwnerDescription
  | { kind: 'key_rotations'; rotations: readonly SuppliedRotation[] }
  /** An error that production met: in AWS's name without its prefix, the action asked for; and whom AWS named. */
  | { kind: 'production_error'; errorName: string; action: string | null; principalArn: string | null };

/** One piece of evidence, dated by when the customer took it. */
export type Evidence = {
  id: string;
  /** The ARN that it is about: a key whose ARN was changed since is not what it speaks of. */
  arn: string;
  asOf: Date;
  addedAt: Date;
  addedBy: string;
  content: EvidenceContent;
};

/** The latest evidence of a kind: what a rule may look at. Null where none was given. */
export type LatestEvidence = {
  describeKey: { asOf: Date; content: OwnerDescription } | null;
  keyPolicy: { asOf: Date; content: PolicyReading } | null;
  productionError: { asOf: Date; content: Extract<EvidenceContent, { kind: 'production_error' }> } | null;
};

export const NO_EVIDENCE: LatestEvidence = { describeKey: null, keyPolicy: null, productionError: null };
