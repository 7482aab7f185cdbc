import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { deletionDate } from '#lib/core/text/time-words.ts';

/** The key that the words are about, and the time at which they are shown. */
export type AdviceSubject = {
  arn: string;
  region: string;
  vendorAccountId: string | null;
  /** The customer's IANA zone, where known. */
  timeZone: string | null;
  /** Whether we send an encryption context. Without one, a denial may come from a condition on it (H23). */
  sendsContext: boolean;
  now: Date;
};

/** Who does a step: us, where it says nothing. */
export type StepBy = 'us' | 'customer' | 'aws';

/** One thing to do. `sendsReply` marks a step that needs a reply, for when there is none to send. */
export type Step = { text: string; command?: string; by?: StepBy; sendsReply?: 'now' | 'if_asked' };

/** A function of a finding's detail. A method, so that a record of one detail fits the list of all records. */
type FromDetail<D, T> = { make(detail: D, subject: AdviceSubject, confidence: Confidence): T }['make'];

/** What a finding says to staff. */
export type AdviceWords<D> = {
  /** Who acts next. For a denial it depends on how sure the judgement is (H12). */
  acts: Acts | ((confidence: Confidence) => Acts);
  headline: FromDetail<D, string>;
  cause: FromDetail<D, string>;
  /** What this is based on, one line each. */
  because?: FromDetail<D, readonly string[]>;
  /** What would settle it. */
  settles?: FromDetail<D, string>;
  steps?: FromDetail<D, readonly Step[]>;
  /** AWS's page about it. */
  reference?: string;
};

export const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
export const KEY_STATES = `${KMS_GUIDE}/key-state.html`;
export const DELETING = `${KMS_GUIDE}/deleting-keys.html`;
export const CROSS_ACCOUNT = `${KMS_GUIDE}/key-policy-modifying-external-accounts.html`;

/** Our account as a policy names it. */
export const vendorRoot = ({ vendorAccountId }: AdviceSubject): string =>
  vendorAccountId === null ? 'our account' : `arn:aws:iam::${vendorAccountId}:root`;

/** A deletion date: "not before", possibly a day later, never as time that is left (H8). */
export const notBefore = (at: Date, { timeZone }: AdviceSubject): string => deletionDate(at, timeZone);

/** The page shows the remaining time, so the headline mentions only a date that has passed. */
export const passedWords = (deletionAt: Date | null, now: Date): string =>
  deletionAt !== null && deletionAt <= now ? '; its date has passed' : '';

/** A step that undoes something. It is right for one of the three answers only (H3). */
export const undoStep = (what: string, command?: string): Step => ({
  text: `Only if it was a mistake, or another key replaces this one: ${what}`,
  by: 'customer',
  ...(command !== undefined && { command }),
});

/** A canceled deletion leaves the key disabled, so enabling it is always the next step (H4). */
export const enableStep = (subject: AdviceSubject): Step =>
  undoStep(
    'then enable the key. It stays unusable until then, even after the deletion is canceled.',
    kmsCommand('enable-key', subject),
  );

/** Asks before anything is undone that the customer may have done on purpose (H3). */
export const ASK_INTENT: Step = {
  text: 'Send the reply. It asks whether this was intended: by mistake, replaced by another key, or on purpose.',
  sendsReply: 'now',
};

/** Sends a reply that asks for something, with what it asks for. */
export const sendReply = (what: string): Step => ({ text: `Send the reply. ${what}`, sendsReply: 'now' });

/** Sends a reply that asks for nothing, and only to a customer who asked. */
export const replyIfAsked = (what: string): Step => ({
  text: `If the customer asked, send the reply. ${what}`,
  sendsReply: 'if_asked',
});

export const CHECK_AGAIN: Step = { text: 'Check the key again here once they have answered.' };
export const CHECK_NOW: Step = { text: 'Check the key again here.' };
