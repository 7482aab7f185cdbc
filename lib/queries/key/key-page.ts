import { adviseOn } from '#lib/core/finding/advise.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { gapMs } from '#lib/core/verdict/decide.ts';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import type { Evidence } from '#lib/core/finding/evidence.ts';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import type { CellEvidence, KeyIdentity, KeyPage } from '#lib/core/pages/key-page.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import { findRegion } from '#lib/core/key/region.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import { rotationLedger } from '#lib/core/rotation/rotation-ledger.ts';
import { verdictLine, wasChecked, type Verdict } from '#lib/core/finding/verdict.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { eventWords } from '#lib/core/pages/event-words.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import { stripBegins } from '#lib/core/verdict/verdict-strip.ts';
import { evidenceChangedAt, evidenceOfKey } from '#lib/db/evidence/evidence.ts';
import { recordOf } from '#lib/db/key/keys.ts';
import { lastFaultOf, verdictOf } from '#lib/db/stored-vocabulary.ts';
import { keyTextSourceOf } from '#lib/db/customer-text/key-text.ts';
import { currentContacts, findKeyPage, latestKeyEvents, otherKeysOf, type StoredCell } from '#lib/db/key/key-page.ts';
import { readRegionStatus } from '#lib/db/verdict/regions.ts';
import { rotationEvents } from '#lib/db/rotation/rotation-history.ts';
import { verdictSpansSince } from '#lib/db/verdict/verdict-history.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import type { ReadDeps } from './key-list.ts';

const evidenceOf = (cell: StoredCell | undefined): CellEvidence | null =>
  cell === undefined
    ? null
    : {
        result: cell.result,
        at: new Date(cell.at),
        durationMs: cell.durationMs,
        requestId: cell.requestId,
        error: cell.error,
        hiddenByDenial: cell.result === 'could_not_tell' && cell.fault === 'hidden_by_denial',
      };

/** A key that is checked is one to ask about, also where the region has no active or retained key. */
const forKey = (
  freshness: RegionFreshness,
  { ownershipProvenAt, role }: { ownershipProvenAt: Date | null; role: KeyRole },
): RegionFreshness => {
  const isChecked = ownershipProvenAt !== null && role !== 'retired';
  return isChecked ? { ...freshness, liveKeys: Math.max(1, freshness.liveKeys) } : freshness;
};

type OtherKeyRow = Awaited<ReturnType<typeof otherKeysOf>>[number];

/**
 * The status of another key of the customer as it may be shown now. Without proof of ownership nothing is shown (H16).
 */
const verdictOfOther = (row: OtherKeyRow): Verdict =>
  row.ownershipProvenAt === null ? { status: 'unverified', cause: 'ownership_unproven' } : verdictOf(row);

const withWords = (verdict: Verdict) => ({ verdict, verdictWords: verdictLine(verdict) });

/** The latest list of rotations from the customer, or null. KMS gives that list only to the owner. */
function latestRotations(evidence: readonly Evidence[]): RotationSources['supplied'] {
  for (const { asOf, content } of evidence)
    if (content.kind === 'key_rotations') return { asOf, rotations: content.rotations };
  return null;
}

