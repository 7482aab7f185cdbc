import { CHECKS_APART_MS, TESTS_COUNT_FOR_MS } from './setup.ts';

/** The steps of one workspace's setup, in their order. */
export const SETUP_STEPS = [
  'customer',
  'instructions',
  'key',
  'ownership',
  'tests',
  'our_side',
  'clear',
  'told',
  'first_backup',
] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** Who or what a step waits for. */
export const WAITS_FOR = ['us', 'account_executive', 'customer', 'time'] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/** What of a line somebody of us must look at, although it waited for somebody else. */
export const LINE_ATTENTION = [
  'other_key',
  'ownership_withdrawn',
  'no_first_backup',
  'our_status',
  'status_unclear',
  'result_untold',
] as const;
export type LineAttention = (typeof LINE_ATTENTION)[number];

/** A check that passed, as the gate counts it. */
export type PassedCheck = { id: string; startedAt: Date; finishedAt: Date };

/** What one line rests on. Times are those of the recorded fact; null while it is missing. */
export type LineFacts = {
  createdAt: Date;
  hasExternalId: boolean;
  planAttestedAt: Date | null;
  workspaceAttestedAt: Date | null;
  jobsAttestedAt: Date | null;
  instructionsToldAt: Date | null;
  keyReceivedAt: Date | null;
  ownershipProvenAt: Date | null;
  ownershipWithdrawnAt: Date | null;
  /** Full checks of this key and ARN that passed, in any order. */
  passedChecks: readonly PassedCheck[];
  /** The latest encrypt/decrypt test of this key and ARN that worked. */
  encryptTest: PassedCheck | null;
  /** Whether the last conclusive check found the key usable; null while there was none. */
  usable: boolean | null;
  /** Since when the key has that status; null while no check was conclusive. */
  statusSince: Date | null;
  /** When the customer was told what there is to tell of a key that isn't usable; null while they were not. */
  resultToldAt: Date | null;
  /** Whose action the status needs, as its advice says; null where it needs none. */
  statusWaitsForUs: boolean;
  ourSideAt: Date | null;
  clearedAt: Date | null;
  toldAt: Date | null;
  /** When the first backup should have run; null while nobody was told. */
  firstBackupDueAt: Date | null;
  /** When the first backup ran with another key, until one with this key is recorded. */
  otherKeyAt: Date | null;
  firstBackupAt: Date | null;
  /** The next action of the status where it is neither the customer's nor ours; null otherwise. */
  openNextAction: 'nobody' | 'one_of_several' | null;
};

/** The checks that allow to clear a line. */
export type GateChecks = { first: PassedCheck; second: PassedCheck; encryptTest: PassedCheck };

/** Whether a check of the last 24 hours counts at a time; never one that ended after it (H26). */
export const countsAt = ({ startedAt, finishedAt }: Pick<PassedCheck, 'startedAt' | 'finishedAt'>, at: Date): boolean =>
  startedAt.getTime() >= at.getTime() - TESTS_COUNT_FOR_MS && finishedAt <= at;

/** The two latest full checks of the last 24 hours that lie far enough apart; null where there are none. */
export function twoChecks(passed: readonly PassedCheck[], at: Date): Pick<GateChecks, 'first' | 'second'> | null {
  const counting = passed
    .filter((check) => countsAt(check, at))
    .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  const [second] = counting;
  if (second === undefined) return null;
  const first = counting.find(({ startedAt }) => second.startedAt.getTime() - startedAt.getTime() >= CHECKS_APART_MS);
  return first === undefined ? null : { first, second };
}

/**
 * The checks that allow to clear a line, all of the last 24 hours: two full checks and an encrypt/decrypt test.
 * @param at when the line would be cleared
 * @returns null while one is missing
 */
export function gateChecks(
  { passedChecks, encryptTest }: Pick<LineFacts, 'passedChecks' | 'encryptTest'>,
  at: Date,
): GateChecks | null {
  const checks = twoChecks(passedChecks, at);
  return checks === null || encryptTest === null || !countsAt(encryptTest, at) ? null : { ...checks, encryptTest };
}

