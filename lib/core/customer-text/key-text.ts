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

/** What the desk knows of one key, as far as a text to its owner may rest on it (H6). */
export type KeyTextSource = {
  customerId: string;
  record: KeyRecord;
  customerName: string;
  contactName: string | null;
  timeZone: string | null;
  awsAccountId: string;
  ownershipProven: boolean;
  lastFault: ProbeFault | null;
  /** Of the last report kept. */
  principalArn: string | null;
  denied: readonly DeniedCall[];
  /** Since when denials of the region are held; null where they are not (H25). */
  regionHeldSince: Date | null;
};

/** Whether a denial began about when its region was held, or later: it was judged before the others came, and is held with them. */
const beganWith = (heldSince: Date | null, firstDenialAt: Date | null): boolean =>
  heldSince !== null && firstDenialAt !== null && firstDenialAt.getTime() >= heldSince.getTime() - DENIED_WITHIN_MS;

const REPLY_TO = 'answer this ticket';

/** The reply to the customer about one key as its record stands at `now`. */
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
    inRegionIncident: beganWith(source.regionHeldSince, check.firstDenialAt),
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
