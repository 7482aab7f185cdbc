import { ACTS_WORD, CONFIDENCE_WORD, type Acts, type Confidence } from '#lib/core/finding/status.ts';

/** Who acts next and how sure that is, as the start of a sentence: "Next action: customer (likely)". */
export function nextActionWords({ acts, confidence }: { acts: Acts; confidence: Confidence }): string {
  const saidAlready = (acts === 'one_of_several' && confidence === 'one_of_several') || acts === 'nobody';
  return saidAlready ? ACTS_WORD[acts] : `${ACTS_WORD[acts]} (${CONFIDENCE_WORD[confidence].toLowerCase()})`;
}
