import type { ProbeAction, ProbeKind } from '#lib/core/probe/actions.ts';
import type { Observed } from '#lib/core/result.ts';

/** Why a test gave no result. None of these says anything about the key. */
export const PROBE_FAULTS = [
  'throttled',
  'timed_out',
  'unreachable',
  'kms_fault',
  'malformed_answer',
  'vendor_credentials',
  'sign_in_failed',
  'own_configuration',
  'key_store_fault',
  'held_back',
  'unrecognised',
] as const;
export type ProbeFault = (typeof PROBE_FAULTS)[number];

/**
 * Why we can't test a permission by calling it. The console's statement lets only AWS services create grants
 * (`kms:GrantIsForAWSResource`), so a direct call is denied by a correct policy. Some keys have no rotation.
 */
export const NOT_TESTABLE_REASONS = ['grants_only_through_aws_services', 'not_supported_for_this_key'] as const;
export type NotTestableReason = (typeof NOT_TESTABLE_REASONS)[number];

/** Which policy a denial's message names. The message narrows down the owner and never decides it alone (H12). */
export const DENIAL_SOURCES = [
  'cross_account_catch_all',
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
  'resource_control_policy',
  'resource_policy',
  'not_found',
  'unrecognised',
] as const;
export type DenialSource = (typeof DENIAL_SOURCES)[number];

/**
 * A denied call. `explicitDeny`: AWS's message says that a Deny decided, so that an added Allow would not help; absent
 * where the message says nothing of one.
 */
export type Denial = { result: 'denied'; denial: DenialSource; explicitDeny?: true };

/** What the error of a call said about the key's state. It outweighs "Enabled" (H10). */
export const STATE_REFUSALS = [
  'disabled',
  'pending_deletion',
  'pending_import',
  'unavailable',
  'creating',
  'updating',
  'wrong_key_type',
  'unrecognised',
] as const;
export type StateRefusal = (typeof STATE_REFUSALS)[number];

/** AWS's own words about one call, kept as evidence. Never a request body, a header or a credential. */
export type AwsError = { name: string; message: string };

type CellEvidence = {
  action: ProbeAction;
  at: Date;
  durationMs: number;
  requestId: string | null;
  error: AwsError | null;
  /**
   * Set when a cryptographic call was a real one. A dry run proves permission; only a real call proves function (H2).
   */
  real?: true;
};

/**
 * The result of one permission test. `not_testable` and `not_run` are no failures. `hidden_by_denial`: one call needs
 * two permissions, and AWS denied the other one first.
 */
export type Cell = CellEvidence &
  (
    | { result: 'allowed' }
    | Denial
    | { result: 'wrong_state'; refusal: StateRefusal }
    | { result: 'could_not_tell'; fault: ProbeFault | 'hidden_by_denial' }
    | { result: 'not_testable'; reason: NotTestableReason }
    | { result: 'not_run' }
  );
export type CellResult = Cell['result'];

/** DescribeKey's answer, checked against a schema. AWS may add key states, so `keyState` is any text. */
export type KeyFacts = {
  keyState: string;
  keyManager: string | null;
  keySpec: string | null;
  keyUsage: string | null;
  origin: string | null;
  kmsCreatedAt: Date | null;
  deletionAt: Date | null;
  pendingDeletionWindowDays: number | null;
  materialExpiresAt: Date | null;
  multiRegionType: string | null;
  customKeyStoreId: string | null;
  currentKeyMaterialId: string | null;
};

/** The answer of GetKeyRotationStatus. It does not say when the key was last rotated. */
export type RotationStatus = {
  enabled: boolean;
  periodInDays: number | null;
  nextRotationAt: Date | null;
  /** Set only while an on-demand rotation is in progress. */
  onDemandStartedAt: Date | null;
};

/** What one check saw. It holds facts, not conclusions. */
export type ProbeReport = {
  kind: ProbeKind;
  arn: string;
  region: string;
  vendorAccountId: string | null;
  /** Our role's session ARN, which the customer sees in CloudTrail; null when no session could be opened. */
  principalArn: string | null;
  startedAt: Date;
  finishedAt: Date;
  /** AWS's clock minus the real clock of our process, in whole seconds; null when AWS gave no answer. */
  clockSkewMs: number | null;
  facts: Observed<KeyFacts>;
  /** Seen only when GetKeyRotationStatus was called and allowed. Otherwise its test says why not. */
  rotation: Observed<RotationStatus>;
  cells: readonly Cell[];
};

/** The report's test of an action, if it has one. */
export const cellOf = (report: ProbeReport, action: ProbeAction): Cell | undefined =>
  report.cells.find((cell) => cell.action === action);

/**
 * Whether an encrypt/decrypt test worked as a whole: in a custom key store, the data key is part of it.
 */
export const encryptTestWorked = (report: ProbeReport): boolean =>
  isProof(report) && report.cells.every(({ action, result }) => action === 'DescribeKey' || result === 'allowed');

/** Whether a real Decrypt returned what a real Encrypt had encrypted. Nothing less proves function (H2). */
export const isProof = (report: ProbeReport): boolean =>
  report.kind === 'proof' &&
  (['Encrypt', 'Decrypt'] as const).every((action) => {
    const cell = cellOf(report, action);
    return cell?.result === 'allowed' && cell.real === true;
  });