/** From when a second full check counts; null where none passed yet, or both did. */
export function secondCheckFrom({ passedChecks }: Pick<LineFacts, 'passedChecks'>, at: Date): Date | null {
  const began = passedChecks.filter((check) => countsAt(check, at)).map(({ startedAt }) => startedAt.getTime());
  if (began.length === 0 || twoChecks(passedChecks, at) !== null) return null;
  return new Date(Math.min(...began) + CHECKS_APART_MS);
}

/** When all tests that the gate asks for had passed. Later checks that pass too don't move it. */
function testsPassedAt(facts: LineFacts, at: Date): Date | null {
  const checks = facts.usable === true ? gateChecks(facts, at) : null;
  if (checks === null) return null;
  const counting = facts.passedChecks
    .filter((check) => countsAt(check, at))
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  const firstMs = counting[0]?.startedAt.getTime() ?? 0;
  const second = counting.find(({ startedAt }) => startedAt.getTime() - firstMs >= CHECKS_APART_MS) ?? checks.second;
  return latest([second.finishedAt, checks.encryptTest.finishedAt, facts.statusSince]);
}

/** What is missing before a line may be cleared. */
export const GATE_BLOCKS = [
  'external_id',
  'plan',
  'workspace',
  'jobs',
  'key',
  'ownership',
  'ownership_withdrawn',
  'not_usable',
  'checks',
  'encrypt_test',
  'our_side',
] as const;
export type GateBlock = (typeof GATE_BLOCKS)[number];

/** Everything that is missing before a line may be cleared, in the order of the steps; empty when nothing is. */
export function gateBlocks(facts: LineFacts, now: Date): GateBlock[] {
  // Before that nobody asks AWS about the key, and nothing about it is told (H16).
  const isProven = facts.ownershipProvenAt !== null && facts.ownershipWithdrawnAt === null;
  const missing: Record<GateBlock, boolean> = {
    external_id: !facts.hasExternalId,
    plan: facts.planAttestedAt === null,
    workspace: facts.workspaceAttestedAt === null,
    jobs: facts.jobsAttestedAt === null,
    key: facts.keyReceivedAt === null,
    ownership: facts.ownershipProvenAt === null,
    ownership_withdrawn: facts.ownershipProvenAt !== null && facts.ownershipWithdrawnAt !== null,
    not_usable: isProven && facts.usable !== true,
    checks: isProven && twoChecks(facts.passedChecks, now) === null,
    encrypt_test: isProven && (facts.encryptTest === null || !countsAt(facts.encryptTest, now)),
    our_side: facts.ourSideAt === null,
  };
  return GATE_BLOCKS.filter((block) => missing[block]);
}

/** When each step was done; null where it isn't. A step can be done while an earlier one is not. */
export function stepsDone(facts: LineFacts, now: Date): Record<SetupStep, Date | null> {
  const attested = [facts.planAttestedAt, facts.workspaceAttestedAt, facts.jobsAttestedAt];
  const cleared = facts.clearedAt;
  return {
    customer: facts.hasExternalId && attested.every((at) => at !== null) ? latest(attested) : cleared,
    // Whoever sent a key has read what to do.
    instructions: facts.instructionsToldAt ?? facts.keyReceivedAt,
    key: facts.keyReceivedAt,
    ownership: facts.ownershipWithdrawnAt === null ? facts.ownershipProvenAt : null,
    tests: cleared ?? testsPassedAt(facts, now),
    our_side: facts.ourSideAt,
    clear: cleared,
    told: facts.toldAt,
    first_backup: facts.firstBackupAt,
  };
}

const latest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce<Date | null>((last, at) => (at !== null && (last === null || at > last) ? at : last), null);

