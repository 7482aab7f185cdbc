import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { releaseBlocks, ZERO_FOR_MS } from '#lib/core/departure/release-blocks.ts';
import { approvalEnd, switchBlocks } from './gate.ts';
import type { LineFacts } from './line-facts.ts';
import { bothNeeded, hasEnded, type ReplacementState } from './replacement.ts';

/** Who or what a line waits for. */
export const LINE_WAITS_FOR = ['us', 'approver', 'customer', 'product', 'time', 'nobody'] as const;
export type LineWaitsFor = (typeof LINE_WAITS_FOR)[number];

/** How long our product may take to acknowledge a switch before somebody of us looks at it. */
export const ACKNOWLEDGED_WITHIN_MS = 3_600_000;

/** What somebody of us must look at, whatever the line waits for. */
export const LINE_ALARMS = [
  'old_key_used',
  'old_key_out_of_use',
  'new_key_out_of_use',
  'unacknowledged',
  'window_missed',
] as const;
export type LineAlarm = (typeof LINE_ALARMS)[number];

/** What a line does next. */
export const LINE_NEXT = [
  'get_the_key',
  'prove_ownership',
  'confirm_account',
  'decide_old_key',
  'correct_new_key',
  'reject',
  'run_tests',
  'wait_for_checks',
  'approve',
  'wait_for_window',
  'switch',
  'acknowledge',
  'first_backup',
  'get_report',
  'wait_for_zero',
  'release',
  'watch_both',
  'none',
] as const;
export type LineNext = (typeof LINE_NEXT)[number];

/** Where a line stands: what it waits for and since when, and by when it should be done. */
export type LineStanding = {
  state: ReplacementState;
  waitsFor: LineWaitsFor;
  since: Date;
  next: LineNext;
  /** Whether the customer has to be told first where the line stands, and nobody has recorded that. */
  untold: boolean;
  /** The end of an approval's window, the hour of an acknowledgement, or the day that the customer named. */
  dueAt: Date | null;
  alarms: readonly LineAlarm[];
};

/** Whether a key was let go: what becomes of it then is the customer's decision (H19). */
const isLetGo = ({ role }: LineFacts['oldKey']): boolean => role === 'released' || role === 'retired';

/** Whether a key that wasn't let go is known to be disabled, pending deletion or unusable. */
const isOutOfUse = (key: LineFacts['oldKey'] | null): boolean =>
  key !== null &&
  !isLetGo(key) &&
  key.proven &&
  (!mayAskCrypto(key.facts?.keyState ?? null) || key.status === 'unusable');

/** Whether a key is in use, or anything may depend on it: unknown is not none (H19). @param zeroFrom zero counts from here */
const isNeeded = (key: LineFacts['oldKey'] | null, now: Date, zeroFrom: Date | null): boolean =>
  key !== null && (key.role === 'active' || releaseBlocks(key.known, now, zeroFrom).length > 0);

/** Whether a backup since then used the old key, by what our product reports of either key. */
const isUsedSince = ({ oldKey, newKey }: LineFacts, since: Date): boolean =>
  [oldKey.lastBackup, newKey?.lastBackup ?? null].some(
    (backup) => backup !== null && backup.arn === oldKey.arn && backup.at > since,
  );

function alarmsOf(facts: LineFacts, now: Date): LineAlarm[] {
  const { state, stateAt, oldKey, newKey, switchedAt, acknowledgedAt, approval } = facts;
  const depends = bothNeeded(state);
  // Until the acknowledgement nobody knows which key is in use.
  const oldNeeded = state === 'switched' || isNeeded(oldKey, now, state === 'rolled_back' ? stateAt : acknowledgedAt);
  const raised: Record<LineAlarm, boolean> = {
    old_key_used: state === 'acknowledged' && acknowledgedAt !== null && isUsedSince(facts, acknowledgedAt),
    old_key_out_of_use: isOutOfUse(oldKey) && (depends ? oldNeeded : !hasEnded(state)),
    new_key_out_of_use: depends && isOutOfUse(newKey) && isNeeded(newKey, now, stateAt),
    unacknowledged:
      state === 'switched' && switchedAt !== null && now.getTime() - switchedAt.getTime() >= ACKNOWLEDGED_WITHIN_MS,
    window_missed: state === 'approved' && approval !== null && now > approval.until,
  };
  return LINE_ALARMS.filter((alarm) => raised[alarm]);
}

/** Whether nobody knows what depends on a key: no report, one that leaves kinds out, or one that is too old (H19). */
const isUnknown = ({ known }: LineFacts['oldKey'], now: Date): boolean =>
  releaseBlocks(known, now).some(
    ({ kind }) => kind === 'never_reported' || kind === 'kinds_never_reported' || kind === 'report_too_old',
  );

