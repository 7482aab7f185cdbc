import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { RotationStatus } from '#lib/core/probe/report.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { PassedCheck } from '#lib/core/setup/stage.ts';
import type { Compared, ComparedKey } from './flags.ts';
import type { PartTaken, ReplacementState } from './replacement.ts';

/** One of the two keys with everything that a reviewer compares. */
export type KeySide = ComparedKey & {
  id: string;
  role: KeyRole;
  facts: KeyFacts | null;
  rotation: RotationStatus | null;
  /** Whether it is proven that the holder has this key. Without it nothing else here is filled (H16). */
  proven: boolean;
  /** The stored status; null while no check was conclusive. */
  status: VerdictStatus | null;
  /** Since when it has been unusable or in doubt without a break; null while it is usable. */
  notUsableSince: Date | null;
  lastConclusiveAt: Date | null;
  /** The last backup that our product reported for it, and the key that it used. */
  lastBackup: { at: Date; arn: string } | null;
  /** What depends on it, by the product's newest report; null where it was never reported. */
  known: KnownDependents | null;
};

/** An approval as it was given. */
export type Approval = {
  id: string;
  staffId: string;
  by: string;
  at: Date;
  /** The window in which the switch may be ordered. */
  from: Date;
  until: Date;
  /** Whether whoever gave it might still give it: an approver who had no part in the line, also since. */
  mayStillApprove: boolean;
  /** What it rests on. */
  basis: Basis;
};

/** What an approval rests on, as it is stored: facts, flags and results, without their times. */
export type Basis = {
  oldArn: string;
  newArn: string;
  askedBy: string;
  /** What the request says. */
  request?: string;
  flags: readonly string[];
  oldKey: Side;
  newKey: Side;
  moveTest: string;
  override: string | null;
};
type Side = {
  status: string | null;
  keyState: string | null;
  deletionAt: string | null;
  materialExpiresAt: string | null;
  results: Readonly<Record<string, string>>;
};

/** What one line rests on. Times are null until the thing happened. */
export type LineFacts = Pick<Compared, 'heldByAnother' | 'askedByVerifiedContact' | 'namedLikeContact' | 'moveTest'> & {
  state: ReplacementState;
  stateAt: Date;
  /** Whether nobody recorded yet that the customer was told what this state asks for. */
  untold: boolean;
  oldKey: KeySide;
  newKey: KeySide | null;
  askedBy: string;
  reason: string;
  plannedFor: Date | null;
  keyReceivedAt: Date | null;
  /** Full checks of the new key that passed, and its latest encrypt/decrypt test that worked. */
  passedChecks: readonly PassedCheck[];
  encryptTest: PassedCheck | null;
  /** When a verified contact confirmed another AWS account, or an approver made an exception (H17). */
  confirmedAt: Date | null;
  /** Who let the request go on although the old key isn't usable. */
  override: { id: string; staffId: string; by: string; at: Date; reason: string } | null;
  /** What each person did to this line. */
  taken: readonly { staffId: string; part: PartTaken }[];
  approval: Approval | null;
  switchedAt: Date | null;
  acknowledgedAt: Date | null;
  firstBackupAt: Date | null;
};
