import type { KeyRole } from '#lib/core/key/role.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import {
  countAge,
  DEPENDENT_KINDS,
  DEPENDENT_KIND_WORDS,
  neverReported,
  type DependentKind,
  type Dependents,
  type LastRun,
} from './dependents.ts';

/** Of a key that no report ever named. */
export const NOTHING_REPORTED_WORDS =
  'No system ever reported what depends on this key. That is unknown, not zero: backups, running restores or legal holds may need it.';

/** Of a count that no longer says how it is now. */
export const COUNT_AGE_WORDS = {
  old: 'This count is older than 24 hours. What depends on the key may have changed since.',
  clock_error:
    'Clock error: this count has a time in the future, so nobody can tell how old it is. The next report replaces it.',
} as const;

/** Stands beside the kinds that a report doesn't name. */
export const NEVER_REPORTED_HINT = 'Unknown, not zero. Ask the owner of the reporting system to count them too.';

/** A report that leaves something out says nothing about it. */
export const NOT_IN_REPORT = 'Not in the report';

/** Who acts when a backup used another key than this one. Of an old key that is what the switch is for. */
export const OTHER_KEY_WORDS =
  'Next action: us. The last real backup used another key than this one. Find out in the product which key the workspace is set to, and why, before the next run.';
export const OTHER_KEY_OF_OLD_WORDS = 'It used another key. This one is kept for older backups.';

/** Whether the last backup used another key although new backups should use this one. */
export const usedWrongKey = (role: KeyRole, arn: string, { lastBackup }: Pick<Dependents, 'lastBackup'>): boolean =>
  lastBackup !== null && lastBackup.arn !== arn && (role === 'active' || role === 'candidate');

export const RUN_WORD = { succeeded: 'Succeeded', failed: 'Failed' } as const satisfies Record<
  LastRun['result'],
  string
>;

const KINDS: Readonly<Record<string, string>> = DEPENDENT_KIND_WORDS;
const kindWords = (kind: string): string => KINDS[kind] ?? `${kind}, which this version of Keydesk doesn’t know`;
const IN_ORDER: readonly string[] = DEPENDENT_KINDS;
const placeOf = (kind: string): number => (IN_ORDER.includes(kind) ? IN_ORDER.indexOf(kind) : IN_ORDER.length);
const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/**
 * What a report counts, in words: each kind of which there are some, then those of which there are none, then those that
 * it doesn't name. A kind of a newer version is shown by its code.
 */
export function countsInWords({ counts }: Pick<Dependents, 'counts'>): {
  some: { label: string; count: string }[];
  none: string[];
  neverReported: string[];
} {
  const counted = Object.entries(counts).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return {
    some: counted
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => ({ label: capital(kindWords(kind)), count: count.toLocaleString('en-GB') })),
    none: counted.filter(([, count]) => count === 0).map(([kind]) => kindWords(kind)),
    neverReported: neverReported({ counts }).map(kindWords),
  };
}

/** How old a count in a text is: a customer reads no number without it (H15). */
const AGE_IN_TEXT = {
  current: null,
  old: 'This count is older than 24 hours, so the numbers may have changed since.',
  clock_error: 'The time of this count is in the future, so we cannot say how old it is.',
} as const satisfies Record<ReturnType<typeof countAge>, string | null>;

/** The same as a sentence of a text to a customer; null of a current count. */
export const countAgeInText = (asOf: Date, now: Date): string | null => AGE_IN_TEXT[countAge(asOf, now)];

/**
 * What there is of each kind, for a text to a customer: "restore points: 1,204; legal holds: 2". A kind that only a newer
 * version knows has no name for a customer. Empty where nothing was counted.
 */
export function someInText({ counts }: Pick<Dependents, 'counts'>): string {
  const known = DEPENDENT_KINDS.map((kind) => [DEPENDENT_KIND_WORDS[kind], counts[kind] ?? 0] as const);
  const others = Object.entries(counts)
    .filter(([kind]) => !IN_ORDER.includes(kind))
    .reduce((sum, [, count]) => sum + count, 0);
  return [...known, ['other items', others] as const]
    .flatMap(([label, count]) => (count > 0 ? [`${label}: ${count.toLocaleString('en-GB')}`] : []))
    .join('; ');
}

/** In a row there is room for the kind alone. */
const SHORT_KINDS: Readonly<Record<string, string>> = {
  ...DEPENDENT_KIND_WORDS,
  locked_versions: 'locked versions',
  granted_resources: 'grants',
  jobs: 'jobs',
} satisfies Record<DependentKind, string>;

const AGE_IN_ROW = {
  current: '',
  old: ' (over 24 hours old)',
  clock_error: ' (clock error)',
} as const satisfies Record<ReturnType<typeof countAge>, string>;

/** Of a key that no report ever named, under a title that says of what. */
export const NEVER_REPORTED = 'Never reported';

/** In a row about a key that no report ever named. */
export const NEVER_REPORTED_IN_ROW = `${NEVER_REPORTED} what depends on it`;

const kindsWords = (n: number): string => (n === 1 ? '1 kind' : `${n} kinds`);

/**
 * What depends on a key, in one line of a row: "As reported Fri 13 Mar 2026 09:12 UTC: restore points 1,204, jobs 3". None
 * is said only of what the report counts (H19).
 */
export function reportedInRow(reported: (Pick<Dependents, 'counts'> & { asOf: Date }) | null, now: Date): string {
  if (reported === null) return NEVER_REPORTED_IN_ROW;
  const { counts, asOf } = reported;
  const counted = Object.entries(counts).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  const some = counted.flatMap(([kind, count]) =>
    count > 0 ? [`${SHORT_KINDS[kind] ?? kindWords(kind)} ${count.toLocaleString('en-GB')}`] : [],
  );
  const missing = neverReported({ counts }).length;
  const words = [
    ...(some.length > 0
      ? some
      : counted.length > 0
        ? [missing === 0 ? 'none' : `none of ${kindsWords(counted.length)}`]
        : []),
    ...(missing > 0 ? [`${kindsWords(missing)} never reported`] : []),
  ];
  return `As reported ${instantWords(asOf)}${AGE_IN_ROW[countAge(asOf, now)]}: ${words.join(', ')}`;
}
