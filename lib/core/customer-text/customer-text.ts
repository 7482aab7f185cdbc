import { visibleCalls } from '#lib/core/customer-text/evidence-parts.ts';
import { foreignIdentifiers } from '#lib/core/customer-text/foreign-identifiers.ts';
import { heading, layOutAll, list, paragraph, type Part } from '#lib/core/customer-text/layout.ts';
import { keyName, regionWords, type TextContext } from '#lib/core/customer-text/text-context.ts';
import {
  TEXT_BLOCK_WORDS,
  type CustomerText,
  type CustomerTextInput,
  type TextBlock,
} from '#lib/core/customer-text/text-input.ts';
import type { TextRule, TextWords } from '#lib/core/customer-text/text-rule.ts';
import { TEXT_RULES } from '#lib/core/customer-text/text-table.ts';
import { usableWords } from '#lib/core/customer-text/usable-text.ts';
import { CONFIDENCE_LATER, finding, type Finding, type FindingCode } from '#lib/core/finding.ts';
import { instantWords } from '#lib/core/time-words.ts';

/** How old the last conclusive check may be for a text to speak of the present (H7). */
export const TEXT_FRESH_MS = 10 * 60_000;

const blocked = (reason: TextBlock): CustomerText => ({ kind: 'blocked', reason, words: TEXT_BLOCK_WORDS[reason] });

const CHECK_AGAIN = 'The last conclusive check is older than ten minutes. Please check again before sending.';

/** Denials that are held back while our own side is in doubt (H12, H25). What is known of a deletion is not held. */
const HELD_DENIALS: readonly FindingCode[] = [
  'access_lost',
  'no_access_yet',
  'partial_access',
  'describe_denied',
  'key_not_found',
  'resource_control_policy_denies',
];
const isHeld = (code: FindingCode | null): boolean => code !== null && HELD_DENIALS.includes(code);
const OUR_SIDE: readonly FindingCode[] = ['region_incident', 'vendor_permission_fault'];

/** The finding that the text is about: the verdict's cause, or our own side where a denial may well be ours. */
function leadingFinding({ findings, heldWithRegion }: CustomerTextInput, cause: FindingCode): Finding {
  const said = findings.find(({ code }) => code === cause) ?? finding(cause, CONFIDENCE_LATER[cause] ?? 'certain');
  if (!isHeld(cause)) return said;
  if (heldWithRegion) return finding('region_incident', 'one_of_several');
  const ours = findings.find(({ code }) => OUR_SIDE.includes(code));
  return ours ?? (said.detail.control === 'failed' ? finding('vendor_permission_fault', 'likely') : said);
}

/** What stands above everything in a text whose last conclusive check is not of the last ten minutes (H7). */
function agedWords({ lastConclusiveAt, lastAttemptFailed, now, subject }: CustomerTextInput): string | null {
  if (lastConclusiveAt === null || now.getTime() - lastConclusiveAt.getTime() <= TEXT_FRESH_MS) return null;
  const since = lastAttemptFailed ? 'could not be checked since' : 'not checked since';
  return `As of ${instantWords(lastConclusiveAt, subject.timeZone)}; ${since}.`;
}

/** Other things that the customer should know of the same key; what is ours or told nothing is not among them. */
function alsoParts(input: CustomerTextInput, context: TextContext): readonly Part[] {
  const others = input.findings.filter(({ code }) => code !== context.code);
  const sentences = others.flatMap((other) => {
    const rule = TEXT_RULES[other.code];
    const also = 'also' in rule ? rule.also : null;
    // One denial is told in full, not twice; beside a fault of ours none is told.
    const heldBack = isHeld(context.code) || others.some(({ code }) => OUR_SIDE.includes(code));
    if (also === null || (isHeld(other.code) && heldBack)) return [];
    return [also({ ...context, code: other.code, confidence: other.confidence, detail: other.detail })];
  });
  return sentences.length === 0 ? [] : [heading('Also about this key'), list(...sentences)];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function keyParts({ subject }: TextContext): readonly Part[] {
  return [list(`Key: ${subject.arn}`, `Region: ${regionWords(subject)}`, `Customer: ${oneLine(subject.customerName)}`)];
}

function ending(context: TextContext, kind: 'ask' | 'hold' | 'usable' | 'intake'): string {
  const answer = context.subject.replyTo;
  if (kind === 'ask')
    return `When this is done, or if you have a question, please ${answer}. We then check the key again.`;
  return kind === 'intake' ? `To send it, please ${answer}.` : `If you have a question, please ${answer}.`;
}

/** Lays out one text and looks at the whole of it before it may leave (H6). */
function compose(
  input: CustomerTextInput,
  context: TextContext,
  words: TextWords,
  kind: 'ask' | 'hold' | 'usable' | 'intake',
  asked: 'describe_only' | 'dry_runs' | null,
): CustomerText {
  const { contactName } = input.subject;
  const aged = kind === 'intake' ? null : agedWords(input);
  const parts: Part[] = [
    paragraph(contactName === null ? 'Hello,' : `Hello ${oneLine(contactName)},`),
    paragraph(words.lead(context)),
    ...(kind === 'intake' ? [] : keyParts(context)),
    ...words.parts(context),
    ...(kind === 'intake' || kind === 'hold' ? [] : alsoParts(input, context)),
    ...(asked === null ? [] : visibleCalls(context.subject, asked, input.checkEveryMinutes)),
    paragraph(ending(context, kind)),
  ];
  const body = `${aged === null ? '' : `${aged}\n\n`}${layOutAll(parts)}\n`;
  const name = kind === 'intake' ? 'Your AWS KMS key' : `Your ${keyName(input.subject)}`;
  const subject = `${name}${kind === 'intake' ? ':' : ''} ${words.subject}`;
  const foreign = foreignIdentifiers(`${subject}\n${body}`, context.subject);
  if (foreign.length > 0) return blocked('foreign_identifier');
  return {
    kind: 'text',
    subject,
    body,
    asOf: kind === 'intake' ? null : input.lastConclusiveAt,
    caution:
      [words.caution, aged === null ? undefined : CHECK_AGAIN].filter((one) => one !== undefined).join(' ') || null,
  };
}

/**
 * The reply to a customer about one key: what a member of staff pastes into a ticket.
 * @returns the text, or why there is nothing to send. Every rule is one of H1 to H8, H12 to H16, H21 to H23
 */
export function customerText(input: CustomerTextInput): CustomerText {
  const { verdict, subject, denied, now } = input;
  if (!input.ownershipProven) return blocked('ownership_unproven');
  const leading = verdict.cause === null ? null : leadingFinding(input, verdict.cause);
  const rule: TextRule | null = leading === null ? null : TEXT_RULES[leading.code];
  if (rule?.kind === 'blocked') return blocked(rule.reason);
  if (subject.vendorAccountId === null) return blocked('vendor_account_missing');
  // Nothing is said of a key that KMS never told us anything about.
  if (rule?.kind !== 'intake' && input.lastConclusiveAt === null) return blocked('not_checked');
  const own = { ...subject, vendorAccountId: subject.vendorAccountId };
  const about = leading ?? { code: null, confidence: 'certain' as const, detail: {} };
  const context: TextContext = { ...about, subject: own, denied, now };
  if (rule === null) return compose(input, context, usableWords(input), 'usable', 'dry_runs');
  return compose(input, context, rule, rule.kind, rule.kind === 'intake' ? null : rule.asked);
}
