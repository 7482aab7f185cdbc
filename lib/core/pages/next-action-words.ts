import { ACTS_WORD, CONFIDENCE_WORD, type Acts, type Confidence } from '#lib/core/finding/status.ts';

/** Who acts next and how sure that is, as the start of a sentence: "Next action: customer (likely)". */
export function nextActionWords({ acts, confidence }: { acts: Acts; confidence: Confidence }): string {
  const saidAlready = (acts === 'one_of_several' && confidence === 'one_of_several') || acts === 'nobody';
  return saidAlready ? ACTS_WORD[acts] : `${ACTS_WORD[acts]} (${CONFIDENCE_WORD[confidence].toLowerCase()})`;
}

/** What staff read where no finding says whose action it is, or what to do. */
export const NEXT_WORDS = {
  none: 'No action needed',
  us: ACTS_WORD.vendor,
  pendingSetup: 'Pending setup, so the customer must not start yet',
  nothing: 'Nothing to do.',
  onlyIfAsked: 'Nothing to do, unless the customer asked: then send the reply.',
  check: 'Check the key now, or wait for the next check.',
} as const;
