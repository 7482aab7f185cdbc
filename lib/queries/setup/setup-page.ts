import { mayConfirmMove } from '#lib/core/departure/move.ts';
import { contactsOf } from '#lib/db/customer/customer-page.ts';
import { moveOfSetup, type StoredMove } from '#lib/db/departure/moves.ts';
import { moveView } from '#lib/queries/departure/key-use.ts';
import { refuse } from '#lib/core/result.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { verdictLine } from '#lib/core/finding/verdict.ts';
import type { DoneBy, SetupKeyView, SetupLineView, SetupPage } from '#lib/core/pages/setup-page.ts';
import { setupContactWords } from '#lib/core/pages/reply-contact-words.ts';
import { eventDetailWords, eventTitleWords } from '#lib/core/pages/setup-event-words.ts';
import { blockWords } from '#lib/core/setup/block-words.ts';
import { HIDDEN_TEXT } from '#lib/core/setup/setup-words.ts';
import type { SetupText } from '#lib/core/setup/setup.ts';
import { instructionsText } from '#lib/core/setup/setup-texts.ts';
import { otherKeyText } from '#lib/core/setup/other-key-text.ts';
import { statusForAccountExecutive } from '#lib/core/setup/instructions-status.ts';
import { gateBlocks, SETUP_STEPS, stageOf, stepsDone } from '#lib/core/setup/stage.ts';
import { standingOf } from '#lib/core/setup/standing.ts';
import { ownerIdOf } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { customerNames, customersUsing, findHolder } from '#lib/db/setup/holders.ts';
import { takers } from '#lib/db/shift/takers.ts';
import { readLines, type StoredLine } from '#lib/db/setup/line-facts.ts';
import { eventsOfSetup, startsOfReports } from '#lib/db/setup/setup-page.ts';
import { findOwnershipCheck } from '#lib/db/ownership/asking.ts';
import { blockingHolder } from '#lib/db/ownership/proofs.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { readTextInput } from '#lib/db/setup/text-input.ts';
import { textsOfSetup } from '#lib/db/setup/texts.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { setupFactsOf } from './setup-item.ts';

const doneBy = (by: string | null, at: Date | null): DoneBy | null => (by === null || at === null ? null : { by, at });

async function keyView(
  { db, policy }: ReadDeps,
  { key, check, setup }: StoredLine,
  now: Date,
): Promise<SetupKeyView | null> {
  if (key === null) return null;
  const users = (await customersUsing(db, key.id)).filter((id) => id !== setup.customerId);
  const names = await customerNames(db, [key.customerId, ...users]);
  const { id, arn } = key;
  const common = {
    id,
    arn,
    heldBy: (await blockingHolder(db, key))?.customerName ?? null,
    holderName: names.get(key.customerId) ?? '',
    usedBy: users.flatMap((user) => names.get(user) ?? []),
  };
  if (key.ownershipProvenAt === null) {
    const asking = await findOwnershipCheck(db, key.id);
    const at = asking?.lastAt ?? null;
    const looked = asking === null ? null : { at: at !== null && at >= asking.since ? at : null };
    return { ...common, ownership: 'unproven', looked };
  }
  if (key.ownershipWithdrawnAt !== null) return { ...common, ownership: 'withdrawn' };
  const lastConclusiveAt = check?.lastConclusiveAt ?? null;
  const { verdict } = shownVerdict(verdictOf(key), lastConclusiveAt, policy.intervalMinutes, now);
  return {
    ...common,
    ownership: 'proven',
    provenAt: key.ownershipProvenAt,
    statusWords: verdictLine(verdict),
    checkedAt: lastConclusiveAt,
    nextCheckAt: check?.nextCheckAt ?? now,
  };
}

/** The required actions of a key that AWS denied when they were last tested. */
async function deniedActions({ db }: ReadDeps, { key }: StoredLine): Promise<RequiredAction[]> {
  const actions = key === null ? undefined : (await findKey(db, key.id))?.record.check.actions;
  return REQUIRED_ACTIONS.filter((action) => actions?.[action]?.result === 'denied');
}