/** The page of one key, or null when there is no such key. */
export async function readKeyPage(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<KeyPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const found = await findKeyPage(deps.db, customerKeyId);
  if (found === null) return null;
  const { key, customer, check, report } = found;
  const [events, contacts, others, evidence, [freshness]] = await Promise.all([
    latestKeyEvents(deps.db, key.id),
    currentContacts(deps.db, customer.id),
    otherKeysOf(deps.db, customer.id, key.id),
    key.ownershipProvenAt === null ? [] : evidenceOfKey(deps.db, key.id, key.arn),
    readRegionFreshness(deps, key.region),
  ]);
  const region = findRegion(deps.regions, key.region);
  const subject = {
    arn: key.arn,
    region: key.region,
    vendorAccountId: region?.vendorAccountId ?? null,
    timeZone: customer.timeZone,
    sendsContext: (region?.encryptionContext ?? null) !== null,
    now,
  };
  const identity: KeyIdentity = {
    id: key.id,
    customerName: customer.name,
    timeZone: customer.timeZone,
    arn: key.arn,
    awsAccountId: key.awsAccountId,
    kmsKeyId: key.kmsKeyId,
    region: key.region,
    regionName: region?.name ?? null,
    regionFreshness: freshness === undefined ? null : forKey(freshness, key),
    vendorAccountId: subject.vendorAccountId,
    role: key.role,
    workspace: key.workspace,
    contacts: contacts.map(({ id, name, role, email, lastConfirmedAt }) => ({
      id,
      name,
      role,
      email,
      lastConfirmedAt,
    })),
    otherKeys: others.map((other) => ({
      id: other.id,
      arn: other.arn,
      region: other.region,
      role: other.role,
      ...withWords(verdictOfOther(other)),
    })),
    now,
  };
  if (key.ownershipProvenAt === null)
    return {
      ...identity,
      ownership: 'unproven',
      advice: adviseOn({ code: 'ownership_unproven', confidence: 'certain', detail: {} }, subject),
    };

  const [spans, rotations, regionStatus, evidenceAt] = await Promise.all([
    verdictSpansSince(deps.db, key.id, stripBegins(now)),
    rotationEvents(deps.db, key.id),
    readRegionStatus(deps.db, key.region),
    evidenceChangedAt(deps.db, key.id, key.arn),
  ]);
  const record = recordOf(key, check);
  const { actions } = record.check;
  const shown = shownVerdict(record.verdict, check.lastConclusiveAt, deps.policy.intervalMinutes, now);
  return {
    ...identity,
    ownership: 'proven',
    provenAt: key.ownershipProvenAt,
    shown,
    verdictSince: key.verdictSince,
    notUsableSince: record.notUsableSince,
    deadlineAt: record.deadlineAt,
    incidentSince: regionStatus.incidentSince,
    advice: currentFindings(record, shown.verdict, lastFaultOf(check.lastFault), regionStatus, now).map((item) => ({
      code: item.code,
      word: findingRecord(item.code).word,
      isNote: findingRecord(item.code).traits.note === true,
      words: adviseOn(item, subject),
    })),
    customerText: keyText(keyTextSourceOf(found, contacts, regionStatus, rotations, evidenceAt), deps, now),
    facts: record.facts,
    rows: PROBE_ACTIONS.map((action) => ({
      action,
      result: actions[action]?.result ?? null,
      real: actions[action]?.real === true,
      at: actions[action]?.at ?? null,
      lastCell: evidenceOf(report?.cells.find((cell) => cell.action === action)),
    })),
    lastAttemptAt: check.lastAttemptAt,
    lastAttemptFailed: check.inconclusiveCount > 0,
    lastDescribedAt: check.lastDescribedAt,
    nextCheckAt: check.nextCheckAt,
    lastProofAt: check.lastProofAt,
    principalArn: report?.principalArn ?? null,
    events: events.map(({ id, at, event }) => ({
      id,
      at,
      words: eventWords(event, customer.timeZone),
      status: event.kind === 'verdict_changed' ? event.to.status : null,
    })),
    evidence,
    strip: {
      ...spans,
      spans: spans.spans.map((span) => ({
        ...span,
        words: verdictLine(span.verdict),
        checked: wasChecked(span.verdict),
      })),
      lastSeenAt: check.spanLastSeenAt,
      silenceMs: gapMs(deps.policy),
    },
    rotation: rotationLedger({
      ...rotations,
      facts: record.facts,
      lastDescribedAt: check.lastDescribedAt,
      rotation: record.rotation,
      rotationAsked: actions.GetKeyRotationStatus,
      supplied: latestRotations(evidence),
      timeZone: customer.timeZone,
    }),
  };
}
