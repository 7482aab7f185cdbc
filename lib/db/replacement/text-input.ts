import type { HostingRegion } from '#lib/core/key/region.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { isByStranger } from '#lib/core/replacement/standing.ts';
import type { ReplacementTextInput, ReplacementTextLine } from '#lib/core/replacement/text-input.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import type { StoredReplacementLine } from './line-facts.ts';

/** Without proof of ownership nothing of a key is told but its name (H16). */
function textLineOf({
  line,
  workspace,
  oldKey,
  newKey,
  facts,
  oldKeyLetGo,
}: StoredReplacementLine): ReplacementTextLine {
  const { record } = oldKey;
  const seenAt = mayShow(oldKey) ? record.check.lastDescribedAt : null;
  return {
    workspace: workspace.name,
    region: line.region,
    oldKey: {
      arn: record.arn,
      awsAccountId: oldKey.awsAccountId,
      keyState: seenAt === null ? null : (record.facts?.keyState ?? null),
      seenAt,
      deletionAt: seenAt === null ? null : (record.facts?.deletionAt ?? null),
    },
    newKey: newKey === null ? null : { arn: newKey.record.arn, awsAccountId: newKey.awsAccountId },
    switchedAt: line.switchedAt,
    acknowledgedAt: line.acknowledgedAt,
    firstBackupAt: line.firstBackupAt,
    releasedAt: line.releasedAt,
    oldKeyLetGo,
    rolledBackAt: line.rolledBackAt,
    rolledBackWhy: line.rolledBackReason,
    rejectedWhy: line.rejectedReason,
    dependents: facts.oldKey.known,
    newDependents: facts.newKey?.known ?? null,
  };
}

/** What a text of these lines of one request may name; null where there are none. A withdrawn line is in no text. */
export function replacementTextInput(
  lines: readonly StoredReplacementLine[],
  regions: readonly HostingRegion[],
  now: Date,
): ReplacementTextInput | null {
  const [first] = lines;
  if (first === undefined) return null;
  const { replacement, customer, facts } = first;
  return {
    customerName: customer.name,
    // Whoever asked may not be who they say: only a verified contact is greeted by name.
    contactName: facts.askedByVerifiedContact ? replacement.askedByName : null,
    timeZone: customer.timeZone,
    ticket: replacement.ticket,
    plannedFor: replacement.plannedFor,
    unconfirmed: lines.some(({ facts: line }) => isOpen(line.state) && isByStranger(line)),
    now,
    regions,
    lines: lines.filter(({ line }) => line.state !== 'withdrawn').map(textLineOf),
  };
}
