import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { customerText } from '#lib/core/customer-text/customer-text.ts';
import { whyNotToCopy } from '#lib/core/customer-text/edited-text.ts';
import { releasedText } from '#lib/core/customer-text/released-text.ts';
import {
  TEXT_BLOCK_WORDS,
  type CustomerText,
  type CustomerTextInput,
  type TextBlock,
} from '#lib/core/customer-text/text-input.ts';
import type { DeniedCall, TextKey, TextSubject } from '#lib/core/text/text-subject.ts';
import { beganWithIncident } from '#lib/core/verdict/incident.ts';
import { lastSeenState } from '#lib/core/verdict/last-seen-state.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { paceOf } from '#lib/core/finding/verdict.ts';
import type { Dependents } from '#lib/core/service/dependents.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { NOTHING_TO_TELL, tellDigest, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { isWithin, pastOrNull } from '#lib/core/probe/clock-error.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { nextCheckAt, type CheckPolicy } from '#lib/core/probe/schedule.ts';

/** What Keydesk knows about a key and may use in a reply to its owner (H6). */
export type KeyTextSource = {
  customerId: string;
  record: KeyRecord;
  customerName: string;
  contactName: string | null;
  timeZone: string | null;
  awsAccountId: string;
  ownershipProven: boolean;
  lastFault: ProbeFault | null;
  /** From the last report that was kept. */
  principalArn: string | null;
  denied: readonly DeniedCall[];
  /** When the region's incident began; null when there is none (H25). */
  incidentSince: Date | null;
  /** When a person last recorded that our own side of the region was checked. */
  ourSideCheckedAt: Date | null;
  /** When evidence about the key was last added or closed; null if there is none. */
  evidenceChangedAt: Date | null;
  /** The release that holds: when, and whether the customer left with it. Null while the key is in use. */
  released: { at: Date; byDeparture: boolean } | null;
  /** Whether it is retained because something depended on it again after its release. */
  neededAgain: boolean;
  /** What our product last reported that depends on it, and when it counted; null where it never did. */
  dependents: { counts: Dependents['counts']; asOf: Date } | null;
  /** When other key material was last seen; null if never. */
  rotatedAt: Date | null;
};

