import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { findingRecord, type FindingCode, type FindingDetail } from '#lib/core/finding/all-findings.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { heading, list, type Part } from '#lib/core/text/blocks.ts';
import { placeWords } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { mentionedFindings, tellsDeletion } from '#lib/core/verdict/leading-finding.ts';

// What else the customer should know: nothing is lost beside the most severe finding.

const ALSO = 'Also about this key';

/** What something beside the leading finding needs of the customer, in a sentence; null when nothing does. */
export function askedBeside(
  input: CustomerTextInput,
  context: TextContext<FindingDetail>,
  leading: FindingCode | null,
): string | null {
  for (const { code, confidence, detail } of mentionedFindings(input, leading)) {
    const { text } = findingRecord(code);
    if (text.kind !== 'ask') continue;
    const lead = text.lead({ ...context, confidence, detail });
    // What is below in a text of its own is not in this one.
    return lead.includes(' below')
      ? `Please see "${ALSO}" below, which needs something from you.`
      : `${lead} See "${ALSO}" below.`;
  }
  return null;
}

/** Ends the subject line where key material expires beside the leading finding. */
export function expiryBeside(input: CustomerTextInput, leading: FindingCode | null): string {
  const expiring = mentionedFindings(input, leading).find(({ code }) => code === 'material_expiring');
  const { materialExpiresAt, now } = input;
  return expiring === undefined || materialExpiresAt === null || materialExpiresAt <= now
    ? ''
    : `, and its key material expires on ${instantWords(materialExpiresAt)}`;
}

/** A denial that asks about a deletion during an incident: its date does not wait, but nobody is blamed (H25). */
function incidentLines({ inRegionIncident, subject }: CustomerTextInput, leading: FindingCode | null): string[] {
  const asksAnyway = leading !== null && tellsDeletion(leading) && findingRecord(leading).family === 'access';
  return inRegionIncident && asksAnyway
    ? [
        `AWS denies our account access to keys of several customers in ${placeWords(subject)} at the same time. The denial may have its cause on our side, and we check that first. We write now because a deletion does not wait. Please leave the policy of the key as it is for now.`,
      ]
    : [];
}

/** What else the customer should know about this key. */
export function alsoParts(
  input: CustomerTextInput,
  context: TextContext<FindingDetail>,
  leading: FindingCode | null,
): readonly Part[] {
  const sentences = mentionedFindings(input, leading).flatMap(({ code, confidence, detail }) => {
    const { text } = findingRecord(code);
    return text.kind === 'blocked' || text.also === null ? [] : [text.also({ ...context, confidence, detail })];
  });
  const rotated =
    input.rotatedAt === null
      ? []
      : [
          `The key was rotated: on ${at(input.rotatedAt, context)} AWS first reported other current key material. Its ARN stays the same.`,
        ];
  const all = [...incidentLines(input, leading), ...sentences, ...rotated];
  return all.length === 0 ? [] : [heading(ALSO), list(...all)];
}
