import { releaseBlocks, ZERO_FOR_MS, type KnownDependents } from '#lib/core/departure/release-blocks.ts';
import { countAgeInText, someInText } from '#lib/core/service/dependents-words.ts';
import { countAge, DEPENDENT_KIND_WORDS, DEPENDENT_KINDS, neverReported } from '#lib/core/service/dependents.ts';
import type { RollBackReason } from './replacement.ts';
import { otherStateWords } from './text-old-key.ts';
import { isInUse, linesOfOldKey, type Scene, type StagedLine } from './text-stage.ts';

const BECAUSE: Readonly<Record<RollBackReason, string>> = {
  backups_failed: 'backups with the new key failed',
  access_lost: 'our product could no longer use the new key',
  customer_asked: 'you asked us to',
  our_fault: 'of a fault on our side',
};

/** Ends the sentence about a switch that we took back. */
export const becauseWords = ({ why }: { why: RollBackReason | null }): string =>
  why === null ? '' : `, because ${BECAUSE[why]}`;

/** How far a line is. While our product has not acknowledged the switch, no text says that it uses the new key. */
export function statusWords({ stage }: StagedLine, { when }: Scene): string {
  switch (stage.step) {
    case 'waiting':
      return 'not switched. We do not have the ARN of the new key yet, and our product uses the old key.';
    case 'received':
      return 'not switched yet. You sent us the ARN of the new key, and our product uses the old key.';
    case 'rejected':
      return 'not switched. We do not switch to the key that you sent, and our product goes on using the old key.';
    case 'ordered':
      return `the switch is under way. We ordered it on ${when(stage.at)}, and our product has not acknowledged it yet. New backups may still be made with the old key.`;
    case 'acknowledged':
      return `our product acknowledged the switch on ${when(stage.at)}. New backups are to be made with the new key from then on. The first one has not been reported to us yet.`;
    case 'first_backup':
      return `our product acknowledged the switch on ${when(stage.at)}, and makes new backups with the new key. The first backup with the new key ran on ${when(stage.ranAt)}.`;
    case 'rolled_back':
      return `we set our product back to the old key on ${when(stage.at)}${becauseWords(stage)}.`;
    case 'released':
      return `switched. As of ${when(stage.at)}, no backup of this workspace needs the old key.`;
  }
}

const OLD_BACKUPS = 'the backups that were made with the old key still need it';

/** Whether something depends on the old key, or may: what was not reported is not zero (H19). */
const somethingLeft = ({ dependents }: StagedLine['line']): boolean =>
  dependents === null ||
  neverReported(dependents).length > 0 ||
  Object.values(dependents.counts).some((count) => count > 0);

/** Why keys must stay enabled, as a clause; and whether both must. */
function keepOf({ stage, line, oldKeyFree }: StagedLine, { when }: Scene): { both: boolean; why: string } {
  switch (stage.step) {
    case 'waiting':
    case 'rejected':
      return { both: false, why: 'our product uses it, and your backups need it' };
    case 'received':
      return {
        both: true,
        why: 'our product uses the old key, and we can test the new key only while that key is enabled',
      };
    case 'ordered':
      return {
        both: true,
        why: `since ${when(stage.at)} new backups may be made with either key, and ${OLD_BACKUPS}`,
      };
    case 'acknowledged':
    case 'first_backup': {
      const since = stage.step === 'acknowledged' ? stage.at : stage.ranAt;
      return {
        both: true,
        why: somethingLeft(line)
          ? `new backups need the new key, and backups made before ${when(since)} may still need the old key`
          : 'new backups need the new key, and we have not confirmed yet that nothing needs the old key',
      };
    }
    case 'rolled_back':
      return {
        both: true,
        why: `our product uses the old key again, and backups made between ${when(stage.from)} and ${when(stage.at)} may need the new key`,
      };
    case 'released':
      return oldKeyFree
        ? { both: false, why: 'our product uses it' }
        : { both: true, why: 'our product uses the new key, and another workspace still needs the old key' };
  }
}

/** Which keys of a line must stay enabled, and why. Of a key that is disabled it is said only beside the question (H3). */
export function keepWords(one: StagedLine, scene: Scene): string {
  const { both, why } = keepOf(one, scene);
  const which = both ? 'both keys' : one.stage.step === 'released' ? 'the new key' : 'the old key';
  const policy = both ? 'their policies' : 'its policy';
  const must = `${which} must stay enabled, with ${policy} unchanged`;
  if (one.asksWhy)
    return `Unless answer 3 above applies to the old key, please follow answer 1. From then on ${must}: ${why}.`;
  return one.otherwiseOutOfUse
    ? `Apart from that, ${must}: ${why}.`
    : `${must.charAt(0).toUpperCase()}${must.slice(1)}: ${why}.`;
}

/**
 * What depends on a key, as our product reported it, with the time of the report. Never reported is not zero (H15, H19).
 * A kind that only a newer version knows has no name for a customer.
 * @param key "the old key"
 */
