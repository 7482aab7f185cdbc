import type { Advice } from '#lib/core/finding/advise.ts';
import type { Evidence } from '#lib/core/finding/evidence.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { ShownVerdict } from '#lib/core/verdict/freshness.ts';
import type { Next } from '#lib/core/pages/next-steps.ts';
import type { KeyBlocks } from '#lib/core/pages/key-blocks.ts';
import type { KeyDateWords } from '#lib/core/pages/key-date-words.ts';
import type { KeyEventItem } from '#lib/core/pages/key-events-page.ts';
import type { NoteView, TicketView } from '#lib/core/pages/ticket-view.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { AwsError, CellResult, KeyFacts } from '#lib/core/probe/report.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { ReportedDependents } from '#lib/core/service/dependents.ts';
import type { RotationOverview } from '#lib/core/rotation/rotation-ledger.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { VerdictStrip } from '#lib/core/verdict/verdict-strip.ts';

/** What AWS answered for one permission in the last stored report. */
export type CellEvidence = {
  result: CellResult;
  at: Date;
  durationMs: number;
  requestId: string | null;
  error: AwsError | null;
  /** True when one call needs two permissions and AWS denied the other one first. */
  hiddenByDenial: boolean;
  /** True when AWS's message says that an explicit Deny refused the call. */
  explicitDeny: boolean;
  /** True when our own limit for the key store left no time for the call (H24). */
  heldBack: boolean;
};

/** One permission test: its last conclusive answer, and what AWS answered in the last stored report. */
export type PermissionTest = {
  action: ProbeAction;
  result: ActionResult['result'] | null;
  /** True when the call was a real one, not a dry run. */
  real: boolean;
  at: Date | null;
  lastCell: CellEvidence | null;
};

/** The permissions in one line; when all are allowed, also when the oldest of their tests was made. */
export type PermissionSummary = { words: string; allAllowed: boolean; testedAt: Date | null };

export type OtherKey = {
  id: string;
  arn: string;
  region: string;
  role: KeyRole;
  verdict: Verdict;
  verdictWords: string;
};

export type KeyIdentity = {
  id: string;
  customerId: string;
  customerName: string;
  /** Named by a change of the customer, so that a page that is out of date overwrites nothing. */
  customerRevision: number;
  timeZone: string | null;
  arn: string;
  awsAccountId: string;
  kmsKeyId: string;
  region: string;
  regionName: string | null;
  /** When KMS last answered in the key's region, and what holds checks up there; null where it hosts no keys. */
  regionFreshness: RegionFreshness | null;
  vendorAccountId: string | null;
  role: KeyRole;
  workspace: string;
  /** The other customers whose workspaces it protects, or will protect; the customer above is then their provider. */
  usedBy: readonly string[];
  /** The setup that it came with, and the words that open it; null for a key from before setups. */
  setup: { id: string; words: string } | null;
  /** When, and for what, something depended on it again after its release; null where it isn't retained for that. */
  neededAgain: { at: Date; words: string } | null;
  blocks: KeyBlocks;
  contacts: { id: string; name: string; role: string; email: string; lastConfirmedAt: Date | null }[];
  otherKeys: OtherKey[];
  /** The open tickets that are about it, those opened first coming first. */
  tickets: TicketView[];
  /** The newest notes of staff about it, and whether there are older ones. */
  notes: NoteView[];
  moreNotes: boolean;
  now: Date;
};

