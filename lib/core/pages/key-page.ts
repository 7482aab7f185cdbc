import type { Advice } from '#lib/core/finding/advise.ts';
import type { Evidence } from '#lib/core/finding/evidence.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { ShownVerdict } from '#lib/core/verdict/freshness.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { EventWords } from '#lib/core/pages/event-words.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { AwsError, CellResult, KeyFacts } from '#lib/core/probe/report.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { RotationLedger } from '#lib/core/rotation/rotation-ledger.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { VerdictHistory } from '#lib/core/verdict/verdict-strip.ts';

/** What AWS answered for one permission in the last report kept. */
export type CellEvidence = {
  result: CellResult;
  at: Date;
  durationMs: number;
  requestId: string | null;
  error: AwsError | null;
  /** Whether the row could not be told because the one call for two permissions was denied for the other. */
  hiddenByDenial: boolean;
};

/** One row of the grid: the last conclusive answer, and the evidence of the last report kept where it has some. */
export type PermissionRow = {
  action: ProbeAction;
  result: ActionResult['result'] | null;
  /** Whether the call was really carried out, not as a dry run. */
  real: boolean;
  at: Date | null;
  lastCell: CellEvidence | null;
};

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
  customerName: string;
  timeZone: string | null;
  arn: string;
  awsAccountId: string;
  kmsKeyId: string;
  region: string;
  regionName: string | null;
  vendorAccountId: string | null;
  role: KeyRole;
  workspace: string;
  contacts: { id: string; name: string; role: string; email: string; lastConfirmedAt: Date | null }[];
  otherKeys: OtherKey[];
  now: Date;
};

/** The page of a key whose owner is proven. */
export type ProvenKeyPage = KeyIdentity & {
  ownership: 'proven';
  provenAt: Date;
  shown: ShownVerdict;
  verdictSince: Date;
  /** What the panel counts down to: when AWS may delete the key, or the earliest that it may have. Null where nothing pends. */
  countsDownTo: Date | null;
  advice: { code: FindingCode; word: string; isNote: boolean; words: Advice }[];
  /** The reply to the customer as it would be copied now. */
  customerText: CustomerText;
  facts: KeyFacts | null;
  rows: PermissionRow[];
  lastAttemptAt: Date | null;
  lastAttemptFailed: boolean;
  /** When DescribeKey last answered: what a key that we can no longer see is judged by (H13). */
  lastDescribedAt: Date | null;
  nextCheckAt: Date;
  /** When a real round trip last worked; null where none did yet. */
  lastProofAt: Date | null;
  principalArn: string | null;
  /** Newest first; `status` is set where the event is a change of status. */
  events: { id: string; at: Date; words: EventWords; status: VerdictStatus | null }[];
  /** What the customer sent, latest first: their word, apart from all of the above. */
  evidence: Evidence[];
  /** What the strip of 90 days is drawn from; the columns are made where it is drawn. */
  strip: VerdictHistory;
  rotation: RotationLedger;
};

/** The key's page. Without proof of ownership it holds the words for that and nothing about the key (H16). */
export type KeyPage = ProvenKeyPage | (KeyIdentity & { ownership: 'unproven'; advice: Advice });