/** Where a line stands: the first step that isn't done, and what it waits for. */
export type Stage = {
  step: SetupStep;
  /** Since when it is at this step. */
  since: Date;
  waitsFor: WaitsFor;
  /** Since when it waits for that: later than `since` where it waited for something else of the step before. */
  waitsSince: Date;
  /** Null where nothing went wrong. Otherwise it waits for us. */
  attention: LineAttention | null;
};

/** Where a line stands. Null where all steps are done. */
export function stageOf(facts: LineFacts, now: Date): Stage | null {
  const done = stepsDone(facts, now);
  const at = SETUP_STEPS.findIndex((step) => done[step] === null);
  const step = SETUP_STEPS[at];
  if (step === undefined) return null;
  const since = latest(SETUP_STEPS.slice(0, at).map((before) => done[before])) ?? facts.createdAt;
  const wrong = wrongOf(step, facts, now);
  const waitsSince = step === 'tests' ? (latest([since, ...testEvents(facts)]) ?? since) : since;
  return wrong === null
    ? { step, since, waitsFor: waitsForOf(step, facts), waitsSince, attention: null }
    : { step, since, waitsFor: 'us', waitsSince: wrong.since ?? waitsSince, attention: wrong.attention };
}

/** What changed for whom or what the tests wait: the status of the key, and then the encrypt/decrypt test or what was told. */
const testEvents = ({ usable, statusSince, encryptTest, resultToldAt }: LineFacts): (Date | null)[] =>
  usable === true ? [statusSince, encryptTest?.finishedAt ?? null] : [statusSince, resultToldAt];

/** What went wrong in a step, and since when; `since` is null where it is not known apart from the step. */
function wrongOf(
  step: SetupStep,
  facts: LineFacts,
  now: Date,
): { attention: LineAttention; since: Date | null } | null {
  const { ownershipWithdrawnAt, otherKeyAt, firstBackupDueAt } = facts;
  if (step === 'ownership' && ownershipWithdrawnAt !== null)
    return { attention: 'ownership_withdrawn', since: ownershipWithdrawnAt };
  if (step === 'tests' && facts.usable === false && facts.statusWaitsForUs)
    return { attention: 'our_status', since: null };
  if (step === 'tests' && facts.usable === false && facts.openNextAction === 'one_of_several')
    return { attention: 'status_unclear', since: null };
  // Nobody corrects what they were not told.
  if (step === 'tests' && facts.usable === false && facts.openNextAction === null && facts.resultToldAt === null)
    return { attention: 'result_untold', since: null };
  if (step === 'first_backup' && otherKeyAt !== null) return { attention: 'other_key', since: otherKeyAt };
  if (step === 'first_backup' && firstBackupDueAt !== null && firstBackupDueAt <= now)
    return { attention: 'no_first_backup', since: firstBackupDueAt };
  return null;
}

function waitsForOf(step: SetupStep, facts: LineFacts): WaitsFor {
  switch (step) {
    case 'customer':
      return onlyPlanIsMissing(facts) ? 'account_executive' : 'us';
    case 'key':
    case 'ownership':
    case 'first_backup':
      return 'customer';
    case 'tests':
      if (facts.usable === true) return facts.encryptTest === null ? 'us' : 'time';
      // While a denial is re-checked nobody has anything to do, and the key's page says so too.
      return facts.usable === null || facts.openNextAction === 'nobody' ? 'time' : 'customer';
    default:
      return 'us';
  }
}

/** Whether the tests of a line's key found what the customer must correct, whether or not they know it. */
export const failsTests = (facts: LineFacts, stage: Stage | null): boolean =>
  stage?.step === 'tests' &&
  facts.usable === false &&
  (stage.waitsFor === 'customer' || stage.attention === 'result_untold');

/** The account executive attests the plan. The other facts are ours to look up. */
const onlyPlanIsMissing = ({
  hasExternalId,
  planAttestedAt,
  workspaceAttestedAt,
  jobsAttestedAt,
}: LineFacts): boolean =>
  hasExternalId && workspaceAttestedAt !== null && jobsAttestedAt !== null && planAttestedAt === null;
