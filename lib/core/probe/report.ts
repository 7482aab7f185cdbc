import type { ProbeAction, ProbeKind } from '#lib/core/probe/actions.ts';
import type { Observed } from '#lib/core/result.ts';

/** Why we could not tell. None of these says anything about the key. */
export const PROBE_FAULTS = [
  'throttled',
  'timed_out',
  'unreachable',
  'kms_fault',
  'malformed_answer',
  'vendor_credentials',
  'held_back',
  'unrecognised',
] as const;
export type ProbeFault = (typeof PROBE_FAULTS)[number];

/**
 * Why a row cannot be tested from here. A direct call for a grant is denied by a key policy that is right, because the
 * console's statement lets only AWS services ask (`kms:GrantIsForAWSResource`); some keys have no rotation to ask about.
 */
export const NOT_TESTABLE_REASONS = ['grants_only_through_aws_services', 'not_supported_for_this_key'] as const;
export type NotTestableReason = (typeof NOT_TESTABLE_REASONS)[number];

/** Which policy a denial's message names. It narrows the owner and never decides it alone (H12). */
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

/** What a crypto call's own error said of the key's condition; it outweighs "Enabled" (H10). */
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

/** AWS's own words for one call, kept as evidence. Never a request body, a header or a credential. */
export type AwsError = { name: string; message: string };

type CellEvidence = {
  action: ProbeAction;
  at: Date;
  durationMs: number;
  requestId: string | null;
  error: AwsError | null;
  /** Set where a cryptographic call was really carried out: a dry run proves permission, this proves function (H2). */
  real?: true;
};

/**
 * One permission's answer. `not_testable` and `not_run` are words of their own: neither is a failure.
 * `hidden_by_denial`: one call asks for two permissions, and AWS named the other one as missing.
 */
export type Cell = CellEvidence &
  (
    | { result: 'allowed' }
    | { result: 'denied'; denial: DenialSource }
    | { result: 'wrong_state'; refusal: StateRefusal }
    | { result: 'could_not_tell'; fault: ProbeFault | 'hidden_by_denial' }
    | { result: 'not_testable'; reason: NotTestableReason }
    | { result: 'not_run' }
  );
export type CellResult = Cell['result'];

/** DescribeKey's answer, checked against a schema. `keyState` is AWS's open vocabulary: an unknown word may come. */
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

/** GetKeyRotationStatus's answer. It does not say when the key was last rotated. */
export type RotationStatus = {
  enabled: boolean;
  periodInDays: number | null;
  nextRotationAt: Date | null;
  /** Set only while a rotation on demand is under way. */
  onDemandStartedAt: Date | null;
};

/** What one check saw. It holds facts, never a conclusion. */
export type ProbeReport = {
  kind: ProbeKind;
  arn: string;
  region: string;
  vendorAccountId: string | null;
  /** Our role's session ARN, as a customer sees it in CloudTrail; null where no session could be opened. */
  principalArn: string | null;
  startedAt: Date;
  finishedAt: Date;
  facts: Observed<KeyFacts>;
  /** Seen only where GetKeyRotationStatus was asked and answered; why not stands in its cell. */
  rotation: Observed<RotationStatus>;
  cells: readonly Cell[];
};

/** The report's cell for an action, if the probe had such a row. */
export const cellOf = (report: ProbeReport, action: ProbeAction): Cell | undefined =>
  report.cells.find((cell) => cell.action === action);

/** Whether a real Decrypt returned what a real Encrypt had encrypted: nothing less proves function (H2). */
export const isProof = (report: ProbeReport): boolean =>
  report.kind === 'proof' &&
  (['Encrypt', 'Decrypt'] as const).every((action) => {
    const cell = cellOf(report, action);
    return cell?.result === 'allowed' && cell.real === true;
  });
