import { DEPENDENT_KINDS } from '#lib/core/service/dependents.ts';
import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import { FOUR_REGIONS } from '#lib/core/setup/instructions.test-support.ts';
import type { LineText, ReplacementText } from './replacement.ts';
import { replacementText } from './replacement-texts.ts';
import type { ReplacementTextInput, ReplacementTextLine } from './text-input.ts';

export const NOW = new Date('2026-03-14T09:12:00.000Z');
export const OWNER = '111122223333';
const HOUR_MS = 3_600_000;
export const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);
export const daysAgo = (days: number): Date => hoursAgo(days * 24);

/** The ARN of a key by a number. */
export const arnOf = (at: number, region = 'eu-west-1', owner = OWNER): string =>
  `arn:aws:kms:${region}:${owner}:key/1a2b3c4d-0000-4000-8000-${String(at).padStart(12, '0')}`;
export const OLD = arnOf(1);
export const NEW = arnOf(2);

export const ZERO: KnownDependents['counts'] = Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0]));
export const known = (
  counts: KnownDependents['counts'],
  asOf = hoursAgo(2),
  zeroSince: Date | null = null,
): KnownDependents => ({ counts, asOf, zeroSince });

/** What a line has beside the usual. */
export type Given = Partial<ReplacementTextLine>;

export const aLine = (given: Given = {}): ReplacementTextLine => ({
  workspace: 'main',
  region: 'eu-west-1',
  oldKey: { arn: OLD, awsAccountId: OWNER, keyState: 'Enabled', seenAt: hoursAgo(0.1), deletionAt: null },
  newKey: { arn: NEW, awsAccountId: OWNER },
  switchedAt: null,
  acknowledgedAt: null,
  firstBackupAt: null,
  releasedAt: null,
  oldKeyLetGo: true,
  rolledBackAt: null,
  rolledBackWhy: null,
  rejectedWhy: null,
  dependents: null,
  newDependents: null,
  ...given,
});
export const oldKey = (given: Partial<ReplacementTextLine['oldKey']>): Pick<ReplacementTextLine, 'oldKey'> => ({
  oldKey: { ...aLine().oldKey, ...given },
});

/** The line in each state, as it goes on. */
export const WAITING: Given = { newKey: null };
export const ORDERED: Given = { switchedAt: daysAgo(9) };
export const ACKNOWLEDGED: Given = { ...ORDERED, acknowledgedAt: daysAgo(8.9) };
export const BACKED_UP: Given = { ...ACKNOWLEDGED, firstBackupAt: daysAgo(8.5) };
export const RELEASED: Given = {
  ...BACKED_UP,
  releasedAt: hoursAgo(1),
  dependents: known(ZERO, hoursAgo(2), daysAgo(8)),
};
export const ROLLED_BACK: Given = {
  ...BACKED_UP,
  rolledBackAt: daysAgo(7),
  rolledBackWhy: 'backups_failed',
};
export const REJECTED: Given = { rejectedWhy: 'tests_failed' };

export const anInput = (...lines: readonly Given[]): ReplacementTextInput => ({
  customerName: 'Acme Logistics',
  contactName: 'Dana Ruiz',
  timeZone: 'Australia/Sydney',
  ticket: 'KD-1042',
  plannedFor: null,
  unconfirmed: false,
  now: NOW,
  regions: FOUR_REGIONS,
  lines: lines.map(aLine),
});

/** A text that has to exist. */
export function textOf(kind: ReplacementText, input: ReplacementTextInput): { subject: string; body: string } {
  const made = replacementText(kind, input);
  if (!made.ok) throw new Error(made.words);
  return made;
}
export const bodyOf = (kind: ReplacementText, ...lines: readonly Given[]): string =>
  textOf(kind, anInput(...lines)).body;

/** The lines with which each kind of text exists. */
export const FITTING: Readonly<Record<LineText, Given>> = {
  instructions: WAITING,
  received: {},
  switched: BACKED_UP,
  both_stay: BACKED_UP,
  released: RELEASED,
  rolled_back: ROLLED_BACK,
  rejected: REJECTED,
};

export const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ');
/** Whether a text says that both keys of a line must stay enabled. */
export const BOTH = /both keys (of each workspace )?must stay enabled/i;
export const NOTHING_TO_DO = /do not need to do anything/i;
