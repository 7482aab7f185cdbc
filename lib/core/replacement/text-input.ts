import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { RollBackReason } from './replacement.ts';

/**
 * Why we don't switch to a key, as the customer may read it. `cannot_accept` names no reason: that another customer holds
 * the key is never told (H16).
 */
export const REJECT_REASONS = [
  'same_key',
  'other_region',
  'cannot_accept',
  'tests_failed',
  'not_confirmed',
  'unverified_request',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** One workspace of a request. Times are null until the thing happened. */
export type ReplacementTextLine = {
  workspace: string;
  region: string;
  oldKey: {
    arn: string;
    awsAccountId: string;
    /** Its state when we last saw it, and when that was; null where we never did. */
    keyState: string | null;
    seenAt: Date | null;
    deletionAt: Date | null;
  };
  /** The key that the customer sent; null before. Nothing that we learned of it stands here (H16). */
  newKey: { arn: string; awsAccountId: string } | null;
  switchedAt: Date | null;
  acknowledgedAt: Date | null;
  firstBackupAt: Date | null;
  releasedAt: Date | null;
  /** Whether the release of the old key holds, rests on reports of zero, and nothing else uses or is to use the key. */
  oldKeyLetGo: boolean;
  rolledBackAt: Date | null;
  rolledBackWhy: RollBackReason | null;
  /** Why we don't switch to the key; null while nobody rejected it. */
  rejectedWhy: RejectReason | null;
  /** What depends on the old key and on the new one; null where it was never reported. */
  dependents: KnownDependents | null;
  newDependents: KnownDependents | null;
};

/** Everything that a text of a replacement may name (H6). */
export type ReplacementTextInput = {
  customerName: string;
  contactName: string | null;
  timeZone: string | null;
  /** The ticket that the text goes into, as the customer knows it. */
  ticket: string | null;
  plannedFor: Date | null;
  /** Whether nobody whom we know asked for it or confirmed it since (H17). */
  unconfirmed: boolean;
  now: Date;
  regions: readonly HostingRegion[];
  lines: readonly ReplacementTextLine[];
};

/** A text, and the old keys of which it says that they are disabled or pending deletion, and asks what to do. */
export type ReplacementTextMade =
  { ok: true; subject: string; body: string; asksAbout: readonly string[] } | { ok: false; words: string };