/** When the tests began that count: until a line is cleared those of now, afterwards those that it was cleared with. */
async function testTimes({ db }: ReadDeps, { line, key, facts }: StoredLine) {
  const counting = {
    passedAt: facts.passedChecks.map(({ startedAt }) => startedAt),
    encryptTestAt: facts.encryptTest?.startedAt ?? null,
  };
  const { firstReportId, secondReportId, proofReportId } = line;
  if (firstReportId === null || secondReportId === null || proofReportId === null) return counting;
  // Nothing that tests found is shown while it isn't proven whose key it is (H16).
  if (key === null || key.ownershipProvenAt === null || key.ownershipWithdrawnAt !== null) return counting;
  const starts = await startsOfReports(db, [firstReportId, secondReportId, proofReportId]);
  return {
    passedAt: [secondReportId, firstReportId].flatMap((id) => starts.get(id) ?? []),
    encryptTestAt: starts.get(proofReportId) ?? null,
  };
}

async function lineView(deps: ReadDeps, stored: StoredLine, now: Date): Promise<SetupLineView> {
  const { line, workspace, facts } = stored;
  const region = findRegion(deps.regions, line.region);
  const stage = line.endedAt === null ? stageOf(facts, now) : null;
  const done = stepsDone(facts, now);
  const ourSide = doneBy(line.ourSideBy, facts.ourSideAt);
  const denied = stage?.step === 'tests' && facts.usable === false ? await deniedActions(deps, stored) : [];
  return {
    id: line.id,
    workspace: workspace.name,
    region: line.region,
    regionName: region?.name ?? null,
    vendorAccountId: region?.vendorAccountId ?? null,
    stage,
    steps: SETUP_STEPS.map((step) => ({
      step,
      state: done[step] !== null ? 'done' : step === stage?.step ? 'current' : 'later',
      at: done[step],
    })),
    workspaceAttested: doneBy(line.workspaceAttestedBy, line.workspaceAttestedAt),
    jobsAttested: doneBy(line.jobsAttestedBy, line.jobsAttestedAt),
    existingData: line.existingData,
    key: await keyView(deps, stored, now),
    ...(await testTimes(deps, stored)),
    grantStatement: line.grantStatement,
    resultTold: stored.resultTold?.isCurrent === true ? stored.resultTold : null,
    ourSide: ourSide === null ? null : { ...ourSide, how: line.ourSideHow ?? '' },
    blocks:
      line.clearedAt === null
        ? gateBlocks(facts, now).map((block) => ({ block, words: blockWords(block, { facts, denied, now }) }))
        : [],
    cleared: doneBy(line.clearedBy, line.clearedAt),
    toldAt: line.toldAt,
    firstBackupDueAt: line.firstBackupDueAt,
    otherKey:
      line.otherKeyArn === null || line.otherKeyAt === null
        ? null
        : { arn: line.otherKeyArn, at: line.otherKeyAt, text: otherKeyTextOf(stored, region, line.otherKeyAt) },
    firstBackup: doneBy(line.firstBackupBy, line.firstBackupAt),
    ended: line.endedAt !== null,
  };
}

/** What to send to a customer whose first backup used another key; null where there is no such text. */
function otherKeyTextOf(
  { line, key, setup, customer, workspace, facts }: StoredLine,
  region: HostingRegion | undefined,
  ranAt: Date,
): string | null {
  // A key that is not proven any more is named in no text (H16).
  if (region === undefined || key === null || line.clearedArn !== key.arn) return null;
  if (facts.ownershipProvenAt === null || facts.ownershipWithdrawnAt !== null) return null;
  const { name: customerName, timeZone } = customer;
  const place = { workspace: workspace.name, region, arn: key.arn, ranAt };
  return otherKeyText({ customerName, contactName: setup.askedByName, timeZone, ...place });
}

