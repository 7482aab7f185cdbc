import { defineFinding, nothingKnown, type FindingRecord, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { paragraph, steps, type Part } from '#lib/core/text/blocks.ts';

const whereToFindTheArn: Part = steps(
  { text: 'In the AWS console, open KMS > Customer managed keys, in the region in which we host you.' },
  {
    text: 'Open the key and copy the value "ARN" under General configuration. It ends with key/ and the id of the key.',
  },
);

export const SEND_KEY_ARN = 'Please send us the ARN of the key itself.';

/**
 * A finding about a pasted identifier, before any call to AWS. The text repeats nothing of the identifier (H6).
 * @param staff what staff read: the fact, then what to do
 * @param customer what the customer reads: what to send, then why
 */
export const intakeFinding = <const C extends string>(
  code: C,
  word: string,
  staff: { headline: string; cause: string },
  customer: { lead: string; why: string },
): FindingRecord<C, NoDetail, never> =>
  defineFinding<NoDetail>()({
    code,
    family: 'intake',
    status: null,
    traits: {},
    confidenceIfNotKept: 'certain',
    rule: null,
    fromRecord: nothingKnown,
    word,
    advice: { acts: 'customer', headline: () => staff.headline, cause: () => staff.cause },
    text: {
      kind: 'intake',
      subject: () => 'we need its ARN',
      lead: () => customer.lead,
      parts: () => [paragraph(customer.why), whereToFindTheArn],
      also: null,
    },
  });