/** When DescribeKey, or a call refused for the key's state, last showed the key state. */
function stateSeenAt({ check, verdict, verdictSince }: KeyRecord): Date | null {
  // A status of a key state began when that state was seen, whatever the calls answered after that.
  const began = verdict.cause !== null && findingRecord(verdict.cause).family === 'key' ? [verdictSince] : [];
  const refused = Object.values(check.actions).flatMap(({ result, at }) => (result === 'wrong_state' ? [at] : []));
  const described = check.lastDescribedAt === null ? [] : [check.lastDescribedAt];
  const times = [...began, ...refused, ...described].map((at) => at.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

/** A reply tells of a rotation for so long: whoever sees something else change wants to know. */
const ROTATION_TOLD_MS = 7 * 24 * 3_600_000;

/** The deadline, where it is the expiry of imported material. */
const materialDeadline = ({ facts, deadlineAt }: KeyRecord): Date | null =>
  deadlineAt !== null && facts?.materialExpiresAt?.getTime() === deadlineAt.getTime() ? deadlineAt : null;

/** Why what is known now must not be sent: something newer is known than what the status was judged with (H26). */
function outdated({ record: { check }, evidenceChangedAt }: KeyTextSource): TextBlock | null {
  const newer = check.findings.map(({ code }) => findingRecord(code)).find(({ traits }) => traits.newerThanStatus);
  if (newer?.text.kind === 'blocked') return newer.text.reason;
  const { lastConclusiveAt } = check;
  return evidenceChangedAt !== null && lastConclusiveAt !== null && evidenceChangedAt > lastConclusiveAt
    ? 'evidence_not_judged'
    : null;
}

const REPLY_TO = 'reply to this ticket';

export type KeyTextDeps = { regions: readonly HostingRegion[]; policy: CheckPolicy };

/** Whom and what a reply about the key is about. */
function subjectOf(source: KeyTextSource, regions: readonly HostingRegion[]): TextSubject {
  const { record } = source;
  const region = findRegion(regions, record.region);
  const context = region?.encryptionContext ?? null;
  return {
    customerName: source.customerName,
    contactName: source.contactName,
    arn: record.arn,
    awsAccountId: source.awsAccountId,
    region: record.region,
    regionName: region?.name ?? null,
    vendorAccountId: region?.vendorAccountId ?? null,
    timeZone: source.timeZone,
    encryptionContextKeys: context === null ? null : Object.keys(context),
    principalArn: source.principalArn,
    replyTo: REPLY_TO,
  };
}

/**
 * What the reply tells of the key, as `customer_keys.tell_digest` says it: from the record at `now`, because an incident
 * may have begun since the last check.
 */
export function toldByText(source: KeyTextSource, now: Date): string {
  const digest = source.ownershipProven ? tellDigest(source.record, source, now) : NOTHING_TO_TELL;
  return source.neededAgain ? withNeededAgain(digest) : digest;
}

/** The instants that Keydesk knows of the key: an edited text names no other day, and today is none of them (H27). */
function knownDates({ record, denied, dependents, rotatedAt }: KeyTextSource): Date[] {
  const { facts, check } = record;
  const tests = Object.values(check.actions).map(({ at }) => at);
  const dates = [
    record.verdictSince,
    record.notUsableSince,
    record.deadlineAt,
    facts?.deletionAt,
    facts?.materialExpiresAt,
    check.lastConclusiveAt,
    check.lastDescribedAt,
    check.lastUsableAt,
    check.lastProofAt,
    check.firstDenialAt,
    dependents?.asOf,
    rotatedAt,
    ...tests,
    ...denied.map(({ at }) => at),
  ];
  return dates.filter((at) => at !== null && at !== undefined);
}

/**
 * Why an edited reply about one key may not be copied; empty where it may.
 * @param made the reply as `keyText` makes it now
 * @param beside other keys of the same customer that the reply may name
 */
export function whyNotToCopyEdited(
  source: KeyTextSource,
  made: Extract<CustomerText, { kind: 'text' }>,
  edited: string,
  { regions }: KeyTextDeps,
  now: Date,
  beside: readonly TextKey[] = [],
): string[] {
  const subject = subjectOf(source, regions);
  const { vendorAccountId } = subject;
  return vendorAccountId === null
    ? [TEXT_BLOCK_WORDS.vendor_account_missing]
    : whyNotToCopy(
        made,
        edited,
        { ...subject, vendorAccountId },
        { known: knownDates(source), deadlineAt: source.record.deadlineAt, now },
        beside,
      );
}

/** The reply to the customer about one key, from its record at `now`. */
export function keyText(source: KeyTextSource, deps: KeyTextDeps, now: Date): CustomerText {
  const made = textInput(source, deps, now);
  if (made.kind === 'input') return customerText(made.input);
  if (made.kind === 'blocked') return made;
  const { subject, at } = made;
  const { vendorAccountId } = subject;
  return vendorAccountId === null
    ? { kind: 'blocked', reason: 'vendor_account_missing', words: TEXT_BLOCK_WORDS.vendor_account_missing }
    : releasedText({ ...subject, vendorAccountId }, at);
}

type Blocked = Extract<CustomerText, { kind: 'blocked' }>;
type Made =
  Blocked | { kind: 'released'; subject: TextSubject; at: Date } | { kind: 'input'; input: CustomerTextInput };

/** What the reply about one key is made from, that it is released and so has a text of its own, or why there is none. */
export function textInput(source: KeyTextSource, deps: KeyTextDeps, now: Date): Made {
  const { record, ownershipProven, lastFault } = source;
  const { check, role } = record;
  if (role === 'retired') return { kind: 'blocked', reason: 'retired', words: TEXT_BLOCK_WORDS.retired };
  if (role === 'released' && (!ownershipProven || source.released?.byDeparture !== false))
    return { kind: 'blocked', reason: 'released', words: TEXT_BLOCK_WORDS.released };
  const block = ownershipProven && role !== 'released' ? outdated(source) : null;
  if (block !== null) return { kind: 'blocked', reason: block, words: TEXT_BLOCK_WORDS[block] };
  const { verdict } = record;
  const subject = subjectOf(source, deps.regions);
  if (role === 'released' && source.released !== null) return { kind: 'released', subject, at: source.released.at };
  const input: CustomerTextInput = {
    subject,
    ownershipProven,
    verdict,
    findings: currentFindings(record, verdict, lastFault, source, now),
    denied: source.denied,
    pendingSetup: role === 'candidate',
    isOld: role === 'retained',
    neededAgain: source.neededAgain,
    dependents: source.dependents,
    inRegionIncident: beganWithIncident(source, check, now),
    wasUsable: check.lastUsableAt !== null,
    notUsableSince: record.notUsableSince,
    deadlineAt: record.deadlineAt,
    materialExpiresAt: materialDeadline(record),
    stateSeenAt: stateSeenAt(record),
    rotatedAt: source.rotatedAt !== null && isWithin(source.rotatedAt, ROTATION_TOLD_MS, now) ? source.rotatedAt : null,
    tests: check.actions,
    testsRefused: !mayAskCrypto(lastSeenState(record)),
    reallyMade: REQUIRED_ACTIONS.filter((action) => check.actions[action]?.real === true && action !== 'DescribeKey'),
    lastProofAt: pastOrNull(check.lastProofAt, now),
    lastConclusiveAt: check.lastConclusiveAt,
    lastAttemptFailed: check.inconclusiveCount > 0,
    checkEveryMinutes: Math.round(
      (nextCheckAt(now, paceOf(verdict), 0, deps.policy, 0.5).getTime() - now.getTime()) / 60_000,
    ),
    now,
  };
  return { kind: 'input', input };
}
