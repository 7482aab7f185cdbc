import { foreignIdentifiers } from '#lib/core/customer-text/foreign-identifiers.ts';
import {
  TEXT_BLOCK_WORDS,
  type CustomerText,
  type CustomerTextInput,
  type TextBlock,
} from '#lib/core/customer-text/text-input.ts';
import { usableWords } from '#lib/core/customer-text/usable-text.ts';
import { findingRecord, type Finding, type FindingCode, type FindingDetail } from '#lib/core/finding/all-findings.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { TextContext, TextWords } from '#lib/core/finding/text-rule.ts';
import { heading, layOutAll, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { visibleCalls } from '#lib/core/text/our-calls.ts';
import { keyName, regionWords, type TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** How old the last conclusive check may be before a reply has to say its age (H7). */
export const TEXT_FRESH_MS = 10 * 60_000;

const blocked = (reason: TextBlock): CustomerText => ({ kind: 'blocked', reason, words: TEXT_BLOCK_WORDS[reason] });

const CHECK_AGAIN = 'The last conclusive check is older than ten minutes. Please check again before sending.';

/** What a reply is about: a finding, or a usable key. */
type About = { code: FindingCode; confidence: Confidence; detail: FindingDetail };

type Context = TextContext<FindingDetail>;

const waits = (code: FindingCode): boolean => findingRecord(code).traits.waitsForOurSide === true;
const explains = ({ code }: Finding): boolean => findingRecord(code).traits.explainsDenials === true;

/** The finding that the text is about: the verdict's cause, or our own side where a denial may be our fault (H12, H25). */
function leadingFinding({ findings, inRegionIncident }: CustomerTextInput, cause: FindingCode): About | null {
  const finding = findings.find(({ code }) => code === cause);
  if (finding === undefined || !waits(cause)) return finding ?? null;
  const about = (code: FindingCode, confidence: Confidence): About => ({ ...finding, code, confidence });
  if (inRegionIncident) return about('region_incident', 'one_of_several');
  const explanation = findings.find(explains);
  if (explanation !== undefined) return explanation;
  return 'control' in finding.detail && finding.detail.control === 'failed'
    ? about('vendor_permission_fault', 'likely')
    : finding;
}

/** Says how old the last conclusive check is, when it is older than ten minutes (H7). */
function agedWords({ lastConclusiveAt, lastAttemptFailed, now, subject }: CustomerTextInput): string | null {
  if (lastConclusiveAt === null || now.getTime() - lastConclusiveAt.getTime() <= TEXT_FRESH_MS) return null;
  const since = lastAttemptFailed ? 'could not be checked since' : 'not checked since';
  return `As of ${instantWords(lastConclusiveAt, subject.timeZone)}; ${since}.`;
}

/** What else the customer should know about this key. Faults on our side are left out. */
function alsoParts(input: CustomerTextInput, context: Context, leading: FindingCode | null): readonly Part[] {
  const others = input.findings.filter(({ code }) => code !== leading);
  const sentences = others.flatMap((other) => {
    const { text } = findingRecord(other.code);
    const also = text.kind === 'blocked' ? null : text.also;
    // A reply mentions only one denial, and none if there is a fault on our side.
    const omitsDenials = (leading !== null && waits(leading)) || others.some(explains);
    if (also === null || (waits(other.code) && omitsDenials)) return [];
    return [also({ ...context, confidence: other.confidence, detail: other.detail })];
  });
  return sentences.length === 0 ? [] : [heading('Also about this key'), list(...sentences)];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const keyParts = (subject: TextKey): readonly Part[] => [
  list(`Key: ${subject.arn}`, `Region: ${regionWords(subject)}`, `Customer: ${oneLine(subject.customerName)}`),
];

type TextKind = 'ask' | 'hold' | 'usable' | 'intake';

function ending({ replyTo }: TextKey, kind: TextKind): string {
  if (kind === 'ask')
    return `When this is done, or if you have a question, please ${replyTo}. We will then check the key again.`;
  return kind === 'intake' ? `To send it, please ${replyTo}.` : `If you have a question, please ${replyTo}.`;
}

type Composition = {
  words: TextWords<FindingDetail>;
  kind: TextKind;
  asked: 'describe_only' | 'dry_runs' | null;
  leading: FindingCode | null;
};

/** Lays out the reply and checks all of it for foreign identifiers before it may be copied (H6). */
function compose(
  input: CustomerTextInput,
  context: Context,
  { words, kind, asked, leading }: Composition,
): CustomerText {
  const { contactName } = input.subject;
  const aged = kind === 'intake' ? null : agedWords(input);
  const parts: Part[] = [
    paragraph(contactName === null ? 'Hello,' : `Hello ${oneLine(contactName)},`),
    paragraph(words.lead(context)),
    ...(kind === 'intake' ? [] : keyParts(context.subject)),
    ...words.parts(context),
    ...(kind === 'intake' || kind === 'hold' ? [] : alsoParts(input, context, leading)),
    ...(asked === null ? [] : visibleCalls(context.subject, asked, input.checkEveryMinutes)),
    paragraph(ending(context.subject, kind)),
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
 * The reply to a customer about one key, which a member of staff pastes into a ticket. It follows H1 to H8, H12 to H16
 * and H21 to H23.
 * @returns the reply, or why there is nothing to send
 */
export function customerText(input: CustomerTextInput): CustomerText {
  const { verdict, subject, denied, now } = input;
  if (!input.ownershipProven) return blocked('ownership_unproven');
  const leading = verdict.cause === null ? null : leadingFinding(input, verdict.cause);
  if (verdict.cause !== null && leading === null) return blocked('not_checked');
  const rule = leading === null ? null : findingRecord(leading.code).text;
  if (rule?.kind === 'blocked') return blocked(rule.reason);
  if (subject.vendorAccountId === null) return blocked('vendor_account_missing');
  // Without any answer from KMS there is nothing to say about the key.
  if (rule?.kind !== 'intake' && input.lastConclusiveAt === null) return blocked('not_checked');
  const key = { ...subject, vendorAccountId: subject.vendorAccountId };
  const { confidence = 'certain', detail = {} } = leading ?? {};
  const context: Context = { subject: key, confidence, detail, denied, now };
  if (rule === null)
    return compose(input, context, { words: usableWords(input), kind: 'usable', asked: 'dry_runs', leading: null });
  const { kind } = rule;
  return compose(input, context, {
    words: rule,
    kind,
    asked: rule.kind === 'intake' ? null : rule.asked,
    leading: leading?.code ?? null,
  });
}