/** What the customer was told about the key, and what the person who looks copied. Only what was sent counts as told. */
export type ToldOnPage = {
  /** The contact whom the reply greets; null where it greets nobody by name. */
  contactName: string | null;
  /** That nobody has verified who reads the reply, and what to do; null where somebody did. */
  unverified: string | null;
  /** Who is meant by that; empty where nobody is, or the customer has no contact. */
  toVerify: readonly { id: string; name: string; phone: string | null }[];
  /** What the reply tells now, as a digest. */
  tells: string;
  /** The last text that was sent, and in words what changed since; null where none was sent. */
  last: { at: Date; by: string; to: string; channel: ToldChannel; changes: readonly string[] } | null;
  /** By when, in words, that text or one of a setup promises that we write again, and whether that time has passed. */
  promise: { by: string; passed: boolean } | null;
  /**
   * The newest text of which this person has to say whether it was sent; null where there is nothing to ask. `by`: who
   * copied it, where it was handed over.
   */
  unsent: { textId: string; copiedAt: Date; by: string | null } | null;
  /** A reply that somebody else copied since, and nobody recorded as sent or not sent; null where there is none. */
  copiedByOther: { by: string; copiedAt: Date } | null;
};

/** The page of a key whose ownership is proven. */
export type ProvenKeyPage = KeyIdentity & {
  ownership: 'proven';
  provenAt: Date;
  /** How, in words; null for a key from before that was stored. */
  provenHow: string | null;
  /** The approver who accepted the ownership without proof; null where it is proven. */
  acceptedBy: string | null;
  shown: ShownVerdict;
  /** When its checks ended; null where they go on, or where it never protected a workspace. */
  retiredAt: Date | null;
  verdictSince: Date;
  /** The one "since" of the page (H27): of the unbroken time in which the key has not been usable, else of the status. */
  since: { at: Date; words: string };
  /** The start of the unbroken time in which the key has not been usable. */
  notUsableSince: Date | null;
  /** The one date by which somebody must have acted (H27). */
  deadlineAt: Date | null;
  /** When the region's incident began; null when there is none. */
  incidentSince: Date | null;
  advice: { code: FindingCode; word: string; isNote: boolean; words: Advice }[];
  /** Whose action it is, and what staff do now. */
  next: Next;
  /** The reply to the customer as it would be copied now. */
  customerText: CustomerText;
  told: ToldOnPage;
  facts: KeyFacts | null;
  rows: PermissionTest[];
  permissions: PermissionSummary;
  /** What an explicit Deny means, once for all permissions that it refuses; null where the page says it elsewhere. */
  explicitDeny: string | null;
  lastAttemptAt: Date | null;
  lastAttemptFailed: boolean;
  /** When DescribeKey last answered: the basis for a key that we can no longer see (H13). */
  lastDescribedAt: Date | null;
  /** What AWS will do with the key by itself. */
  dates: KeyDateWords;
  nextCheckAt: Date;
  /** When an encrypt/decrypt test last passed; null where none did yet. */
  lastProofAt: Date | null;
  principalArn: string | null;
  /** The latest, newest first. */
  events: KeyEventItem[];
  /** Where the older events begin; null if there are none. */
  olderEvents: string | null;
  /** Evidence from the customer and from our production, newest first. Our checks did not see it, so it stays separate from the rest. */
  evidence: Evidence[];
  /** The status history of 90 days. The periods of earlier days are read when somebody chooses a day. */
  strip: VerdictStrip;
  rotation: RotationOverview;
  /** What depends on the key, by the newest report; null where none was ever sent (H19). */
  dependents: ReportedDependents | null;
};

/** The page of a key whose ownership is not proven, or whose proof was withdrawn: nothing about the key itself (H16). */
export type UnprovenKeyPage = KeyIdentity & {
  ownership: 'unproven';
  advice: Advice;
  /** When the proof was taken back, by whom and why; null where there was none yet. */
  withdrawn: { at: Date; by: string | null; reason: string | null } | null;
  /** The other customer who holds this ARN; null if nobody does. For staff alone: no customer may learn it. */
  heldBy: string | null;
  /** Since when we ask AWS for the code in its description, and what the last answer was; null where nobody asks. */
  asking: { since: Date; nextAt: Date; last: { at: Date; words: string; reasons: readonly string[] } | null } | null;
};

export type KeyPage = ProvenKeyPage | UnprovenKeyPage;
