import { replyIfAsked } from '#lib/core/finding/advice-words.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { contextHint, ownSideLines } from '#lib/core/finding/access/denial-advice.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { ourSideText } from '#lib/core/finding/our-side/our-side-text.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { placeWords } from '#lib/core/text/text-subject.ts';

/** With how many customers of the region lost access together; 0 when that is no longer known. */
type Detail = DenialDetail & { customersDenied: number };

export const regionIncident = defineFinding<Detail>()({
  code: 'region_incident',
  family: 'our_side',
  status: 'attention',
  traits: { neverImproves: true, explainsDenials: true },
  confidenceIfNotKept: 'one_of_several',
  // Many customers denied at once are one fault until shown otherwise, and our own side is checked first (H25).
  rule: (circumstances) => {
    const { report, denial } = circumstances;
    const denied = customerSideDenials(report);
    if (denied.length === 0) return null;
    const likelyOurSide = denial.onHold === 'own_side_fails' && denial.manyDenied;
    if (!likelyOurSide && denial.onHold !== 'many_denied') return null;
    return conclude(likelyOurSide ? 'likely' : 'one_of_several', {
      ...denialDetail(circumstances, denied),
      customersDenied: denial.customersDenied,
    });
  },
  fromRecord: (record, now) => ({ ...storedDenial(record, now), customersDenied: 0 }),
  word: 'on hold, incident in region',
  advice: {
    acts: (confidence) => (confidence === 'one_of_several' ? 'one_of_several' : 'vendor'),
    headline: ({ customersDenied }) =>
      customersDenied > 0
        ? `${customersDenied} customers of this region lost access within 30 minutes, so this is an incident.`
        : 'Many customers of this region lost access together, so this is an incident.',
    cause: (_, subject) =>
      `So many at once are most likely one fault, on our side or at AWS. We don’t blame a customer until a person has recorded that our own side was checked; a key state still counts at once.${contextHint(subject)}`,
    // The control key's simple policy does not test what many customers may share, so nothing is concluded from it.
    because: (detail) =>
      ownSideLines({ ...detail, roleCoversEveryKey: detail.roleCoversEveryKey === false ? false : null }),
    settles: () =>
      'The same actions on our control key, 30 minutes without more customers losing access, and, while many are still denied, a person who records that our side was checked.',
    steps: (_, { region }) => [
      { text: 'Do not write to these customers about their policies.' },
      { text: `Give the messages and request IDs below to the people who run our AWS accounts, for ${region}.` },
      { text: 'Check the AWS Health Dashboard for KMS in this region.' },
      replyIfAsked('It says that we check our own side first, and asks for nothing.'),
    ],
    reference: 'https://health.aws.amazon.com/health/status',
  },
  text: ourSideText<Detail>({
    subject: () => 'is affected by a problem that we are checking',
    found: () => false,
    because: ({ subject }) =>
      `several customers in ${placeWords(subject)} are affected at the same time, and we are checking our own side first`,
    more: ({ subject }) =>
      `AWS denies our account access to keys of several customers in ${placeWords(subject)}, and yours is among them. So many at once point to one cause, and it may be on our side or at AWS. We check our own side first, and we ask nothing about your policy until we have. A denial changes nothing about your key or your data.`,
  }),
});