export function countWords(known: KnownDependents | null, key: string, { input, when }: Scene): string[] {
  if (known === null)
    return [
      `What depends on ${key}: our product has never reported it, so we do not know yet. That does not mean that nothing does.`,
    ];
  const age = countAgeInText(known.asOf, input.now);
  const asOf = `as our product counted it on ${when(known.asOf)}`;
  const some = someInText(known);
  const none = DEPENDENT_KINDS.filter((kind) => known.counts[kind] === 0).map((kind) => DEPENDENT_KIND_WORDS[kind]);
  const missing = neverReported(known).map((kind) => DEPENDENT_KIND_WORDS[kind]);
  const zeros = none.join('; ');
  const nothing = missing.length === 0 && some === '';
  const zeroWords = nothing
    ? `What depends on ${key}, ${asOf}: nothing. Each of these was zero: ${zeros}.`
    : some === ''
      ? `Zero for ${key}, ${asOf}: ${zeros}.`
      : `Zero in the same count: ${zeros}.`;
  return [
    ...(some === '' ? [] : [`What depends on ${key}, ${asOf}: ${some}.`]),
    ...(none.length === 0 ? [] : [zeroWords]),
    ...(missing.length === 0
      ? []
      : [
          `Never reported for ${key}, so we do not know yet: ${missing.join('; ')}. That does not mean that there are none.`,
        ]),
    ...(age === null ? [] : [age]),
  ];
}

/** Why no date can be given, by the stages alone; null once everything depends on the counts. */
function tooEarly({ line, stage }: StagedLine, scene: Scene): string | null {
  switch (stage.step) {
    case 'waiting':
    case 'received':
    case 'rejected':
      return 'our product makes new backups with the old key';
    case 'ordered':
      return 'our product has not acknowledged the switch to the new key yet';
    case 'acknowledged':
      return 'no backup with the new key has been reported to us yet';
    case 'rolled_back':
      return 'our product makes new backups with the old key again';
    case 'released':
      return 'another workspace still needs it';
    case 'first_backup':
      return isInUse(line.oldKey.arn, scene) ? 'our product still uses it for another workspace' : null;
  }
}

/** Why the counts give no date; else from when nothing has depended on the key. */
function zeroSince({ line }: StagedLine, scene: Scene): { why: string } | { since: Date; ago: boolean } {
  const { dependents } = line;
  const { now } = scene.input;
  // Two workspaces may share the key, so it counts from the later switch.
  const acknowledged = linesOfOldKey(line.oldKey.arn, scene).flatMap(
    ({ line }) => line.acknowledgedAt?.getTime() ?? [],
  );
  const blocks = releaseBlocks(dependents, now, new Date(Math.max(...acknowledged)));
  const has = (kind: (typeof blocks)[number]['kind']): boolean => blocks.some((block) => block.kind === kind);
  if (dependents === null || has('never_reported')) return { why: 'our product has never reported what depends on it' };
  if (has('something_left') || Object.values(dependents.counts).some((count) => count > 0))
    return { why: 'something still depends on it' };
  if (has('kinds_never_reported')) return { why: 'our product has not reported everything that can depend on it' };
  if (countAge(dependents.asOf, now) === 'clock_error') return { why: 'the time of the last count is in the future' };
  if (has('report_too_old')) return { why: 'the last count is older than 24 hours' };
  if (dependents.zeroSince === null) return { why: 'we do not know yet since when nothing has depended on it' };
  const waits = blocks.find((block) => block.kind === 'not_long_enough');
  return waits === undefined ? { since: dependents.zeroSince, ago: true } : { since: waits.zeroSince, ago: false };
}

/** When we can say at the earliest that nothing needs the old key, or why no date can be given yet (H19). */
export function earliestWords(one: StagedLine, scene: Scene): string {
  const { when } = scene;
  const early = tooEarly(one, scene);
  const zero = early === null ? zeroSince(one, scene) : { why: early };
  if ('why' in zero)
    return `We cannot give a date yet from which we no longer need the old key, because ${zero.why}. Before that, our product must have reported for 7 days in a row that nothing depends on it, counted from its acknowledgement of the switch at the earliest.`;
  if (zero.ago)
    return 'Our product has reported for 7 days that nothing depends on the old key. One of us still has to confirm that. Until we write it to you, we need the old key.';
  const at = new Date(zero.since.getTime() + ZERO_FOR_MS);
  return `The earliest date on which we can say that we no longer need the old key: not before ${when(at)}, and only if our product goes on reporting until then that nothing depends on it. One of us then has to confirm that, and we write to you.`;
}

/** The keys of a line, how far it is, and what must stay enabled. */
export const lineItems = (one: StagedLine, scene: Scene): string[] => [
  `Workspace: ${one.place}`,
  `Old key: ${one.line.oldKey.arn}`,
  ...(one.line.newKey === null
    ? []
    : [
        one.stage.step === 'received' || one.stage.step === 'rejected'
          ? `You sent us this key as the new one: ${one.line.newKey.arn}`
          : `New key: ${one.line.newKey.arn}`,
      ]),
  `Status: ${statusWords(one, scene)}`,
  ...otherStateWords(one, scene),
  keepWords(one, scene),
];
