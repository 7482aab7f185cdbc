import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { AssignmentRole } from '#lib/core/key/role.ts';
import type { DoneBy } from '#lib/core/pages/setup-page.ts';
import type { ComparedRow } from '#lib/core/replacement/compare.ts';
import type { Flag } from '#lib/core/replacement/flags.ts';
import type { PlanStep } from '#lib/core/replacement/plan.ts';
import type { ReplacementSource, ReplacementState, ReplacementText } from '#lib/core/replacement/replacement.ts';
import type { LineNext, LineStanding, LineWaitsFor } from '#lib/core/replacement/standing.ts';

/** One of the two keys, by its name. */
export type NamedKey = { id: string; arn: string; awsAccountId: string };

/** A key of a workspace over time, with the rotations of its material. */
export type KeyOverTime = {
  keyId: string;
  arn: string;
  periods: readonly { role: AssignmentRole; from: Date; to: Date | null }[];
  rotations: readonly Date[];
};

/** What depends on a key in one line, and how old the report is; null where nothing was ever reported. */
export type DependentsLine = { words: string; asOf: Date } | null;

export type ReplacementLineView = {
  id: string;
  workspace: string;
  region: string;
  standing: LineStanding;
  /** What somebody of us must look at now, in words. */
  alarms: readonly string[];
  next: string;
  oldKey: NamedKey;
  newKey: (NamedKey & { proven: boolean; receivedAt: Date }) | null;
  flags: readonly Flag[];
  compared: readonly ComparedRow[];
  moveTest: { words: string; at: Date } | null;
  /** What is missing before it may be approved or switched, in words. */
  missing: readonly string[];
  plan: readonly PlanStep[];
  /** Whether the new key is in another AWS account, and who confirmed it (H17). */
  confirmation: { needed: boolean; done: (DoneBy & { how: string }) | null };
  /** Whether the old key is not usable, so that an approver must decide to go on without it. */
  mayOverride: boolean;
  override: (DoneBy & { reason: string }) | null;
  asked: DoneBy | null;
  /** The approval that stands, and why it no longer holds; earlier ones are in the history. */
  approval: (DoneBy & { from: Date; until: Date; ended: string | null }) | null;
  /** Why the person who reads this can't approve; null where their part in it does not keep them. */
  mayNotApprove: string | null;
  switched: DoneBy | null;
  acknowledged: (DoneBy & { how: string }) | null;
  firstBackup: DoneBy | null;
  /** How many restore points still need the old key, of how many at the switch; null where either was not reported. */
  moved: { left: number; of: number; asOf: Date } | null;
  oldDependents: DependentsLine;
  newDependents: DependentsLine;
  /** What keeps the key that is kept from being released, in words; null before the switch. */
  kept: readonly string[] | null;

  rolledBack: (DoneBy & { why: string; reason: string }) | null;
  ended: { reason: string } | null;
  keysOverTime: readonly KeyOverTime[];
};

export type ReplacementTextView = {
  id: string;
  kind: ReplacementText;
  subject: string;
  body: string;
  frozen: DoneBy;
  told: (DoneBy & { to: string; channel: ToldChannel }) | null;
};

/** The page of one request. */
export type ReplacementPage = {
  id: string;
  revision: number;
  now: Date;
  customer: { id: string; name: string; hasProvider: boolean };
  source: ReplacementSource;
  reason: string;
  ticket: string | null;
  plannedFor: Date | null;
  askedBy: { name: string; contactId: string | null; verified: boolean };
  owner: { name: string; isYou: boolean };
  created: DoneBy;
  lines: readonly ReplacementLineView[];
  contacts: readonly {
    id: string;
    name: string;
    verified: boolean;
    /** When it was last confirmed that the contact is who they say; null where that never was. */
    confirmedAt: Date | null;
    mayConfirm: boolean;
    /** How the contact was verified, and with which number; null where nobody was. */
    reachedBy: string | null;
  }[];
  /** Who may approve anything; those who had a part in the request are marked. */
  approvers: readonly { name: string; email: string; hadPart: boolean }[];
  /** The texts that can be made now, and why the others can't. */
  makeable: Readonly<Record<ReplacementText, { blocked: string } | { subject: string; body: string }>>;
  /** Those that somebody should send now. */
  toSend: readonly ReplacementText[];
  texts: readonly ReplacementTextView[];
  /** Whether the request has more events than are shown. */
  moreEvents: boolean;
  events: readonly { id: string; at: Date; by: string | null; words: string; detail: string | null }[];
};

/** One request in the list. */
export type ReplacementListItem = {
  id: string;
  customerName: string;
  /** What the request waits for first. */
  waitsFor: LineWaitsFor;
  lines: readonly { workspace: string; region: string; state: ReplacementState }[];
  next: string;
  /** The same as a code. */
  step: LineNext | 'tell';
  alarm: string | null;
  since: string;
  dueAt: string | null;
  ownerName: string;
  ticket: string | null;
  /** Who asked for it, while no verified contact has; and the day that they named. Null where a verified contact did. */
  unverified: { name: string; askedFor: string | null } | null;
  /** The keys that would be replaced. */
  oldKeys: readonly { id: string; region: string }[];
};
export type ReplacementListPage = { now: string; items: readonly ReplacementListItem[]; more: boolean; ended: boolean };
