import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { DEPENDENT_KINDS } from '#lib/core/service/dependents.ts';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { basisOf } from './gate.ts';
import type { Approval, KeySide, LineFacts } from './line-facts.ts';
import type { MoveResult, MoveTest } from './move-test.ts';

export const NOW = new Date('2026-03-14T09:12:00.000Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

export const arnOf = (id: number, account = '111122223333', region = 'eu-west-1'): KeyArn =>
  `arn:aws:kms:${region}:${account}:key/1a2b3c4d-0000-4000-8000-${String(id).padStart(12, '0')}` as KeyArn;

export const results = (given: Partial<Record<string, ActionResult['result']>> = {}) =>
  Object.fromEntries(
    [...REQUIRED_ACTIONS, ...Object.keys(given)].map((action) => [
      action,
      { result: given[action] ?? ('allowed' as const), at: hoursAgo(1) },
    ]),
  );

/** What the product reported: nothing of any kind, since so many days. */
export const zeroFor = (days: number, asOf = hoursAgo(1)) => ({
  counts: Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0])),
  asOf,
  zeroSince: hoursAgo(days * 24),
});

/** A usable key with every permission. */
export const aSide = (id: number, given: Partial<KeySide> = {}): KeySide => ({
  id: `key-${id}`,
  role: 'active',
  arn: arnOf(id),
  region: 'eu-west-1',
  awsAccountId: '111122223333',
  multiRegion: false,
  facts: someFacts(),
  results: results(),
  rotation: null,
  proven: true,
  status: 'usable',
  notUsableSince: null,
  lastConclusiveAt: hoursAgo(1),
  lastBackup: null,
  known: null,
  ...given,
});

export const aMoveTest = (result: MoveResult = { result: 'allowed' }, at = hoursAgo(1)): MoveTest => ({
  startedAt: at,
  finishedAt: at,
  oldArn: arnOf(1),
  newArn: arnOf(2),
  durationMs: 12,
  requestId: 'r',
  error: null,
  ...result,
});

const check = (id: string, at: Date) => ({ id, startedAt: at, finishedAt: at });
export const OLD_KEY = aSide(1);
export const NEW_KEY = aSide(2, { role: 'candidate' });

/** A line of which nothing is missing before its approval. */
export const someLine = (given: Partial<LineFacts> = {}): LineFacts => ({
  state: 'awaiting_approval',
  stateAt: hoursAgo(1),
  untold: false,
  oldKey: OLD_KEY,
  newKey: NEW_KEY,
  heldByAnother: false,
  askedByVerifiedContact: true,
  namedLikeContact: false,
  askedBy: 'Dana Ruiz',
  reason: 'Their yearly rotation by hand.',
  plannedFor: null,
  keyReceivedAt: hoursAgo(5),
  passedChecks: [check('first', hoursAgo(2)), check('second', hoursAgo(1))],
  encryptTest: check('encrypt', hoursAgo(1)),
  moveTest: aMoveTest(),
  confirmedAt: null,
  override: null,
  taken: [],
  approval: null,
  switchedAt: null,
  acknowledgedAt: null,
  firstBackupAt: null,
  ...given,
});

/** An approval of a line as it is, for the hours around now unless said otherwise. */
export function anApproval(line: LineFacts, given: Partial<Approval> = {}): Approval {
  const basis = basisOf(line);
  if (basis === null) throw new Error('There is nothing to approve.');
  return {
    id: 'approval',
    staffId: 'priya',
    by: 'Priya',
    at: hoursAgo(0.5),
    from: hoursAgo(0.5),
    until: hoursAgo(-2),
    mayStillApprove: true,
    basis,
    ...given,
  };
}

/** A line that is approved as it is. */
export const anApprovedLine = (given: Partial<Approval> = {}): LineFacts => ({
  ...someLine({ state: 'approved' }),
  approval: anApproval(someLine(), given),
});
