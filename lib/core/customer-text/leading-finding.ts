import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { findingRecord, type Finding, type FindingCode, type FindingDetail } from '#lib/core/finding/all-findings.ts';
import type { Confidence } from '#lib/core/finding/status.ts';

/** What a reply is about. */
export type About = { code: FindingCode; confidence: Confidence; detail: FindingDetail };

/** A denial that may be the customer's, confirmed or not. It says nothing while our own side is in doubt (H12, H25). */
export const isDenial = (code: FindingCode): boolean => {
  const { traits } = findingRecord(code);
  return traits.waitsForOurSide === true || traits.confirming === true;
};
export const explainsDenials = (code: FindingCode): boolean => findingRecord(code).traits.explainsDenials === true;

/**
 * The finding that the reply is about: the cause of the status, our own side where a denial may be our fault (H12, H25),
 * or what the customer has to do where there is nothing to say about the cause itself.
 * @returns null when the cause is not among the findings
 */
export function leadingFinding({ findings, inRegionIncident }: CustomerTextInput, cause: FindingCode): About | null {
  const finding = findings.find(({ code }) => code === cause);
  if (finding === undefined) return null;
  if (isDenial(cause)) return besideOurSide(finding, findings, inRegionIncident);
  const asks = findings.find(({ code }) => findingRecord(code).text.kind === 'ask' && !isDenial(code));
  return findingRecord(cause).text.kind === 'blocked' && mayBeReplaced(cause) ? (asks ?? finding) : finding;
}

/** Whose key it is comes before anything that is said about the key (H16). */
const mayBeReplaced = (cause: FindingCode): boolean => findingRecord(cause).family !== 'intake';

function besideOurSide(finding: Finding, findings: readonly Finding[], inRegionIncident: boolean): About {
  const explanation = findings.find(({ code }) => explainsDenials(code));
  const about = (code: FindingCode, confidence: Confidence, more: object): About => ({
    code,
    confidence,
    detail: { ...finding.detail, ...more },
  });
  if (inRegionIncident) return about('region_incident', 'one_of_several', { customersDenied: 0 });
  if (explanation !== undefined) return explanation;
  return 'control' in finding.detail && finding.detail.control === 'failed'
    ? about('vendor_permission_fault', 'likely', { denials: [] })
    : finding;
}
