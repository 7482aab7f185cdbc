import type { RequiredAction } from '#lib/core/probe/actions.ts';

/** What staff may paste on a customer's behalf. It is the owner's word, never our own observation. */
export const EVIDENCE_KINDS = ['describe_key', 'key_policy', 'key_rotations', 'production_error'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * What a pasted policy says about one required action for our account. `conditional` depends on a condition that the
 * document alone does not settle; `not_granted` is an implicit deny.
 */
export type PolicyAnswer = 'allowed' | 'conditional' | 'not_granted' | 'denied';

/** A pasted policy, read for our account. The document itself is not kept: it may name other people's accounts. */
export type PolicyReading = {
  kind: 'key_policy';
  answers: Readonly<Record<RequiredAction, PolicyAnswer>>;
  /**
   * AWS condition keys that decide the conditional answers, such as `kms:ViaService`. Never the customer's own names.
   */
  conditionKeys: readonly string[];
  /** Whether the statement with our grants for AWS services is there. It can't be tested by calling it. */
  grantsForAwsServices: boolean;
  /** What the policy grants our account beyond what we need, such as `kms:PutKeyPolicy` or `kms:*`. */
  moreThanNeeded: readonly string[];
  /** Whether the owner's own account can still change the policy. */
  ownerKeepsControl: boolean;
  /** Vendor accounts of other regions that get what this region's account does not get. */
  otherVendorAccounts: readonly string[];
};

/** The owner's own `describe-key`: the key's description, or their NotFoundException for this ARN. */
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

/** One row of the owner's `list-key-rotations`. KMS gives the list only to the owner. */
export type SuppliedRotation = {
  keyMaterialId: string | null;
  rotatedAt: Date | null;
  type: 'AUTOMATIC' | 'ON_DEMAND' | null;
  /** AWS may add values: CURRENT, NON_CURRENT, PENDING_ROTATION … */
  materialState: string | null;
};

export type EvidenceContent =
  | PolicyReading
  | OwnerDescription
  | { kind: 'key_rotations'; rotations: readonly SuppliedRotation[] }
  /** An error from production: AWS's error name, the action without its prefix, and the principal that AWS named. */
  | { kind: 'production_error'; errorName: string; action: string | null; principalArn: string | null };

/** One piece of evidence, dated by when the customer took it. */
export type Evidence = {
  id: string;
  /** The ARN that it is about. If the key's ARN was changed since, it does not count. */
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
