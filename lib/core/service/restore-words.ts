import type { Verdict } from '#lib/core/finding/verdict.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { isWithin } from '#lib/core/probe/clock-error.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { RestoreKey, RestorePoints } from './restore-key.ts';

const until = (at: Date | null, timeZone: string | null): string =>
  at === null ? 'until today' : `until ${instantWords(at, timeZone)}`;

/** How a workspace is named in a sentence. */
export type WorkspaceNameOf = (workspaceId: string) => string;

/** Which key a restore needs and how Keydesk knows, in one or two sentences for staff. */
export function restoreKeyWords(answer: RestoreKey, nameOf: WorkspaceNameOf, timeZone: string | null): string {
  const when = (at: Date): string => instantWords(at, timeZone);
  const where = nameOf(answer.workspaceId);
  switch (answer.kind) {
    case 'reported':
      return answer.why === 'last_backup'
        ? `Reported: the last backup of ${where} before then was made on ${when(answer.backupAt)} with this key. The report is of ${when(answer.asOf)}.`
        : `Reported: of all keys of ${where}, only this one has restore points that may be from then. The report is of ${when(answer.asOf)}.`;
    case 'guess':
      if (answer.why === 'none_left')
        return `A guess: the first key, which is active in ${where} now. The second key was active there from ${when(answer.from)} ${until(answer.to, timeZone)}, but ${noneLeftWords(answer, when)}. Its restore points were re-encrypted with a newer key, or deleted. No report says which.`;
      return `A guess: by the history of roles, this key was active in ${where} from ${when(answer.from)} ${until(answer.to, timeZone)}. No report says which key the backups of that time used.`;
    case 'several':
      return answer.why === 'switch'
        ? `Either of these keys: a switch of ${where} was ordered on ${when(answer.from)}, and our product ${answer.until === null ? 'has not acknowledged it yet' : `acknowledged it on ${when(answer.until)}`}. Backups made in between may use either key.`
        : `The history of roles and the reports differ: the first key was active in ${where} then, and its report counts no restore points from then. The others may have them.`;
    case 'none':
      return noKeyWords(answer, where, nameOf, when);
  }
}

/** Since when reports count no restore points of the key of that time. */
const noneLeftWords = (
  { zeroSince, asOf }: { zeroSince: Date | null; asOf: Date },
  when: (at: Date) => string,
): string =>
  zeroSince === null
    ? `its newest report, of ${when(asOf)}, counts no restore points`
    : `reports count no restore points of it since ${when(zeroSince)}; the newest is of ${when(asOf)}`;

function noKeyWords(
  answer: Extract<RestoreKey, { kind: 'none' }>,
  where: string,
  nameOf: WorkspaceNameOf,
  when: (at: Date) => string,
): string {
  switch (answer.why) {
    case 'before_first':
      return answer.keys.length === 0
        ? `No key protected ${where} before ${when(answer.first)}, as far as Keydesk knows.`
        : `Keydesk knows the keys of ${where} only since ${when(answer.first)}. These were taken over from earlier records, and may have been in use before.`;
    case 'never_active':
      return `No key was ever active in ${where}, as far as Keydesk knows.${answer.keys.length === 0 ? '' : ' These are kept for its older backups.'}`;
    case 'gap':
      return `No key was active in ${where} from ${when(answer.from)} until ${when(answer.until)}. Keydesk knows of no key for backups of that time.`;
    case 'after_last':
      return `No key has been active in ${where} since ${when(answer.from)}. Keydesk knows of no key for backups of that time.`;
    case 'moved':
      return `${where} moved to ${nameOf(answer.toWorkspaceId)} on ${when(answer.from)}. Backups since then are made there: choose that workspace.`;
    case 'no_key':
      return `No key ever protected ${where}.`;
    case 'in_future':
      return 'This time is in the future. Enter when the backup was made.';
  }
}

/** Why a local time names no single instant: clocks skip an hour in spring and repeat one in autumn. */
export const UNCLEAR_TIME_WORDS = {
  never: 'The clocks of this time zone never showed this time. Enter the time in UTC.',
  twice: 'The clocks of this time zone showed this time twice. Enter the time in UTC.',
} as const;

export const RESTORE_POINTS_WORD = {
  has: 'Its report counts restore points that reach back to then.',
  has_none: 'Its report counts no restore points from then.',
  unknown: 'No report says whether it has restore points from then.',
} as const satisfies Record<RestorePoints, string>;

/** What is known of the use of a key for a restore. */
export type RestoreUseInput = {
  /** Whether ownership is proven: else nothing is said of its state (H16). */
  isProven: boolean;
  role: KeyRole;
  /** The status that may be shown now. */
  verdict: Verdict;
  /** The last test of Decrypt; null where there was none. */
  decrypt: ActionResult | null;
};

/** How long a test says how it is now (H9). */
const TEST_CURRENT_MS = 24 * 3_600_000;

/**
 * Whether a restore can use a key now, for staff. A bad key state outweighs every test (H10), a dry run proves the permission
 * and no more (H2), and what nobody tested lately is unknown (H15).
 */
export function restoreUse(
  { isProven, role, verdict, decrypt }: RestoreUseInput,
  now: Date,
  timeZone: string | null,
): { can: 'yes' | 'no' | 'unknown'; words: string } {
  if (!isProven)
    return {
      can: 'unknown',
      words: 'We say nothing about this key’s state: its ownership isn’t proven.',
    };
  if (role === 'retired')
    return { can: 'unknown', words: `${NO_LONGER_CHECKED}: nobody knows whether a restore can use it.` };
  const cause = verdict.cause === null ? null : findingRecord(verdict.cause);
  if (verdict.status === 'unusable' && cause?.family === 'key')
    return { can: 'no', words: `A restore can’t use it now: ${cause.word}.` };
  if (decrypt === null) return { can: 'unknown', words: 'kms:Decrypt, which a restore needs, was never tested.' };
  const when = instantWords(decrypt.at, timeZone);
  if (!isWithin(decrypt.at, TEST_CURRENT_MS, now))
    return { can: 'unknown', words: `kms:Decrypt, which a restore needs, was last tested on ${when}. Check the key.` };
  if (decrypt.result === 'denied')
    return { can: 'no', words: `A restore can’t use it now: AWS denied kms:Decrypt on ${when}.` };
  if (decrypt.result !== 'allowed' || verdict.status === 'unverified')
    return {
      can: 'unknown',
      words: `The last test of kms:Decrypt, on ${when}, doesn’t tell whether a restore can use it.`,
    };
  return {
    can: 'yes',
    words:
      decrypt.real === true
        ? `AWS carried out a real kms:Decrypt on ${when}.`
        : `AWS allowed kms:Decrypt on ${when}. That was a dry run, which proves the permission.`,
  };
}