/** The page of one setup, or null when there is no such setup. */
export async function readSetupPage(
  deps: ReadDeps & { regions: readonly HostingRegion[] },
  staff: { role: StaffRole },
  setupId: string,
): Promise<SetupPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read setups.`);
  const { db } = deps;
  const now = deps.clock();
  const [stored, texts, events, moving] = await Promise.all([
    readLines(db, { setupId }, now),
    textsOfSetup(db, setupId),
    eventsOfSetup(db, setupId),
    moveOfSetup(db, setupId),
  ]);
  const [first] = stored;
  if (first === undefined) return null;
  const { setup, customer } = first;
  const [lines, provider, contacts, texting] = await Promise.all([
    Promise.all(stored.map((one) => lineView(deps, one, now))),
    findHolder(db, customer.id, 'provider'),
    contactsOf(db, customer.id),
    readTextInput(db, setupId, { regions: deps.regions, checkEveryMinutes: deps.policy.intervalMinutes, now }),
  ]);
  const known = contacts.filter(({ leftAt }) => leftAt === null);
  const stages = lines.flatMap(({ stage }) => stage ?? []);
  const instructions = texting === null ? refuse('no_workspace') : instructionsText(texting);
  const withdrawn = doneBy(setup.withdrawnBy, setup.withdrawnAt);
  return {
    id: setup.id,
    revision: setup.revision,
    now,
    customer: {
      id: customer.id,
      name: customer.name,
      revision: customer.revision,
      provider: provider?.name ?? null,
      contactAddresses: known.map(({ email }) => email.toLowerCase()),
    },
    code: texting?.code ?? null,
    ticket: setup.ticket,
    askedBy: setup.askedByName,
    unverified: setupContactWords(known, setup.askedByName),
    owner: { staffId: ownerIdOf(first.owner), name: ownerWords(first.owner) },
    created: { by: setup.createdBy, at: setup.createdAt },
    planAttested: doneBy(setup.planAttestedBy, setup.planAttestedAt),
    hold: setup.holdUntil === null ? null : { until: setup.holdUntil, reason: setup.holdReason ?? '' },
    standing: standingOf(setupFactsOf(first), stages, now),
    withdrawn: withdrawn === null ? null : { ...withdrawn, reason: setup.withdrawReason ?? '' },
    lines,
    texts: texts.map(
      ({ id, lineId, kind, subject, body, frozenAt, frozenBy, toldAt, toldBy, toldTo, toldChannel }) => ({
        id,
        lineId,
        kind,
        ...(isHidden({ kind, body }, stored) ? HIDDEN_TEXT : { subject, body }),
        frozen: { by: frozenBy, at: frozenAt },
        told:
          toldAt === null || toldBy === null || toldTo === null || toldChannel === null
            ? null
            : { by: toldBy, at: toldAt, to: toldTo, channel: toldChannel },
      }),
    ),
    events: events.map(({ id, at, by, kind, detail, lineId }) => ({
      id,
      at,
      by,
      words: eventTitleWords(kind, detail, lines.find((line) => line.id === lineId)?.workspace ?? null),
      detail: eventDetailWords(kind, detail),
    })),
    forwardable: forwardableOf(customer, lines),
    instructions: instructions.ok ? instructions.value : null,
    move: moving === null ? null : await moveOnPage(db, moving),
  };
}

/** The move with the contacts who may confirm it. */
async function moveOnPage(db: ReadDeps['db'], moving: StoredMove): Promise<SetupPage['move']> {
  const view = moveView(moving);
  const contacts = view.needsConfirmation ? await contactsOf(db, moving.from.customerId) : [];
  return {
    ...view,
    contacts: contacts
      .filter((contact) => contact.leftAt === null && mayConfirmMove(contact, moving.move))
      .map(({ id, name }) => ({ id, name })),
  };
}

/** Texts that say what tests found. */
const SAYS_RESULTS: readonly string[] = ['findings', 'tests_passed', 'cleared'] satisfies SetupText[];

/** Whether a text says what tests found of a key that isn't proven, or not any more (H16). */
const isHidden = ({ kind, body }: { kind: string; body: string }, lines: readonly StoredLine[]): boolean =>
  SAYS_RESULTS.includes(kind) &&
  lines.some(
    ({ key, facts }) =>
      key !== null &&
      body.includes(key.arn) &&
      (facts.ownershipProvenAt === null || facts.ownershipWithdrawnAt !== null),
  );

/** What may be forwarded of a setup. A reminder of ours doesn't change that the customer is waited for. */
function forwardableOf({ name, timeZone }: StoredLine['customer'], lines: readonly SetupLineView[]): string | null {
  const open = lines.filter(({ ended }) => !ended);
  if (open.length === 0) return null;
  const text = statusForAccountExecutive({
    customerName: name,
    timeZone,
    lines: open.map(({ workspace, region, stage, toldAt, firstBackup }) => ({
      workspace,
      region,
      stage,
      toldAt,
      firstBackupAt: firstBackup?.at ?? null,
    })),
  });
  return text.kind === 'text' ? text.text : null;
}

/** Whom a setup can be handed over to: those who can work now. */
export function readSetupPeople(
  { db, clock }: ReadDeps,
  staff: { role: StaffRole },
): Promise<{ staffId: string; name: string }[]> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read setups.`);
  return takers(db, clock());
}
