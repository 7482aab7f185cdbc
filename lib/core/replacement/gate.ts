import { needsConfirmation } from '#lib/core/departure/move.ts';
import { countsAt, twoChecks } from '#lib/core/setup/stage.ts';
import { flagsOf, toldOfMove, type Flag } from './flags.ts';
import type { Basis, KeySide, LineFacts } from './line-facts.ts';
import type { ReplacementEvent } from './replacement.ts';

/** The flags of a line; none while there is no new key to compare. */
export function lineFlags(facts: LineFacts): Flag[] {
  const { oldKey, newKey } = facts;
  return newKey === null ? [] : flagsOf({ ...facts, oldKey, newKey });
}

/** What is missing before a line may be approved, and again before it is switched. */
export const SWITCH_BLOCKS = [
  'key',
  'stopped',
  'ownership',
  'confirmation',
  'not_usable',
  'checks',
  'encrypt_test',
  'old_key',
  'move_test',
] as const;
export type SwitchBlock = (typeof SWITCH_BLOCKS)[number];

/** Everything that keeps a line from being approved or switched, in the order to work on it; empty when nothing does. */
export function switchBlocks(facts: LineFacts, now: Date): SwitchBlock[] {
  const { oldKey, newKey, confirmedAt, keyReceivedAt, moveTest, override } = facts;
  if (newKey === null) return ['key'];
  const { proven } = newKey;
  const missing: Record<SwitchBlock, boolean> = {
    key: false,
    stopped: lineFlags(facts).some(({ weight }) => weight === 'stops'),
    ownership: !proven,
    confirmation: needsConfirmation(
      oldKey,
      { awsAccountId: newKey.awsAccountId, receivedAt: keyReceivedAt },
      confirmedAt,
    ),
    not_usable: proven && newKey.status !== 'usable',
    checks: proven && twoChecks(facts.passedChecks, now) === null,
    encrypt_test: proven && (facts.encryptTest === null || !countsAt(facts.encryptTest, now)),
    old_key: oldKey.status !== 'usable' && override === null,
    // Of an old key that is out of use AWS is not asked (H21), and the override says that somebody knows.
    move_test:
      proven && oldKey.status === 'usable' && (moveTest === null || !toldOfMove(moveTest) || !countsAt(moveTest, now)),
  };
  return SWITCH_BLOCKS.filter((block) => missing[block]);
}

const sideOf = ({ status, facts, results }: KeySide): Basis['oldKey'] => ({
  status,
  keyState: facts?.keyState ?? null,
  deletionAt: facts?.deletionAt?.toISOString() ?? null,
  materialExpiresAt: facts?.materialExpiresAt?.toISOString() ?? null,
  results: Object.fromEntries(
    Object.entries(results)
      .map(([action, { result }]) => [action, result] as const)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  ),
});

/** What an approval of a line rests on now; null while there is no new key. */
export function basisOf(facts: LineFacts): Basis | null {
  const { oldKey, newKey, askedBy, reason, moveTest, override } = facts;
  if (newKey === null) return null;
  return {
    oldArn: oldKey.arn,
    newArn: newKey.arn,
    askedBy,
    request: reason,
    flags: lineFlags(facts).map(({ code }) => code),
    oldKey: sideOf(oldKey),
    newKey: sideOf(newKey),
    moveTest: moveTest?.result ?? 'not_run',
    override: override?.id ?? null,
  };
}

/** What may have changed since an approval. */
export const BASIS_PARTS = [
  'arn',
  'requester',
  'request',
  'flags',
  'old_key',
  'new_key',
  'old_tests',
  'new_tests',
  'move_test',
  'override',
] as const;
export type BasisPart = (typeof BASIS_PARTS)[number];

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
const factsOfSide = ({ status, keyState, deletionAt, materialExpiresAt }: Basis['oldKey']) => [
  status,
  keyState,
  deletionAt,
  materialExpiresAt,
];
const resultsOfSide = ({ results }: Basis['oldKey']) =>
  Object.entries(results).toSorted(([a], [b]) => a.localeCompare(b));

/** What an approval rested on and is different now; empty where it still holds. */
export function changedSince(then: Basis, now: Basis): BasisPart[] {
  const changed: Record<BasisPart, boolean> = {
    arn: then.oldArn !== now.oldArn || then.newArn !== now.newArn,
    requester: then.askedBy !== now.askedBy,
    request: then.request !== now.request,
    flags: differs(then.flags.toSorted(), now.flags.toSorted()),
    old_key: differs(factsOfSide(then.oldKey), factsOfSide(now.oldKey)),
    new_key: differs(factsOfSide(then.newKey), factsOfSide(now.newKey)),
    old_tests: differs(resultsOfSide(then.oldKey), resultsOfSide(now.oldKey)),
    new_tests: differs(resultsOfSide(then.newKey), resultsOfSide(now.newKey)),
    move_test: then.moveTest !== now.moveTest,
    override: then.override !== now.override,
  };
  return BASIS_PARTS.filter((part) => changed[part]);
}

/** Why an approval no longer holds; null while it does. */
export type ApprovalEnd =
  | { why: 'window_over'; until: Date }
  | { why: 'approver' }
  | { why: 'changed'; parts: readonly BasisPart[] }
  | { why: 'blocked'; blocks: readonly SwitchBlock[] };

/** What only time makes missing. It ends no approval of a later window: the switch asks for it again. */
const LAPSES: readonly SwitchBlock[] = ['checks', 'encrypt_test', 'move_test'];

export function approvalEnd(facts: LineFacts, now: Date): ApprovalEnd | null {
  const { approval } = facts;
  if (approval === null) return null;
  if (now > approval.until) return { why: 'window_over', until: approval.until };
  if (!approval.mayStillApprove) return { why: 'approver' };
  const basis = basisOf(facts);
  const parts = basis === null ? (['arn'] as const) : changedSince(approval.basis, basis);
  if (parts.length > 0) return { why: 'changed', parts };
  const blocks = switchBlocks(facts, now).filter((block) => !LAPSES.includes(block));
  return blocks.length > 0 ? { why: 'blocked', blocks } : null;
}

/** What happens to a line by itself, by what is known now; null where nothing does. */
export function settles(facts: LineFacts, now: Date): ReplacementEvent | null {
  const { state, newKey, keyReceivedAt } = facts;
  switch (state) {
    case 'requested': {
      const checkedAt = newKey?.proven === true ? newKey.lastConclusiveAt : null;
      return checkedAt !== null && keyReceivedAt !== null && checkedAt >= keyReceivedAt ? 'test_started' : null;
    }
    case 'testing':
      return switchBlocks(facts, now).length === 0 ? 'tests_passed' : null;
    case 'awaiting_approval':
      return switchBlocks(facts, now).length > 0 ? 'test_failed' : null;
    case 'approved':
      return approvalEnd(facts, now) === null ? null : 'approval_void';
    default:
      return null;
  }
}
