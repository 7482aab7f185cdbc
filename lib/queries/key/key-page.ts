import { neededAgainWords } from '#lib/core/departure/departure-words.ts';
import { OWNERSHIP_PROOF_WORDS } from '#lib/core/customer/ownership-words.ts';
import { adviseOn, whileReleased } from '#lib/core/finding/advise.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { keyText, toldByText } from '#lib/core/customer-text/key-text.ts';
import { changedSinceTold } from '#lib/core/customer-text/told-words.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { keyBlocks } from '#lib/core/pages/key-blocks.ts';
import { keyDateWords } from '#lib/core/pages/key-date-words.ts';
import type { CellEvidence, KeyIdentity, KeyPage, ToldOnPage } from '#lib/core/pages/key-page.ts';
import { NOTES_SHOWN } from '#lib/core/pages/ticket-view.ts';
import { replyContactWords, unverifiedReaders } from '#lib/core/pages/reply-contact-words.ts';
import { statusSince } from '#lib/core/pages/status-since.ts';
import { nextSteps } from '#lib/core/pages/next-steps.ts';
import { withReleaseTime } from '#lib/core/pages/held-reply.ts';
import { explicitDenyNote } from '#lib/core/pages/explicit-deny-note.ts';
import { permissionSummary } from '#lib/core/pages/permission-words.ts';
import { policyOf } from '#lib/core/probe/schedule.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import { findRegion } from '#lib/core/key/region.ts';
import { rotationOverview } from '#lib/core/rotation/rotation-ledger.ts';
import { verdictLine, type Verdict } from '#lib/core/finding/verdict.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { stripBegins, stripSummary } from '#lib/core/verdict/verdict-strip.ts';
import { evidenceOfKey } from '#lib/db/evidence/evidence.ts';
import { mayShow, recordOf } from '#lib/db/key/keys.ts';
import { lastFaultOf, verdictOf } from '#lib/db/stored-vocabulary.ts';
import { keyTextSourceOf } from '#lib/db/customer-text/key-text.ts';
import { historyOnPage, type EventRows } from '#lib/db/key/key-events.ts';
import { findKeyPage, type StoredCell } from '#lib/db/key/key-page.ts';
import { notesOfKey } from '#lib/db/ticket/notes.ts';
import { ticketsOfKeys } from '#lib/db/ticket/tickets.ts';
import { verdictSpansSince } from '#lib/db/verdict/verdict-history.ts';
import { openSetupWords } from '#lib/core/ticket/ticket-words.ts';
import { noteView, ticketView } from '#lib/queries/ticket/ticket-view.ts';
import { freshnessOf } from '#lib/queries/probe/region-freshness.ts';
import { toEventsPage } from './key-events.ts';
import type { ReadDeps } from './key-list.ts';
import { historyOf } from './key-periods.ts';
import { reportedDependents } from './reported-dependents.ts';
import { ledgerOf } from './key-rotations.ts';
import { readUnproven } from './unproven-key-page.ts';

/** Of a region in which nothing was checked yet. */
const NOTHING_STORED = {
  incidentSince: null,
  ourSideCheckedAt: null,
  answeredAt: null,
  askedAt: null,
  silentSince: null,
  pausedUntil: null,
};

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
        explicitDeny: cell.result === 'denied' && cell.explicitDeny === true,
        heldBack: cell.result === 'could_not_tell' && cell.fault === 'held_back',
      };

type OtherKeyRow = NonNullable<Awaited<ReturnType<typeof findKeyPage>>>['otherKeys'][number];

/**
 * The status of another key of the customer as it may be shown now. Without proof of ownership nothing is shown (H16).
 */
const verdictOfOther = (row: OtherKeyRow): Verdict =>
  !row.proven ? { status: 'unverified', cause: 'ownership_unproven' } : verdictOf(row);

const withWords = (verdict: Verdict) => ({ verdict, verdictWords: verdictLine(verdict) });

const eventsOnPage = (history: EventRows, timeZone: string | null) => {
  const { events, after } = toEventsPage(history, timeZone);
  return { events, olderEvents: after };
};

