import type { Confidence, Finding, FindingDetail } from '#lib/core/finding.ts';
import { instantWords } from '#lib/core/time-words.ts';

/** Who has to move next. */
export type Acts = 'customer' | 'vendor' | 'nobody' | 'one_of_several';

/** The key that the words are about, and the instant at which they are said. */
export type AdviceSubject = {
  arn: string;
  region: string;
  vendorAccountId: string | null;
  /** The customer's IANA zone, where known. */
  timeZone: string | null;
  /** Whether we send an encryption context: without one, a denial may be a condition on it (H23). */
  sendsContext: boolean;
  now: Date;
};

export type Step = { text: string; command?: string };

type Said<T> = (detail: FindingDetail, subject: AdviceSubject, confidence: Confidence) => T;

/** The words of one code, made of what a finding rests on. */
export type Words = {
  acts: Acts | ((finding: Finding) => Acts);
  headline: Said<string>;
  cause: Said<string>;
  /** What was looked at to say so, a line each. */
  because?: Said<readonly string[]>;
  settles?: Said<string>;
  steps?: Said<readonly Step[]>;
  reference?: string;
};

export const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
export const KEY_STATES = `${KMS_GUIDE}/key-state.html`;
export const DELETING = `${KMS_GUIDE}/deleting-keys.html`;
export const CROSS_ACCOUNT = `${KMS_GUIDE}/key-policy-modifying-external-accounts.html`;

/** A command for this very key, in its region. */
export const kmsCommand = (verb: string, { arn, region }: AdviceSubject): string =>
  `aws kms ${verb} --region ${region} --key-id ${arn}`;

/** The actions that a finding is about, in AWS's names. */
export const actionsWords = ({ actions = [] }: FindingDetail): string =>
  actions.map((action) => `kms:${action}`).join(', ') || 'the action';

/** Our account as a policy names it. */
export const vendorRoot = ({ vendorAccountId }: AdviceSubject): string =>
  vendorAccountId === null ? 'our account' : `arn:aws:iam::${vendorAccountId}:root`;

/** A deletion date as it may be said: not before, possibly a day later, never as a margin (H8). */
export const notBefore = (at: Date, { timeZone }: AdviceSubject): string =>
  `not before ${instantWords(at, timeZone)}; AWS may delete it up to 24 hours after that`;

/** What a denial may also be, where no encryption context is configured (H23). */
export const contextWords = ({ sendsContext }: AdviceSubject): string =>
  sendsContext ? '' : ' A policy that demands an encryption context reads the same: we send none.';

/** The page counts the time left; only a date that has passed is said in the headline. */
export const passedWords = ({ deletionAt }: FindingDetail, { now }: AdviceSubject): string =>
  deletionAt && deletionAt <= now ? '; its date has passed' : '';

/** A cancelled deletion leaves the key disabled: enabling it belongs to the undoing (H4). */
export const enableStep = (subject: AdviceSubject): Step => ({
  text: 'Enable the key. Until then it stays unusable, although the deletion is cancelled.',
  command: kmsCommand('enable-key', subject),
});

/** Nobody is told to undo what they may have meant to do (H3). */
export const ASK_INTENT: Step = { text: 'Ask the customer whether this was intended before asking them to undo it.' };
export const CHECK_AGAIN: Step = { text: 'Check the key again here.' };
