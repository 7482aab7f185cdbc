import type { EvidenceRefusal } from '#lib/core/evidence/evidence-refusal.ts';
import type { PasteFormat } from '#lib/core/evidence/paste-format.ts';
import type { PolicyReading } from '#lib/core/finding/evidence.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';
import type { KeyArn, KeyArnParts } from '#lib/core/key/key-arn.ts';
import type { Noticed } from '#lib/core/key/pasted-identifier.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';

/** One line of a setup: a workspace in a region, and what earlier answers brought for it. */
export type ExpectedLine = {
  lineId: string;
  region: string;
  workspaceName: string;
  /** The ARN that was received before, or null. */
  arn: KeyArn | null;
  /** Whether a policy was read before that gives us everything. */
  policyRead?: boolean;
  regionConfirmed?: boolean;
};

/** A workspace of the setup that is cleared already, and where it stands. */
export type ClearedLine = {
  region: string;
  workspaceName: string;
  arn: KeyArn;
  step: 'told' | 'first_backup' | null;
};

/** What a setup waits for. */
export type Expected = {
  lines: readonly ExpectedLine[];
  cleared?: readonly ClearedLine[];
  regions: readonly Pick<HostingRegion, 'code' | 'name' | 'vendorAccountId' | 'encryptionContext'>[];
  /** ARNs that stand as examples in the instructions we sent. */
  ownExamples?: readonly string[];
  /** E-mail addresses of the contacts that are known already. */
  contactsKnown?: readonly string[];
  /** Set when a person says that the quoted part is the customer’s own message, as in a forwarded mail. */
  quotedIsTheirs?: boolean;
  /** When the answer is read, for policies with conditions on the time. */
  at?: Date;
};

/** What an answer brought for the ARN of a line. ARNs are sorted, so that the order of a mail changes nothing. */
export type FoundForLine =
  | { kind: 'nothing' }
  | { kind: 'arn'; arn: KeyArnParts }
  /** The ARN that was received before, and no other. */
  | { kind: 'again'; arn: KeyArnParts }
  /** Another ARN than the one received before: ask which. */
  | { kind: 'differs'; received: KeyArn; arns: readonly KeyArnParts[] }
  /** Several ARNs in the region of this one line: ask which. */
  | { kind: 'several'; arns: readonly KeyArnParts[] }
  /**
   * Several lines have this region, so a person must say which ARN belongs to which workspace. One that stands
   * alone in a line of text with the name of this workspace is suggested.
   */
  | { kind: 'choose'; arns: readonly KeyArnParts[]; suggested: KeyArn | null }
  /** Only in the quoted part of the mail, which may be an older message: a person must confirm it. */
  | { kind: 'quoted'; arns: readonly KeyArnParts[] };

/** What the pasted policy says for a line. */
export type PolicyForLine =
  | { kind: 'not_pasted' }
  | {
      kind: 'read';
      /** The key as which it was read; null while the ARN is not known, then statements for single keys are not. */
      forArn: KeyArn | null;
      reading: PolicyReading;
      uses: 'complete' | 'incomplete' | 'depends';
      /** Required actions that no statement allows, or that one denies. */
      missingActions: readonly RequiredAction[];
      /** Vendor accounts of ours in other regions that the policy names in place of this region's. */
      otherRegions: readonly { region: string; vendorAccountId: string }[];
      /** The statement that no test can show. */
      grants: 'present' | 'absent';
    }
  | { kind: 'refused'; reason: EvidenceRefusal; format: PasteFormat | null }
  /** Different policies for the same line. */
  | { kind: 'several' };

export type ReturnedLine = ExpectedLine & {
  found: FoundForLine;
  policy: PolicyForLine;
  /** Whether the text itself names the region, by code or name, beside any ARN. */
  namesRegion: boolean;
};

/** Why an identifier fits no line. Reasons of `IntakeRefusal` have their words in the finding of the same code. */
export type ReturnedRefusal =
  | Exclude<IntakeRefusal, 'several_arns' | 'region_mismatch' | 'not_an_arn'>
  | 'region_not_in_setup'
  | 'cleared_with_another_key'
  | 'related_multi_region_key'
  | 'aws_managed_alias'
  | 'aws_managed_key'
  | 'not_for_encryption'
  | 'own_example'
  | 'placeholder'
  | 'account_alone';

/** An identifier that fits no line: as it was sent, why, and what was noticed in it. */
export type RefusedIdentifier = { as: string; reason: ReturnedRefusal; noticed: Noticed | null };

/** Somebody whom the answer names. A suggestion only: nobody was verified. */
export type SuggestedContact = { name: string | null; email: string };

/** A policy of which the text does not tell the key: our regions whose vendor accounts it names. */
export type UnplacedPolicy = { vendorRegions: readonly string[]; refusal: EvidenceRefusal | null };

/** What is still to be asked for. */
export type Missing =
  | { kind: 'arn' | 'which_arn' | 'policy' | 'policy_change'; lineId: string; region: string; workspaceName: string }
  | { kind: 'region'; lineId: string; region: string; workspaceName: string }
  | { kind: 'contacts'; count: number };

/** The key of a workspace that is cleared already; `another` if an open workspace of its region has no key yet. */
export type ClearedKey = ClearedLine & { another: boolean };

/** Everything that was read of a customer's answer. Identifiers and readings only, never the text. */
export type Returned = {
  lines: readonly ReturnedLine[];
  cleared: readonly ClearedKey[];
  refused: readonly RefusedIdentifier[];
  /** Aliases that stand beside a key's ARN: nothing is to be asked about them. */
  aliases: readonly string[];
  unplacedPolicies: readonly UnplacedPolicy[];
  contacts: readonly SuggestedContact[];
  /** Regions that the text names and that are not part of the setup. */
  otherRegionsNamed: readonly string[];
  missing: readonly Missing[];
};

/** Why nothing was read at all. */
export type NothingReturned = 'empty' | 'too_long' | 'nothing_recognized' | 'only_quoted_text';
