import { accessDeniedUnconfirmed } from '#lib/core/finding/access/access-denied-unconfirmed.ts';
import { accessLost } from '#lib/core/finding/access/access-lost.ts';
import { deniedWhilePendingDeletion } from '#lib/core/finding/access/denied-while-pending-deletion.ts';
import { describeDenied } from '#lib/core/finding/access/describe-denied.ts';
import { keyNotFound } from '#lib/core/finding/access/key-not-found.ts';
import { noAccessYet, partialAccess } from '#lib/core/finding/access/no-access-yet.ts';
import { presumedDeleted } from '#lib/core/finding/access/presumed-deleted.ts';
import { productionDeniedProbeAllowed } from '#lib/core/finding/access/production-denied-probe-allowed.ts';
import { realCallFailed } from '#lib/core/finding/access/real-call-failed.ts';
import { resourceControlPolicyDenies } from '#lib/core/finding/access/resource-control-policy-denies.ts';
import type { FindingRecord } from '#lib/core/finding/finding-record.ts';
import { keyStoreFault } from '#lib/core/finding/inconclusive/key-store-fault.ts';
import { kmsFault, malformedAnswer, unknownError } from '#lib/core/finding/inconclusive/kms-fault.ts';
import { timedOut, unreachable } from '#lib/core/finding/inconclusive/no-answer.ts';
import { heldBack, throttled } from '#lib/core/finding/inconclusive/throttled.ts';
import { aliasArn } from '#lib/core/finding/intake/alias-arn.ts';
import { keyHeldByAnotherCustomer, ownershipUnproven } from '#lib/core/finding/intake/holder.ts';
import { ownershipWithdrawn } from '#lib/core/finding/intake/ownership-withdrawn.ts';
import {
  bareKeyId,
  consoleAddress,
  damagedArn,
  multiRegionKeyId,
  notAnArn,
  otherArn,
  severalArns,
} from '#lib/core/finding/intake/not-an-arn.ts';
import { regionMismatch, regionNotHosted, wrongPartition } from '#lib/core/finding/intake/region-not-hosted.ts';
import { vendorAccountKey } from '#lib/core/finding/intake/vendor-account-key.ts';
import { keyChanging } from '#lib/core/finding/key/key-changing.ts';
import { keyDisabled } from '#lib/core/finding/key/key-disabled.ts';
import { keyStoreRefuses, keyStoreUnavailable } from '#lib/core/finding/key/key-store.ts';
import { materialExpiring, materialMissing } from '#lib/core/finding/key/material.ts';
import { pendingDeletion, pendingReplicaDeletion } from '#lib/core/finding/key/pending-deletion.ts';
import { unknownKeyState, unknownRefusal } from '#lib/core/finding/key/unknown-key-state.ts';
import { awsManagedKey, wrongKeyType } from '#lib/core/finding/key/wrong-key.ts';
import { moreAccessThanNeeded } from '#lib/core/finding/notes/more-access-than-needed.ts';
import { importedNotTested, neverChecked, permissionTestsOverdue } from '#lib/core/finding/notes/not-tested.ts';
import { rotationNotVisible } from '#lib/core/finding/notes/rotation-not-visible.ts';
import { unknownCause } from '#lib/core/finding/notes/unknown-cause.ts';
import { recoveryUnconfirmed } from '#lib/core/finding/notes/recovery-unconfirmed.ts';
import { clockDiffers } from '#lib/core/finding/our-side/clock-differs.ts';
import { controlBroken, controlContradicted } from '#lib/core/finding/our-side/control-key.ts';
import { ownConfiguration } from '#lib/core/finding/our-side/own-configuration.ts';
import { regionIncident } from '#lib/core/finding/our-side/region-incident.ts';
import { signInFailed } from '#lib/core/finding/our-side/sign-in-failed.ts';
import { vendorCredentialsFault } from '#lib/core/finding/our-side/vendor-credentials-fault.ts';
import { vendorPermissionFault } from '#lib/core/finding/our-side/vendor-permission-fault.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';

/** Every finding. Findings of one severity are listed in this order. */
export const ALL_FINDINGS = [
  notAnArn,
  damagedArn,
  severalArns,
  consoleAddress,
  otherArn,
  bareKeyId,
  multiRegionKeyId,
  aliasArn,
  wrongPartition,
  regionNotHosted,
  regionMismatch,
  vendorAccountKey,
  keyHeldByAnotherCustomer,
  ownershipUnproven,
  ownershipWithdrawn,
  pendingDeletion,
  pendingReplicaDeletion,
  presumedDeleted,
  deniedWhilePendingDeletion,
  materialMissing,
  keyStoreUnavailable,
  keyStoreRefuses,
  keyDisabled,
  wrongKeyType,
  awsManagedKey,
  keyChanging,
  materialExpiring,
  unknownKeyState,
  unknownRefusal,
  accessLost,
  noAccessYet,
  keyNotFound,
  partialAccess,
  describeDenied,
  accessDeniedUnconfirmed,
  resourceControlPolicyDenies,
  realCallFailed,
  productionDeniedProbeAllowed,
  regionIncident,
  vendorPermissionFault,
  vendorCredentialsFault,
  signInFailed,
  ownConfiguration,
  controlBroken,
  controlContradicted,
  clockDiffers,
  throttled,
  heldBack,
  timedOut,
  unreachable,
  kmsFault,
  keyStoreFault,
  unknownError,
  malformedAnswer,
  recoveryUnconfirmed,
  neverChecked,
  importedNotTested,
  permissionTestsOverdue,
  unknownCause,
  rotationNotVisible,
  moreAccessThanNeeded,
] as const;

type AnyRecord = (typeof ALL_FINDINGS)[number];

/** The closed list of conclusions about a key. */
export type FindingCode = AnyRecord['code'];
export const FINDING_CODES: readonly FindingCode[] = ALL_FINDINGS.map(({ code }) => code);

type FindingOf<R> = R extends FindingRecord<infer C, infer D> ? { code: C; confidence: Confidence; detail: D } : never;

/** What was concluded about a key. It contains no prose. */
export type Finding = FindingOf<AnyRecord>;

/** The detail of any finding. */
export type FindingDetail = Finding['detail'];

type RecordByCode = { readonly [R in AnyRecord as R['code']]: R };

const BY_CODE = Object.fromEntries(ALL_FINDINGS.map((record) => [record.code, record])) as RecordByCode;

/** The record of a code. Its functions take the detail of this code's findings. */
export const findingRecord = (code: FindingCode): FindingRecord<FindingCode, FindingDetail> => BY_CODE[code];

// The compiler refuses this line if a fault of a call has no finding.
const everyFaultHasAFinding: Exclude<ProbeFault, FaultOf<AnyRecord>> extends never ? true : never = true;
type FaultOf<R> = R extends FindingRecord<string, infer _, infer F> ? F : never;
void everyFaultHasAFinding;

const BY_FAULT = Object.fromEntries(
  ALL_FINDINGS.flatMap(({ code, traits }) => (traits.faults ?? []).map((fault) => [fault, code])),
) as Record<ProbeFault, FindingCode>;

/** The finding for a fault. Every fault has one, so none is silent. */
export const findingOfFault = (fault: ProbeFault): FindingCode => BY_FAULT[fault];

/** Whether a finding only says why a check got no answer. */
export const saysOnlyWhy = (code: FindingCode): boolean => findingRecord(code).traits.faults !== undefined;