/** The page of one key, or null when there is no such key. */
export async function readKeyPage(
  deps: ReadDeps,
  staff: { role: StaffRole; staffId?: string },
  customerKeyId: string,
): Promise<KeyPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  // One wave: everything is found by the key's id, so nothing waits for another answer.
  const [found, { latest, rotations }, { evidence, changedAt }, spans, tickets, notes] = await Promise.all([
    findKeyPage(deps.db, customerKeyId, staff.staffId),
    historyOnPage(deps.db, customerKeyId),
    evidenceOfKey(deps.db, customerKeyId),
    verdictSpansSince(deps.db, customerKeyId, stripBegins(now)),
    ticketsOfKeys(deps.db, [customerKeyId]),
    notesOfKey(deps.db, customerKeyId, NOTES_SHOWN + 1),
  ]);
  if (found === null) return null;
  const { key, customer, check, report, contacts } = found;
  const ourSide = found.ourSide ?? NOTHING_STORED;
  const isChecked = key.ownershipProvenAt !== null && key.role !== 'retired';
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
    customerId: customer.id,
    customerName: customer.name,
    customerRevision: customer.revision,
    timeZone: customer.timeZone,
    arn: key.arn,
    awsAccountId: key.awsAccountId,
    kmsKeyId: key.kmsKeyId,
    region: key.region,
    regionName: region?.name ?? null,
    regionFreshness:
      region === undefined
        ? null
        : freshnessOf({ ...ourSide, region: key.region, liveKeys: isChecked ? 1 : 0 }, deps.policy),
    vendorAccountId: subject.vendorAccountId,
    role: key.role,
    workspace: key.workspace,
    usedBy: found.usedBy,
    setup: found.setup === null ? null : { id: found.setup.id, words: openSetupWords(found.setup.ticket) },
    neededAgain:
      found.neededAgain === null
        ? null
        : { at: new Date(found.neededAgain.at), words: neededAgainWords(found.neededAgain.kinds) },
    blocks: keyBlocks(
      key.role,
      key.ownershipProvenAt !== null && mayShow(key)
        ? 'proven'
        : key.ownershipWithdrawnAt === null
          ? 'unproven'
          : 'withdrawn',
    ),
    contacts,
    otherKeys: found.otherKeys.map((other) => ({
      id: other.id,
      arn: other.arn,
      region: other.region,
      role: other.role,
      ...withWords(verdictOfOther(other)),
    })),
    tickets: tickets.map((ticket) => ticketView(ticket, now)),
    notes: notes.slice(0, NOTES_SHOWN).map((note) => noteView(note)),
    moreNotes: notes.length > NOTES_SHOWN,
    now,
  };
  if (key.ownershipProvenAt === null || !mayShow(key))
    return readUnproven(
      deps.db,
      identity,
      { customerId: key.customerId, withdrawnAt: key.ownershipWithdrawnAt },
      subject,
    );

  const record = recordOf(key, check);
  const { actions } = record.check;
  const shown = shownVerdict(
    record.verdict,
    check.lastConclusiveAt,
    policyOf(record.role, deps.policy).intervalMinutes,
    now,
  );
  const rows = PROBE_ACTIONS.map((action) => ({
    action,
    result: actions[action]?.result ?? null,
    real: actions[action]?.real === true,
    at: actions[action]?.at ?? null,
    lastCell: evidenceOf(report?.cells.find((cell) => cell.action === action)),
  }));
  const advice = currentFindings(record, shown.verdict, lastFaultOf(check.lastFault), ourSide, now).map((item) => ({
    code: item.code,
    word: findingRecord(item.code).word,
    isNote: findingRecord(item.code).traits.note === true,
    words: record.role === 'released' ? whileReleased(adviseOn(item, subject)) : adviseOn(item, subject),
  }));
  const source = keyTextSourceOf(found, rotations, changedAt);
  const customerText = withReleaseTime(keyText(source, deps, now), check.nextCheckAt, now);
  const rotation = rotationOverview(ledgerOf(found, rotations, evidence));
  const { lastDescribedAt } = check;
  const { timeZone } = customer;
  const unverified = replyContactWords(contacts);
  const tells = toldByText(source, now);
  const { lastSent, unsent, copiedByOther } = found;
  const lastTold: ToldOnPage['last'] =
    lastSent === null
      ? null
      : {
          at: new Date(lastSent.at),
          by: lastSent.by,
          to: lastSent.to,
          channel: lastSent.channel,
          changes: changedSinceTold(lastSent.tellDigest, tells),
        };
  return {
    ...identity,
    ownership: 'proven',
    provenAt: key.ownershipProvenAt,
    acceptedBy: found.acceptedBy,
    provenHow: found.proofKind === null ? null : OWNERSHIP_PROOF_WORDS[found.proofKind],
    shown,
    retiredAt: found.retiredAt,
    verdictSince: key.verdictSince,
    since: statusSince(shown.verdict.status, record.notUsableSince, key.verdictSince, now),
    notUsableSince: record.notUsableSince,
    deadlineAt: record.deadlineAt,
    incidentSince: ourSide.incidentSince,
    told: {
      contactName: source.contactName,
      unverified,
      toVerify: unverifiedReaders(contacts).map(({ id, name, phone }) => ({ id, name, phone })),
      tells,
      last: lastTold,
      promise: key.promisedFor === null ? null : { by: instantWords(key.promisedFor), passed: key.promisedFor <= now },
      unsent:
        unsent === null
          ? null
          : {
              textId: unsent.textId,
              copiedAt: new Date(unsent.copiedAt),
              by: unsent.byReader ? null : unsent.by,
            },
      copiedByOther:
        copiedByOther === null || (lastTold !== null && lastTold.at >= new Date(copiedByOther.copiedAt))
          ? null
          : { by: copiedByOther.by, copiedAt: new Date(copiedByOther.copiedAt) },
    },
    advice,
    next: nextSteps({
      status: shown.verdict.status,
      role: record.role,
      neededAgain: identity.neededAgain !== null,
      findings: advice.flatMap(({ isNote, words }) => (isNote ? [] : [words])),
      text: customerText,
      unverified,
      lastTold,
      promisedFor: key.promisedFor,
    }),
    customerText,
    facts: record.facts,
    rows,
    permissions: permissionSummary(rows, record.facts?.keyState ?? null),
    explicitDeny: explicitDenyNote(
      rows,
      record.facts?.keyState ?? null,
      advice.map(({ words }) => words.cause),
    ),
    lastAttemptAt: check.lastAttemptAt,
    lastAttemptFailed: check.inconclusiveCount > 0,
    lastDescribedAt,
    dates: keyDateWords({
      facts: record.facts,
      rows,
      lastDescribedAt,
      deadlineAt: record.deadlineAt,
      schedule: rotation.schedule,
      timeZone,
      now,
    }),
    nextCheckAt: check.nextCheckAt,
    lastProofAt: check.lastProofAt,
    principalArn: report?.principalArn ?? null,
    ...eventsOnPage(latest, timeZone),
    evidence,
    strip: stripSummary(historyOf(spans, check.spanLastSeenAt, deps.policy), now),
    rotation,
    dependents: reportedDependents(found.dependents),
  };
}
