import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { customerText } from '#lib/core/customer-text/customer-text.ts';
import { TEXT_BLOCK_WORDS, type CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { DeniedCall } from '#lib/core/text/text-subject.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { DENIED_WITHIN_MS } from '#lib/core/verdict/incident.ts';
import { paceOf } from '#lib/core/finding/verdict.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
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
};

/**
 * Whether a denial began shortly before the region's incident or later. A denial that began shortly before was judged
 * before the other customers' denials came in, so it goes on hold with them.
 */
const beganWith = (incidentSince: Date | null, firstDenialAt: Date | null): boolean =>
  incidentSince !== null &&
  firstDenialAt !== null &&
  firstDenialAt.getTime() >= incidentSince.getTime() - DENIED_WITHIN_MS;

const REPLY_TO = 'reply to this ticket';

/** The reply to the customer about one key, from its record at `now`. */
export function keyText(
  source: KeyTextSource,
  deps: { regions: readonly HostingRegion[]; policy: CheckPolicy },
  now: Date,
): CustomerText {
  const { record, ownershipProven, lastFault } = source;
  const { check, role } = record;
  if (role === 'retired') return { kind: 'blocked', reason: 'retired', words: TEXT_BLOCK_WORDS.retired };
  const region = findRegion(deps.regions, record.region);
  const { verdict } = shownVerdict(
    record.verdict,
    check.actions,
    check.lastConclusiveAt,
    deps.policy.intervalMinutes,
    now,
  );
  const context = region?.encryptionContext ?? null;
  return customerText({
    subject: {
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
    },
    ownershipProven,
    verdict,
    findings: currentFindings(record, verdict, lastFault, now),
    denied: source.denied,
    inRegionIncident: beganWith(source.incidentSince, check.firstDenialAt),
    reallyMade: REQUIRED_ACTIONS.filter((action) => check.actions[action]?.real === true && action !== 'DescribeKey'),
    lastProofAt: check.lastProofAt,
    lastConclusiveAt: check.lastConclusiveAt,
    lastAttemptFailed: check.inconclusiveCount > 0,
    checkEveryMinutes: Math.round(
      (nextCheckAt(now, paceOf(verdict), 0, deps.policy, 0.5).getTime() - now.getTime()) / 60_000,
    ),
    now,
  });
}
