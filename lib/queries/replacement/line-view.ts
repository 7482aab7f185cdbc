import { needsConfirmation, mayConfirmMove } from '#lib/core/departure/move.ts';
import {
  dependentsWords,
  releaseBlocks,
  releaseBlockWords,
  type KnownDependents,
} from '#lib/core/departure/release-blocks.ts';
import type { DependentsLine, KeyOverTime, NamedKey, ReplacementLineView } from '#lib/core/pages/replacement-page.ts';
import type { DoneBy } from '#lib/core/pages/setup-page.ts';
import { compareKeys } from '#lib/core/replacement/compare.ts';
import { approvalEnd, lineFlags, switchBlocks } from '#lib/core/replacement/gate.ts';
import type { LineFacts } from '#lib/core/replacement/line-facts.ts';
import { moveTestWords } from '#lib/core/replacement/move-test-words.ts';
import { planOf } from '#lib/core/replacement/plan.ts';
import { approvalBlocks, bothNeeded, isOpen } from '#lib/core/replacement/replacement.ts';
import {
  approvalEndWords,
  LINE_ALARM_WORD,
  lineHeadingWords,
  mayNotApproveWords,
  ROLL_BACK_REASON_WORD,
  SWITCH_BLOCK_WORD,
} from '#lib/core/replacement/replacement-words.ts';
import { standingOf } from '#lib/core/replacement/standing.ts';
import { secondCheckFrom } from '#lib/core/setup/stage.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { mayShow, type StoredKey } from '#lib/db/key/keys.ts';
import type { StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import type { AssignmentPeriod } from '#lib/db/replacement/page-reads.ts';

export const doneBy = (by: string | null, at: Date | null): DoneBy | null =>
  by === null || at === null ? null : { by, at };

const named = (key: StoredKey): NamedKey => ({
  id: key.customerKeyId,
  arn: key.record.arn,
  awsAccountId: key.awsAccountId,
});

const dependentsLineOf = (known: KnownDependents | null): DependentsLine =>
  known === null ? null : { words: dependentsWords(known), asOf: known.asOf };

/** Whether a contact may confirm another AWS account for a request (H17). */
export const mayConfirm = (
  contact: Parameters<typeof mayConfirmMove>[0],
  { createdAt, createdBy, involved }: { createdAt: Date; createdBy: string; involved: readonly string[] },
): boolean => mayConfirmMove(contact, { startedAt: createdAt, startedBy: createdBy, involved });

/** How many restore points still need the old key, of how many at the switch. */
function movedOf({ line, facts }: StoredReplacementLine): ReplacementLineView['moved'] {
  const { known } = facts.oldKey;
  const left = known?.counts.restore_points;
  const of = line.restorePointsBefore;
  return known === null || left === undefined || of === null
    ? null
    : { left, of: Math.max(of, left), asOf: known.asOf };
}

/** That the two full checks are missing, or when the second one may run. */
function checksWords(facts: LineFacts, now: Date): string {
  const from = secondCheckFrom(facts, now);
  return from === null
    ? SWITCH_BLOCK_WORD.checks
    : `One full check of the new key has passed. The second one counts from ${instantWords(from)}, and runs by itself.`;
}

/** The keys of one workspace over time, the first first. */
export function keysOverTime(
  periods: readonly AssignmentPeriod[],
  rotations: ReadonlyMap<string, readonly Date[]>,
): KeyOverTime[] {
  const ids = [...new Set(periods.map(({ keyId }) => keyId))];
  return ids.map((keyId) => {
    const mine = periods.filter((period) => period.keyId === keyId);
    return {
      keyId,
      arn: mine[0]?.arn ?? '',
      periods: mine.map(({ role, from, to }) => ({ role, from, to })),
      rotations: rotations.get(keyId) ?? [],
    };
  });
}

/** One line as the page shows it to one person. @param staffId who reads it: whether they may approve depends on them */
export function lineView(
  stored: StoredReplacementLine,
  overTime: readonly KeyOverTime[],
  staffId: string,
  now: Date,
): ReplacementLineView {
  const { line, workspace, oldKey, newKey, facts } = stored;
  const standing = standingOf(facts, now);
  const blocks = isOpen(line.state) ? switchBlocks(facts, now) : [];
  const own = approvalBlocks(staffId, facts.taken, facts.override?.staffId ?? null);
  const { approval, moveTest, override } = facts;
  const ended = approvalEnd(facts, now);
  const confirmed = doneBy(line.confirmedBy, line.confirmedAt);
  const acknowledged = doneBy(line.acknowledgedBy, line.acknowledgedAt);
  const rolledBack = doneBy(line.rolledBackBy, line.rolledBackAt);
  const received = { awsAccountId: newKey?.awsAccountId ?? '', receivedAt: line.keyReceivedAt };
  return {
    id: line.id,
    workspace: workspace.name,
    region: line.region,
    standing,
    alarms: standing.alarms.map((alarm) => LINE_ALARM_WORD[alarm]),
    next: lineHeadingWords(standing),
    oldKey: named(oldKey),
    newKey:
      newKey === null || line.keyReceivedAt === null
        ? null
        : { ...named(newKey), proven: mayShow(newKey), receivedAt: line.keyReceivedAt },
    flags: isOpen(line.state) ? lineFlags(facts) : [],
    compared: facts.newKey === null ? [] : compareKeys(facts.oldKey, facts.newKey),
    moveTest: moveTest === null ? null : { words: moveTestWords(moveTest), at: moveTest.finishedAt },
    missing: blocks.map((block) => (block === 'checks' ? checksWords(facts, now) : SWITCH_BLOCK_WORD[block])),
    plan: planOf(facts),
    confirmation: {
      needed: isOpen(line.state) && newKey !== null && needsConfirmation(oldKey, received, line.confirmedAt),
      done: confirmed === null ? null : { ...confirmed, how: line.confirmedHow ?? '' },
    },
    mayOverride: blocks.includes('old_key'),
    override: override === null ? null : { by: override.by, at: override.at, reason: override.reason },
    asked: doneBy(line.askedBy, line.askedAt),
    approval:
      approval === null
        ? null
        : {
            by: approval.by,
            at: approval.at,
            from: approval.from,
            until: approval.until,
            ended: line.state === 'approved' && ended !== null ? approvalEndWords(ended) : null,
          },
    mayNotApprove: own.length === 0 ? null : mayNotApproveWords(own),
    switched: doneBy(line.switchedBy, line.switchedAt),
    acknowledged: acknowledged === null ? null : { ...acknowledged, how: line.acknowledgedHow ?? '' },
    firstBackup: doneBy(line.firstBackupBy, line.firstBackupAt),
    moved: movedOf(stored),
    oldDependents: dependentsLineOf(facts.oldKey.known),
    newDependents: dependentsLineOf(facts.newKey?.known ?? null),
    kept: bothNeeded(line.state)
      ? [
          ...(line.state === 'switched' ? [releaseBlockWords({ kind: 'not_acknowledged' }, now)] : []),
          ...releaseBlocks(
            (line.state === 'rolled_back' ? facts.newKey : facts.oldKey)?.known ?? null,
            now,
            line.state === 'rolled_back' ? line.rolledBackAt : line.acknowledgedAt,
          ).map((block) => releaseBlockWords(block, now)),
        ]
      : null,
    rolledBack:
      rolledBack === null || line.rolledBackReason === null
        ? null
        : { ...rolledBack, why: ROLL_BACK_REASON_WORD[line.rolledBackReason], reason: line.endNote ?? '' },
    ended:
      (line.state === 'rejected' || line.state === 'withdrawn') && line.endNote !== null
        ? { reason: line.endNote }
        : null,
    keysOverTime: overTime,
  };
}
