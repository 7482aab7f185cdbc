import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { contextHint, ownSideLines } from '#lib/core/finding/access/denial-advice.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { ourSideText } from '#lib/core/finding/our-side/our-side-text.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';

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
        ? `Incident: ${customersDenied} customers of this region lost access within 30 minutes.`
        : 'Incident: many customers of this region lost access together.',
    cause: (_, subject) =>
      `So many at once are most likely one fault, on our side or at AWS. We don’t blame a customer until our own side was checked; a key state still counts at once.${contextHint(subject)}`,
    because: ownSideLines,
    settles: () => 'The same actions on our control key, and 30 minutes without more customers losing access.',
    steps: (_, { region }) => [
      { text: 'Do not write to these customers about their policies.' },
      { text: `Give the messages and request IDs below to the people who run our AWS accounts, for ${region}.` },
      { text: 'Check the AWS Health Dashboard for KMS in this region.' },
    ],
    reference: 'https://health.aws.amazon.com/health/status',
  },
  text: ourSideText(
    'You do not need to do anything: we are first checking our own side and AWS in this region.',
    'Our service currently has trouble using this key, and we are looking for the cause on our side and at AWS first.',
  ),
});
