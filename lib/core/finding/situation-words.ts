import { at, isFresh, type TextContext } from '#lib/core/finding/text-rule.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { paragraph, type Part } from '#lib/core/text/blocks.ts';
import { placeWords } from '#lib/core/text/text-subject.ts';

type Context = TextContext<unknown>;

/** The actions that a refusal is about; `all` when none is known to be allowed. */
export type Stopped = readonly RequiredAction[] | 'all';

/** What of a backup service each action is needed for. ReEncrypt moves existing backups to another key. */
const NEEDED_FOR = {
  backups: ['Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
  restores: ['Decrypt'],
  moves: ['ReEncryptFrom', 'ReEncryptTo'],
} as const satisfies Record<string, readonly RequiredAction[]>;

/** Which uses of the key fail when AWS refuses these actions. */
export const stops = (stopped: Stopped) => {
  const any = (needed: readonly RequiredAction[]): boolean =>
    stopped === 'all' || needed.some((action) => stopped.includes(action));
  return { backups: any(NEEDED_FOR.backups), restores: any(NEEDED_FOR.restores), moves: any(NEEDED_FOR.moves) };
};

/** What a customer notices while AWS refuses these actions, without a time: "new backups to … cannot be encrypted". */
export function stoppedWords(stopped: Stopped, { subject }: Context): string {
  const { backups, restores, moves } = stops(stopped);
  const said = [
    ...(backups ? [`new backups to ${placeWords(subject)} cannot be encrypted`] : []),
    ...(restores
      ? [`restores from ${backups ? 'existing backups' : `backups in ${placeWords(subject)}`} cannot be decrypted`]
      : []),
    ...(moves && !backups && !restores ? ['existing backups cannot be moved to or from this key'] : []),
  ];
  return said.join(', and ');
}

/** Plaintext data keys that a job holds stay valid. Source: KMS developer guide, "How unusable KMS keys affect data keys". */
const runningJobs = ({ situation }: Context): string =>
  situation.wasUsable ? ' A job that is already running may continue until it next needs the key.' : '';

/**
 * What is affected and since when: the start of the unbroken time, whatever the causes were since. We know of the key,
 * not of single backups.
 */
export function affectedPart(context: Context, stopped: Stopped = 'all'): readonly Part[] {
  const { notUsableSince, pendingSetup } = context.situation;
  const words = stoppedWords(stopped, context);
  if (words === '') return [];
  const since = notUsableSince === null ? '' : `Since ${at(notUsableSince, context)}, `;
  const fully = stopped === 'all' ? 'our service cannot use this key' : 'our service cannot fully use this key';
  // Of a key that is pending setup nothing is affected: no backup exists with it.
  const sentence = `${since}${fully}${pendingSetup ? '' : `: ${words}`}.`;
  return [paragraph(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${runningJobs(context)}`)];
}

/**
 * The same while the denial is on hold or not confirmed: only what AWS denied, since when, and what that would mean.
 */
export function heldPart(context: Context, stopped: Stopped = 'all'): readonly Part[] {
  const { notUsableSince, pendingSetup } = context.situation;
  const since = notUsableSince === null ? '' : `AWS first refused this on ${at(notUsableSince, context)}. `;
  const words = pendingSetup ? '' : stoppedWords(stopped, context);
  return since === '' && words === ''
    ? []
    : [
        paragraph(
          `${since}${words === '' ? '' : `As long as AWS refuses these calls, ${words}.${runningJobs(context)}`}`.trimEnd(),
        ),
      ];
}

/**
 * A fact about the key's state with its age: "AWS reports", or when it was seen and why no newer answer is there.
 * @param fact what AWS reports: "the key as disabled"
 */
export function stateSeen(context: Context, fact: string): string {
  const { stateSeenAt, lastConclusiveAt } = context.situation;
  if (stateSeenAt === null || isFresh(stateSeenAt, context.now)) return `AWS reports ${fact}.`;
  const since =
    lastConclusiveAt !== null && lastConclusiveAt > stateSeenAt
      ? ' After that, AWS no longer showed us its state, so we cannot see whether this is still so.'
      : '';
  return `When we last saw the state of the key, on ${at(stateSeenAt, context)}, AWS reported ${fact}.${since}`;
}
