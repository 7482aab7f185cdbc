import { adviseOn } from '#lib/core/advice.ts';
import { can, type StaffRole } from '#lib/core/capability.ts';
import { currentFindings } from '#lib/core/current-findings.ts';
import { shownVerdict } from '#lib/core/freshness.ts';
import type { CellEvidence, KeyIdentity, KeyPage } from '#lib/core/key-page.ts';
import { PROBE_ACTIONS, TESTED_ACTIONS, type ProbeAction } from '#lib/core/probe.ts';
import { findRegion, type HostingRegion } from '#lib/core/region.ts';
import type { Verdict } from '#lib/core/verdict.ts';
import { actionsOf, factsOf, verdictOf } from '#lib/db/keys.ts';
import { currentContacts, findKeyPage, latestKeyEvents, otherKeysOf, type StoredCell } from '#lib/db/key-page.ts';
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
      };

type OtherKeyRow = Awaited<ReturnType<typeof otherKeysOf>>[number];

/** Another key's verdict as it may be shown now; without proof of ownership nothing is said of it (H16). */
const verdictOfOther = (row: OtherKeyRow, intervalMinutes: number, now: Date): Verdict =>
  row.ownershipProvenAt === null
    ? { status: 'unverified', cause: 'ownership_unproven' }
    : shownVerdict(verdictOf(row), actionsOf(row.actions), row.lastConclusiveAt, intervalMinutes, now).verdict;

/** The page of one key, or null where there is no such key. */
export async function readKeyPage(
  deps: ReadDeps & { regions: readonly HostingRegion[] },
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<KeyPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  const found = await findKeyPage(deps.db, customerKeyId);
  if (found === null) return null;
  const { key, customer, check, report } = found;
  const [events, contacts, others] = await Promise.all([
    latestKeyEvents(deps.db, key.id),
    currentContacts(deps.db, customer.id),
    otherKeysOf(deps.db, customer.id, key.id),
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
      verdict: verdictOfOther(other, deps.policy.intervalMinutes, now),
    })),
    now,
  };
  if (key.ownershipProvenAt === null)
    return {
      ...identity,
      ownership: 'unproven',
      advice: adviseOn({ code: 'ownership_unproven', confidence: 'certain', detail: {} }, subject),
    };

  const actions = actionsOf(check.actions);
  const verdict = verdictOf(key);
  const shown = shownVerdict(verdict, actions, check.lastConclusiveAt, deps.policy.intervalMinutes, now);
  const record = {
    arn: key.arn,
    region: key.region,
    role: key.role,
    verdict,
    verdictSince: key.verdictSince,
    facts: factsOf(key),
    check: { ...check, actions },
  };
  return {
    ...identity,
    ownership: 'proven',
    provenAt: key.ownershipProvenAt,
    shown,
    verdictSince: key.verdictSince,
    advice: currentFindings(record, shown.verdict, report?.findings ?? [], check.lastFault).map((item) => ({
      code: item.code,
      words: adviseOn(item, subject),
    })),
    facts: record.facts,
    rows: PROBE_ACTIONS.map((action) => ({
      action,
      tested: (TESTED_ACTIONS as readonly ProbeAction[]).includes(action),
      result: actions[action]?.result ?? null,
      at: actions[action]?.at ?? null,
      lastCell: evidenceOf(report?.cells.find((cell) => cell.action === action)),
    })),
    lastAttemptAt: check.lastAttemptAt,
    lastAttemptFailed: check.inconclusiveCount > 0,
    nextCheckAt: check.nextCheckAt,
    principalArn: report?.principalArn ?? null,
    events: events.map(({ id, at, detail }) => ({ id, at, event: detail })),
  };
}
