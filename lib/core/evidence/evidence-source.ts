import { EVIDENCE_KIND_WORD, EVIDENCE_SOURCE_WORD } from '#lib/core/evidence/evidence-words.ts';
import type { EvidenceContent, ProductionError } from '#lib/core/finding/evidence.ts';

/** Whether an error names its caller. It is kept only if that is one of our accounts. */
export const isSeenToBeOurs = ({ byOurAccount, principalArn }: ProductionError): boolean =>
  byOurAccount === true || principalArn !== null;

const isOfOurProduction = (content: EvidenceContent): boolean =>
  content.kind === 'production_error' && isSeenToBeOurs(content);

/** The kind of evidence as a list shows it. An error says whose call it was, where it names the caller. */
export const evidenceTitle = (content: EvidenceContent): string =>
  isOfOurProduction(content) ? 'Error from our production' : EVIDENCE_KIND_WORD[content.kind];

/** Who said it. It is never our own check. */
export function evidenceSource(content: EvidenceContent): string {
  if (isOfOurProduction(content)) return 'From our production';
  return content.kind === 'production_error' ? 'From production, caller not named' : EVIDENCE_SOURCE_WORD[content.kind];
}