/** When the week was over in which nothing depended on the old key. */
function zeroForAWeekAt({ oldKey, acknowledgedAt, stateAt }: LineFacts): Date {
  const from = Math.max(oldKey.known?.zeroSince?.getTime() ?? 0, acknowledgedAt?.getTime() ?? 0);
  return from === 0 ? stateAt : new Date(from + ZERO_FOR_MS);
}

/** `since` where it waits for that later than it came to its state. */
type Wait = Pick<LineStanding, 'waitsFor' | 'next' | 'dueAt'> & { since?: Date };

/** Whether nobody whom we know asked for it, or confirmed it since (H17). */
export const isByStranger = ({ askedByVerifiedContact, confirmedAt }: LineFacts): boolean =>
  !askedByVerifiedContact && confirmedAt === null;

/** The day that the customer named. One that a stranger named binds nobody. */
const namedDay = (facts: LineFacts): Date | null => (isByStranger(facts) ? null : facts.plannedFor);

/** What the tests wait for: the first thing that is missing. */
function waitOfTests(facts: LineFacts, now: Date): Wait {
  const dueAt = namedDay(facts);
  const [first] = switchBlocks(facts, now);
  switch (first) {
    case 'stopped':
      return { waitsFor: 'us', next: 'reject', dueAt };
    case 'ownership':
      return { waitsFor: 'customer', next: 'prove_ownership', dueAt };
    case 'confirmation':
      return { waitsFor: 'us', next: 'confirm_account', dueAt };
    case 'not_usable':
      return facts.newKey?.status === null || facts.newKey?.status === 'unverified'
        ? { waitsFor: 'us', next: 'run_tests', dueAt }
        : { waitsFor: 'customer', next: 'correct_new_key', dueAt };
    case 'checks':
      return facts.passedChecks.length === 0
        ? { waitsFor: 'us', next: 'run_tests', dueAt }
        : { waitsFor: 'time', next: 'wait_for_checks', dueAt };
    case 'old_key':
      return { waitsFor: 'us', next: 'decide_old_key', dueAt };
    default:
      return { waitsFor: 'us', next: 'run_tests', dueAt };
  }
}

/** Whether tests are too old for a switch that itself runs the second full check and the move test. */
function needsTests(facts: LineFacts, now: Date): boolean {
  const blocks = switchBlocks(facts, now);
  return blocks.includes('encrypt_test') || (blocks.includes('checks') && facts.passedChecks.length === 0);
}

function waitOf(facts: LineFacts, now: Date): Wait {
  const { state, approval, switchedAt, firstBackupAt, oldKey, newKey, acknowledgedAt } = facts;
  switch (state) {
    case 'announced':
      return { waitsFor: 'customer', next: 'get_the_key', dueAt: namedDay(facts) };
    case 'requested':
    case 'testing':
      return waitOfTests(facts, now);
    case 'awaiting_approval':
      return { waitsFor: 'approver', next: 'approve', dueAt: namedDay(facts) };
    case 'approved':
      if (approval !== null && now < approval.from)
        return { waitsFor: 'time', next: 'wait_for_window', dueAt: approval.from };
      return approvalEnd(facts, now) === null && !needsTests(facts, now)
        ? { waitsFor: 'us', next: 'switch', dueAt: approval?.until ?? null }
        : { waitsFor: 'us', next: 'run_tests', dueAt: approval?.until ?? null };
    case 'switched': {
      const dueAt = switchedAt === null ? null : new Date(switchedAt.getTime() + ACKNOWLEDGED_WITHIN_MS);
      return { waitsFor: dueAt !== null && dueAt <= now ? 'us' : 'product', next: 'acknowledge', dueAt };
    }
    case 'acknowledged':
      if (firstBackupAt === null) return { waitsFor: 'product', next: 'first_backup', dueAt: null };
      if (!isNeeded(oldKey, now, acknowledgedAt))
        return { waitsFor: 'approver', next: 'release', dueAt: null, since: zeroForAWeekAt(facts) };
      return isUnknown(oldKey, now)
        ? { waitsFor: 'us', next: 'get_report', dueAt: null }
        : { waitsFor: 'time', next: 'wait_for_zero', dueAt: null };
    case 'rolled_back':
      return newKey !== null && isLetGo(newKey)
        ? { waitsFor: 'nobody', next: 'none', dueAt: null }
        : { waitsFor: 'time', next: 'watch_both', dueAt: null };
    case 'released':
    case 'rejected':
    case 'withdrawn':
      return { waitsFor: 'nobody', next: 'none', dueAt: null };
  }
}

/** Where a line stands. An alarm and a text that nobody sent are ours, whatever the line waits for. */
export function standingOf(facts: LineFacts, now: Date): LineStanding {
  const alarms = alarmsOf(facts, now);
  const wait = waitOf(facts, now);
  return {
    since: facts.stateAt,
    ...wait,
    ...((alarms.length > 0 || facts.untold) && { waitsFor: 'us' as const }),
    state: facts.state,
    untold: facts.untold,
    alarms,
  };
}
