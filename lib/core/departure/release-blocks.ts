import {
  DEPENDENT_KIND_WORDS,
  DEPENDENT_KINDS,
  neverReported,
  type DependentKind,
} from '#lib/core/service/dependents.ts';
import { durationWords, instantWords } from '#lib/core/text/time-words.ts';

const DAY_MS = 24 * 3_600_000;
/** How old the report may be that says that nothing depends on a key (H19). The database checks it too. */
export const REPORT_COUNTS_FOR_MS = DAY_MS;
/** How long it must have said so. */
export const ZERO_FOR_MS = 7 * DAY_MS;

/** What depends on a key, by the product's newest report. */
export type KnownDependents = {
  counts: Readonly<Partial<Record<DependentKind, number>>>;
  asOf: Date;
  /** Since when every kind was reported as zero; null where the newest report doesn't say so. */
  zeroSince: Date | null;
  /** When the last reported backup used this very key; null where none did. */
  usedAt?: Date | null;
};

/** Why a key may not be let go. */
export type ReleaseBlock =
  | { kind: 'not_acknowledged' }
  | { kind: 'wanted' }
  | { kind: 'never_reported' }
  | { kind: 'something_left'; counts: readonly (readonly [DependentKind, number])[] }
  | { kind: 'kinds_never_reported'; kinds: readonly DependentKind[] }
  | { kind: 'report_too_old'; asOf: Date }
  | { kind: 'not_long_enough'; zeroSince: Date }
  | { kind: 'used_lately'; at: Date };

/**
 * What keeps a key, by what depends on it: "never reported" is unknown, not zero (H19, H20).
 * @param known null where nothing was ever reported about the key
 * @param zeroFrom zero counts from here at the earliest: when the product acknowledged the switch to another key
 */
export function releaseBlocks(known: KnownDependents | null, now: Date, zeroFrom: Date | null = null): ReleaseBlock[] {
  if (known === null) return [{ kind: 'never_reported' }];
  const blocks: ReleaseBlock[] = [];
  const left = DEPENDENT_KINDS.flatMap((kind) => {
    const count = known.counts[kind] ?? 0;
    return count > 0 ? [[kind, count] as const] : [];
  });
  const missing = neverReported(known);
  if (left.length > 0) blocks.push({ kind: 'something_left', counts: left });
  if (missing.length > 0) blocks.push({ kind: 'kinds_never_reported', kinds: missing });
  if (now.getTime() - known.asOf.getTime() > REPORT_COUNTS_FOR_MS)
    blocks.push({ kind: 'report_too_old', asOf: known.asOf });
  // Whatever the counts say, a backup that used it within the week needs it.
  const { usedAt = null } = known;
  if (usedAt !== null && now.getTime() - usedAt.getTime() < ZERO_FOR_MS)
    blocks.push({ kind: 'used_lately', at: usedAt });
  if (left.length > 0 || missing.length > 0) return blocks;
  const zeroSince = known.zeroSince ?? known.asOf;
  const since = zeroFrom !== null && zeroFrom > zeroSince ? zeroFrom : zeroSince;
  if (now.getTime() - since.getTime() < ZERO_FOR_MS) blocks.push({ kind: 'not_long_enough', zeroSince: since });
  return blocks;
}

/** A block as staff read it. */
export function releaseBlockWords(block: ReleaseBlock, now: Date): string {
  switch (block.kind) {
    case 'not_acknowledged':
      return 'Our product has not acknowledged the switch to another key, so it may still use this one.';
    case 'wanted':
      return 'A replacement that is not finished wants this key as the new one of a workspace.';
    case 'never_reported':
      return 'Our product has never reported what depends on this key. That is unknown, not zero.';
    case 'something_left':
      return `Something depends on this key (${block.counts.map(([kind, count]) => `${DEPENDENT_KIND_WORDS[kind]}: ${count.toLocaleString('en-GB')}`).join('; ')}).`;
    case 'kinds_never_reported':
      return `Never reported, so unknown: ${block.kinds.map((kind) => DEPENDENT_KIND_WORDS[kind]).join(', ')}.`;
    case 'report_too_old':
      return `The last report is of ${instantWords(block.asOf)}. It must be at most 24 hours old.`;
    case 'used_lately':
      return `Our product reports a backup with this key on ${instantWords(block.at)}. It must be 7 days without one.`;
    case 'not_long_enough':
      return `Nothing has depended on it for ${durationWords(now.getTime() - block.zeroSince.getTime())}. It must be 7 days.`;
  }
}

/**
 * The kinds of which more depends on a released key now than when it was released: what was never reported then counts
 * as none, so that nothing that appears is missed.
 */
export const appearedSince = (
  now: KnownDependents['counts'],
  then: KnownDependents['counts'] | null,
): DependentKind[] => DEPENDENT_KINDS.filter((kind) => (now[kind] ?? 0) > (then?.[kind] ?? 0));

/** An ARN as pages shorten it. */
const shortArn = (arn: string): string => arn.replace(/^.*(:key\/(?:mrk-)?.{4}).*(.{4})$/, '…$1…$2');

/** Why a step that cuts our access was refused, key by key. */
export const keptWords = (keys: readonly { arn: string; blocks: readonly ReleaseBlock[] }[], now: Date): string =>
  `Not recorded: the customer could cut our access while something may depend on their keys. ${keys
    .map(({ arn, blocks }) => `${shortArn(arn)}: ${blocks.map((block) => releaseBlockWords(block, now)).join(' ')}`)
    .join(' ')} An approver can record an exception.`;

/** Why an old key was not released. */
export const notReleasedWords = (blocks: readonly ReleaseBlock[], now: Date): string =>
  `Not released. ${blocks.map((block) => releaseBlockWords(block, now)).join(' ')}`;

/** What depends on a key in one line: what was reported as more than zero, and what never was. */
export function dependentsWords({ counts }: Pick<KnownDependents, 'counts'>): string {
  const some = DEPENDENT_KINDS.flatMap((kind) => {
    const count = counts[kind];
    if (count === undefined) return [`${DEPENDENT_KIND_WORDS[kind]}: never reported`];
    return count > 0 ? [`${DEPENDENT_KIND_WORDS[kind]}: ${count.toLocaleString('en-GB')}`] : [];
  });
  return some.length === 0 ? 'none of any kind' : some.join('; ');
}
