import type { Advice } from '#lib/core/advice.ts';
import type { FindingCode } from '#lib/core/finding.ts';
import type { ShownVerdict } from '#lib/core/freshness.ts';
import type { KeyEvent } from '#lib/core/key-event.ts';
import type { KeyRole } from '#lib/core/key-record.ts';
import type { AwsError, CellResult, KeyFacts, ProbeAction } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

/** What AWS answered for one permission in the last report kept. */
export type CellEvidence = {
  result: CellResult;
  at: Date;
  durationMs: number;
  requestId: string | null;
  error: AwsError | null;
};

/** One row of the grid: the last conclusive answer, and the evidence of the last report kept where it has some. */
export type PermissionRow = {
  action: ProbeAction;
  tested: boolean;
  result: 'allowed' | 'denied' | 'wrong_state' | null;
  at: Date | null;
  lastCell: CellEvidence | null;
};

export type OtherKey = { id: string; arn: string; region: string; role: KeyRole; verdict: Verdict };

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
  advice: { code: FindingCode; words: Advice }[];
  facts: KeyFacts | null;
  rows: PermissionRow[];
  lastAttemptAt: Date | null;
  lastAttemptFailed: boolean;
  nextCheckAt: Date;
  principalArn: string | null;
  events: { id: string; at: Date; event: KeyEvent }[];
};

/** The key's page. Without proof of ownership it holds the words for that and nothing about the key (H16). */
export type KeyPage = ProvenKeyPage | (KeyIdentity & { ownership: 'unproven'; advice: Advice });
