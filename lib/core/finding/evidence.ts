import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { DenialSource, StateRefusal } from '#lib/core/probe/report.ts';

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
  /** AWS services, in AWS's short names, through which our account may do what its own calls may not. */
  throughServices?: readonly string[];
  /**
   * Set if a statement for use stands under `kms:GrantIsForAWSResource`, which only calls about grants can meet, so that
   * it allows no use.
   */
  grantConditionOnUse?: true;
  /** How many statements name other resources in `Resource`, so that they have no effect on this key. */
  statementsForOtherKeys?: number;
  /** Unique IDs of deleted roles and users that an Allow still names. They may have been anybody's. */
  deletedPrincipals?: readonly string[];
  /** Set for the policy of an AWS managed key, which nobody can change. */
  awsManagedKey?: true;
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

/** Which kind of custom key store an error speaks of. */
export type KeyStoreNamed = 'external_key_store' | 'cloudhsm_key_store';

/**
 * An error from production: AWS's error name, the action without its prefix, and the principal that AWS named. Readings
 * from before the optional fields lack them.
 */
export type ProductionError = {
  kind: 'production_error';
  errorName: string;
  action: string | null;
  principalArn: string | null;
  /** Whether AWS's message names this key's full ARN. */
  namesThisKey?: boolean;
  /** Which policy the message of a denial names; null if it names none, or if it is no denial. */
  deniedBy?: DenialSource | null;
  /** Whether the message says that a Deny decided. */
  explicitDeny?: true;
  /** The ARN of the organization's policy that the message names. */
  policyArn?: string;
  /** The key state that the message names. */
  state?: StateRefusal | null;
  keyStore?: KeyStoreNamed;
  /** AWS's name of the service that passed the error on, and its operation; null if KMS was called directly. */
  service?: string | null;
  operation?: string;
  /** Whether the principal is of one of our accounts; null if the message shows none, or too little of it. */
  byOurAccount?: true | null;
  /** AWS's names of the other errors in the same text. The one kept says most about this key. */
  otherErrors?: readonly string[];
};

export type EvidenceContent =
  | PolicyReading
  | OwnerDescription
  | { kind: 'key_rotations'; rotations: readonly SuppliedRotation[] }
  | ProductionError;

/** One piece of evidence, dated by when the customer took it. */
export type Evidence = {
  id: string;
  /** The ARN that it is about. If the key's ARN was changed since, it does not count. */
  arn: string;
  asOf: Date;
  addedAt: Date;
  addedBy: string;
  content: EvidenceContent;
  /** Who closed an error from production, when and why; null while it is open. Only errors are closed (H14). */
  closed: { at: Date; by: string; reason: string } | null;
};

/** The latest evidence of a kind: what a rule may look at. Null where none was given. */
/** How our product's last real use of a key went, as it reported it. */
export type RealRun = { kind: 'backup' | 'restore'; at: Date; result: 'succeeded' | 'failed' };

export type LatestEvidence = {
  describeKey: { asOf: Date; content: OwnerDescription } | null;
  keyPolicy: { asOf: Date; content: PolicyReading } | null;
  /**
   * Every error from production that nobody closed, newest first. A later error, a successful test or time closes none of
   * them (H14).
   */
  productionErrors: readonly { asOf: Date; content: ProductionError }[];
  /** The last real uses that our product reported, for a key with such an error. */
  realRuns?: readonly RealRun[];
};

export const NO_EVIDENCE: LatestEvidence = { describeKey: null, keyPolicy: null, productionErrors: [] };
