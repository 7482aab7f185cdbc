import { regionName, type SetupRegion } from '#lib/core/setup/instructions-input.ts';
import { oneLine } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { RollBackReason } from './replacement.ts';
import type { RejectReason, ReplacementTextInput, ReplacementTextLine } from './text-input.ts';

/** How far a line is, by what a text may say of it. Nothing counts before what it rests on. */
export type Stage =
  | { step: 'waiting' }
  | { step: 'received'; newArn: string }
  | { step: 'rejected'; newArn: string; why: RejectReason }
  | { step: 'ordered'; newArn: string; at: Date }
  | { step: 'acknowledged'; newArn: string; at: Date }
  | { step: 'first_backup'; newArn: string; at: Date; ranAt: Date }
  | { step: 'released'; newArn: string; at: Date }
  | { step: 'rolled_back'; newArn: string; from: Date; at: Date; why: RollBackReason | null };

/** Whether the newest report says that something depends on the old key; then a release is no longer told (H26). */
export const somethingDepends = ({ dependents }: ReplacementTextLine): boolean =>
  Object.values(dependents?.counts ?? {}).some((count) => count > 0);

export function stageOf(line: ReplacementTextLine): Stage {
  const { newKey, rejectedWhy, switchedAt, acknowledgedAt, firstBackupAt, releasedAt, rolledBackAt } = line;
  if (newKey === null) return { step: 'waiting' };
  const newArn = newKey.arn;
  if (switchedAt === null)
    return rejectedWhy === null ? { step: 'received', newArn } : { step: 'rejected', newArn, why: rejectedWhy };
  if (rolledBackAt !== null)
    return { step: 'rolled_back', newArn, from: switchedAt, at: rolledBackAt, why: line.rolledBackWhy };
  if (acknowledgedAt === null) return { step: 'ordered', newArn, at: switchedAt };
  if (releasedAt !== null && line.oldKeyLetGo && !somethingDepends(line))
    return { step: 'released', newArn, at: releasedAt };
  return firstBackupAt === null
    ? { step: 'acknowledged', newArn, at: acknowledgedAt }
    : { step: 'first_backup', newArn, at: acknowledgedAt, ranAt: firstBackupAt };
}

/** The states of a key that its owner can undo, so that a text asks whether they are intended (H3). */
const UNDONE_BY_OWNER = ['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'];
/** Other states in which AWS refuses every use of a key. A text of the key's own says what to do. */
const OUT_OF_USE_OTHERWISE = ['PendingImport', 'Unavailable'];

/** A line as the words need it. */
export type StagedLine = {
  line: ReplacementTextLine;
  stage: Stage;
  region: SetupRegion;
  /** "main, Europe (Ireland), eu-west-1". */
  place: string;
  /** Whether no line of this request needs the old key any more: two workspaces may share it. */
  oldKeyFree: boolean;
  /** Whether the text asks if the state of the old key is intended. */
  asksWhy: boolean;
  otherwiseOutOfUse: boolean;
};

/** What a text is composed from. */
export type Scene = {
  input: ReplacementTextInput;
  lines: readonly StagedLine[];
  when: (at: Date) => string;
  /** "reply to this ticket (KD-1042)". */
  replyTo: string;
};

const NEW_KEY_UNUSED = ['waiting', 'rejected'];

/** Whether a key is still the old or the new one of a line that needs it. */
const isNeeded = (arn: string, staged: readonly { line: ReplacementTextLine; stage: Stage }[]): boolean =>
  staged.some(
    ({ line, stage }) =>
      (line.oldKey.arn === arn && stage.step !== 'released') ||
      (line.newKey?.arn === arn && !NEW_KEY_UNUSED.includes(stage.step)),
  );

/** @param regions our account in each region of the lines */
export function sceneOf(input: ReplacementTextInput, regions: readonly SetupRegion[]): Scene {
  const staged = input.lines.map((line) => ({ line, stage: stageOf(line) }));
  const lines = staged.flatMap(({ line, stage }): StagedLine[] => {
    const region = regions.find(({ code }) => code === line.region);
    if (region === undefined) return [];
    const oldKeyFree = !isNeeded(line.oldKey.arn, staged);
    const inState = (states: readonly string[]): boolean =>
      !oldKeyFree && line.oldKey.keyState !== null && states.includes(line.oldKey.keyState);
    return [
      {
        line,
        stage,
        region,
        place: `${oneLine(line.workspace)}, ${regionName(region)}`,
        oldKeyFree,
        asksWhy: inState(UNDONE_BY_OWNER),
        otherwiseOutOfUse: inState(OUT_OF_USE_OTHERWISE),
      },
    ];
  });
  const ticket = input.ticket === null ? '' : ` (${oneLine(input.ticket)})`;
  return {
    input,
    lines,
    when: (at) => instantWords(at, input.timeZone),
    replyTo: `reply to this ticket${ticket}`,
  };
}

/** The first line of each different key or whatever else `by` tells apart. */
export function distinct<T>(all: readonly T[], by: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const known = seen.has(by(one));
    seen.add(by(one));
    return !known;
  });
}

/** The lines that have this key as their old one. */
export const linesOfOldKey = (arn: string, { lines }: Scene): StagedLine[] =>
  lines.filter(({ line }) => line.oldKey.arn === arn);

/** Whether new backups are, or may be, made with a key: the old one of a line, or the new one of another. */
export const isInUse = (arn: string, { lines }: Scene): boolean =>
  lines.some(({ line, stage: { step } }) =>
    line.oldKey.arn === arn
      ? step !== 'acknowledged' && step !== 'first_backup' && step !== 'released'
      : line.newKey?.arn === arn && !NEW_KEY_UNUSED.includes(step),
  );
