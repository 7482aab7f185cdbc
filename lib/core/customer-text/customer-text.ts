import { alsoParts, askedBeside, expiryBeside } from '#lib/core/customer-text/beside.ts';
import { whyNotToSend } from '#lib/core/customer-text/outgoing-check.ts';
import { NEEDED_AGAIN_ASK } from '#lib/core/customer-text/released-text.ts';
import {
  CHECK_BEFORE_SENDING,
  TEXT_BLOCK_WORDS,
  type CustomerText,
  type CustomerTextInput,
  type TextBlock,
} from '#lib/core/customer-text/text-input.ts';
import { usableParts, usableWords } from '#lib/core/customer-text/usable-text.ts';
import { findingRecord, type FindingDetail } from '#lib/core/finding/all-findings.ts';
import { isFresh, type Hold, type TextContext, type TextRule } from '#lib/core/finding/text-rule.ts';
import { isInFuture } from '#lib/core/probe/clock-error.ts';
import { countAgeInText, someInText } from '#lib/core/service/dependents-words.ts';
import { neverReported } from '#lib/core/service/dependents.ts';
import { greeting, layOutAll, list, oneLine, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { NEVER_THIS_KEY, NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { visibleCalls } from '#lib/core/text/our-calls.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { leadingFinding, type About } from '#lib/core/verdict/leading-finding.ts';

const blocked = (reason: TextBlock) => ({ kind: 'blocked', reason, words: TEXT_BLOCK_WORDS[reason] }) as const;

type Context = TextContext<FindingDetail>;
type Told = Exclude<TextRule<FindingDetail>, { kind: 'blocked' }>;

/** What a text is composed of: its words, or those for a usable key. */
type Composed = {
  kind: 'ask' | 'hold' | 'usable' | 'intake';
  subject: string;
  lead: string;
  parts: readonly Part[];
  caution: string | null;
  /** Whether it asks for another key, because this one can never be used. */
  asksForNewKey: boolean;
};

/** Says how old the last conclusive check is, when it is older than ten minutes or has no age (H7, H26). */
function agedWords({ lastConclusiveAt, lastAttemptFailed, now, subject }: CustomerTextInput): string | null {
  if (lastConclusiveAt === null || isFresh(lastConclusiveAt, now)) return null;
  const since = lastAttemptFailed ? 'could not be checked since' : 'not checked since';
  const when = instantWords(lastConclusiveAt, subject.timeZone);
  return isInFuture(lastConclusiveAt, now)
    ? `As of ${when}, by a clock that was wrong; ${since}.`
    : `As of ${when}; ${since}.`;
}

/** Where the words on a key stand: in a reply of its own, or among those on other keys of the customer. */
export type Place = 'own_reply' | 'among_keys';

const HELD = {
  nothing: {
    alone: 'You do not need to do anything',
    beside: 'The rest is with us',
    amongKeys: 'We look after this key',
  },
  nothing_yet: {
    alone: 'You do not need to do anything yet',
    beside: 'The rest is with us for now',
    amongKeys: 'We look after this key for now',
  },
  leave_policy: {
    alone: 'Please leave the policy of this key as it is for now',
    beside: 'Please leave the policy of the key as it is for now',
    amongKeys: 'Please leave the policy of this key as it is for now',
  },
} as const satisfies Record<ReturnType<Hold<FindingDetail>['needs']>, Record<'alone' | 'beside' | 'amongKeys', string>>;

/** "Nothing to do" is never said beside something to do, which then comes first (H27). */
function holdLead({ needs, because }: Hold<FindingDetail>, context: Context, asked: string | null, place: Place) {
  const { alone, beside, amongKeys } = HELD[needs(context)];
  if (asked !== null) return `${asked} ${beside}: ${because(context)}.`;
  return `${place === 'among_keys' ? amongKeys : alone}: ${because(context)}.`;
}

const toldOf = (told: Told, context: Context, asked: string | null, place: Place): Composed => ({
  kind: told.kind,
  subject: told.subject(context),
  lead: told.kind === 'hold' ? holdLead(told, context, asked, place) : told.lead(context),
  parts: told.parts(context),
  caution: told.caution?.(context) ?? null,
  asksForNewKey: told.kind === 'ask' && told.asksForNewKey?.(context) === true,
});

const usableOf = (input: CustomerTextInput, context: Context, asked: string | null): Composed => ({
  kind: 'usable',
  ...usableWords(input, asked),
  ...(input.neededAgain && { subject: 'is needed again: please keep it enabled' }),
  parts: usableParts(input, context),
  caution: null,
  asksForNewKey: false,
});

/**
 * What is at stake, as our product counted it and when (H15). Said only where the reply asks for something, or to keep an
 * old key: nothing is said of a count of zero, because it would read as leave to delete the key (H19).
 */
function stakeWords(
  { dependents, isOld, neededAgain, pendingSetup, subject, now }: CustomerTextInput,
  kind: Composed['kind'],
) {
  const matters = kind === 'ask' || (kind === 'usable' && (isOld || neededAgain));
  const some = dependents === null ? '' : someInText(dependents);
  if (!matters || pendingSetup || dependents === null || some === '') return [];
  const age = countAgeInText(dependents.asOf, now);
  const more =
    neverReported(dependents).length > 0 ? ['It has not counted everything that may depend on the key.'] : [];
  const counted = `What depends on it, as our product counted it on ${instantWords(dependents.asOf, subject.timeZone)}: ${some}`;
  return [
    more.length === 0 && age === null ? counted : [`${counted}.`, ...more, ...(age === null ? [] : [age])].join(' '),
  ];
}

const keyParts = (input: CustomerTextInput, subject: TextKey, kind: Composed['kind']): readonly Part[] => [
  list(
    `Key: ${subject.arn}`,
    `Region: ${regionWords(subject)}`,
    `Customer: ${oneLine(subject.customerName)}`,
    ...stakeWords(input, kind),
  ),
];

function ending({ kind, asksMore, asksForNewKey, key: { replyTo } }: KeyWords): string {
  if (asksForNewKey)
    return `To send the ARN of the new key, or if you have a question, please ${replyTo}. We will then check the new key.`;
  if (kind === 'ask' || asksMore)
    return `When this is done, or if you have a question, please ${replyTo}. We will then check the key again.`;
  return kind === 'intake' ? `To send it, please ${replyTo}.` : `If you have a question, please ${replyTo}.`;
}

/** Between "Your AWS KMS key" and the region: what the text says of the key. */
function subjectWords(input: CustomerTextInput, composed: Composed, about: About | null, aged: string | null): string {
  const asOf =
    aged === null || input.lastConclusiveAt === null ? '' : `, as of ${instantWords(input.lastConclusiveAt)}`;
  return `${composed.subject}${expiryBeside(input, about?.code ?? null)}${asOf}`;
}

/** What a reply says of one key: all of it but the greeting and the ending. */
export type KeyWords = {
  kind: Composed['kind'];
  /** As in the subject of a reply: "can no longer be used by our account". */
  subject: string;
  /** How old the last conclusive check is, where that must be said (H7); null where it need not. */
  aged: string | null;
  parts: readonly Part[];
  /** Whether something beside the leading finding asks the customer for something. */
  asksMore: boolean;
  /** Whether it asks for another key, because this one can never be used. */
  asksForNewKey: boolean;
  /** Whether anything does. */
  asks: boolean;
  /** Whether it asks for something because of a cause that is confirmed. */
  confirmed: boolean;
  asOf: Date | null;
  caution: string | null;
  key: TextKey;
};

/** What is said of one key, or why nothing may be said of it. */
export type ToldOfKey = { kind: 'told'; words: KeyWords } | { kind: 'blocked'; reason: TextBlock; words: string };

function wordsOf(input: CustomerTextInput, context: Context, about: About | null, composed: Composed): KeyWords {
  const { kind, lead, parts, asksForNewKey } = composed;
  const leading = about?.code ?? null;
  const ofKey = kind !== 'intake';
  const aged = ofKey ? agedWords(input) : null;
  const asksMore = ofKey && askedBeside(input, context, leading) !== null;
  return {
    kind,
    subject: ofKey ? subjectWords(input, composed, about, aged) : composed.subject,
    aged,
    parts: [
      ...(input.neededAgain && kind === 'ask' ? [paragraph(NEEDED_AGAIN_ASK)] : []),
      paragraph(lead),
      ...(input.pendingSetup ? [paragraph(asksForNewKey ? NEVER_THIS_KEY : NO_JOB_YET)] : []),
      ...(ofKey ? keyParts(input, context.subject, kind) : []),
      ...parts,
      ...(ofKey ? alsoParts(input, context, leading) : []),
      ...(ofKey ? visibleCalls(context.subject, input) : []),
    ],
    asksMore,
    asksForNewKey,
    asks: kind === 'ask' || input.neededAgain || asksMore,
    confirmed: kind === 'ask' && context.confidence === 'certain',
    asOf: ofKey ? input.lastConclusiveAt : null,
    caution:
      [composed.caution, aged === null ? null : CHECK_BEFORE_SENDING].filter((one) => one !== null).join(' ') || null,
    key: context.subject,
  };
}

/**
 * What a reply says of one key, before its outgoing check: `customerText` and `combinedText` make a whole reply of it.
 * @returns the words, or why nothing may be said
 */
export function wordsOfKey(input: CustomerTextInput, place: Place): ToldOfKey {
  const { verdict, subject, denied, now } = input;
  if (!input.ownershipProven) return blocked('ownership_unproven');
  const about = verdict.cause === null ? null : leadingFinding(input, verdict.cause);
  if (verdict.cause !== null && about === null) return blocked('not_checked');
  const rule = about === null ? null : findingRecord(about.code).text;
  if (rule?.kind === 'blocked') return blocked(rule.reason);
  if (subject.vendorAccountId === null) return blocked('vendor_account_missing');
  // Without any answer from KMS there is nothing to say about the key.
  if (rule?.kind !== 'intake' && input.lastConclusiveAt === null) return blocked('not_checked');
  const key = { ...subject, vendorAccountId: subject.vendorAccountId };
  const { confidence = 'certain', detail = {} } = about ?? {};
  const context: Context = { subject: key, confidence, detail, denied, situation: input, now };
  const beside = askedBeside(input, context, about?.code ?? null);
  const asked = input.neededAgain ? [NEEDED_AGAIN_ASK, beside].filter((one) => one !== null).join(' ') : beside;
  const composed = rule === null ? usableOf(input, context, asked) : toldOf(rule, context, asked, place);
  return { kind: 'told', words: wordsOf(input, context, about, composed) };
}

/**
 * The reply to a customer about one key, which a member of staff pastes into a ticket. It follows H1 to H8, H12 to H16,
 * H21 to H23 and H25 to H27.
 * @returns the reply, or why there is nothing to send
 */
export function customerText(input: CustomerTextInput): CustomerText {
  const told = wordsOfKey(input, 'own_reply');
  if (told.kind === 'blocked') return told;
  const { kind, aged, parts, asks, confirmed, key, asOf, caution } = told.words;
  const says = { asks, holds: kind === 'hold' && !asks, confirmed };
  const subject = `Your AWS KMS key${kind === 'intake' ? ':' : ''} ${told.words.subject}${kind === 'intake' ? '' : ` (${key.region})`}`;
  const all = [greeting(key.contactName), ...parts, paragraph(ending(told.words))];
  const body = `${aged === null ? '' : `${aged}\n\n`}${layOutAll(all)}\n`;
  // All of it is checked before it may be copied (H6).
  const mustNotLeave = whyNotToSend(`${subject}\n${body}`, key);
  return mustNotLeave === null
    ? { kind: 'text', subject, body, asOf, caution, says }
    : { kind: 'blocked', reason: 'foreign_identifier', words: mustNotLeave };
}
