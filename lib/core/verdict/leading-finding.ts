import { findingRecord, type Finding, type FindingCode, type FindingDetail } from '#lib/core/finding/all-findings.ts';
import type { Confidence } from '#lib/core/finding/status.ts';

/** The findings of a key, most severe first, and whether its denial belongs to a region's incident (H25). */
export type FoundNow = { findings: readonly Finding[]; inRegionIncident: boolean };

/** What a reply is about. */
export type About = { code: FindingCode; confidence: Confidence; detail: FindingDetail };

/** A denial that may be the customer's, confirmed or not. It says nothing while our own side is in doubt (H12, H25). */
export const isDenial = (code: FindingCode): boolean => {
  const { traits } = findingRecord(code);
  return traits.waitsForOurSide === true || traits.confirming === true;
};
/** Whether a finding is a reason for denials, so that these are not told beside it. */
export const explainsDenials = (code: FindingCode): boolean => findingRecord(code).traits.explainsDenials === true;

/**
 * The finding that the reply is about: the cause of the status, our own side where a denial may be our fault (H12, H25),
 * or what the customer has to do where there is nothing to say about the cause itself.
 * @returns null when the cause is not among the findings
 */
export function leadingFinding({ findings, inRegionIncident }: FoundNow, cause: FindingCode): About | null {
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

/** Whether a text about the finding is about a deletion. */
export const tellsDeletion = (code: FindingCode): boolean => {
  const { text } = findingRecord(code);
  return text.kind !== 'blocked' && text.deletion === true;
};

/** The other findings that a text mentions. Faults on our side are left out. */
export function mentionedFindings(
  { findings, inRegionIncident }: FoundNow,
  leading: FindingCode | null,
): readonly Finding[] {
  // A reply mentions only one denial, and none while our own side is in doubt.
  const omitsDenials =
    inRegionIncident ||
    (leading !== null && (isDenial(leading) || explainsDenials(leading))) ||
    findings.some(({ code }) => explainsDenials(code));
  // A text tells of one deletion, with one date (H27).
  const deletion = [...(leading === null ? [] : [leading]), ...findings.map(({ code }) => code)].find(tellsDeletion);
  return findings.filter(({ code }) => {
    const { text } = findingRecord(code);
    if (code === leading || text.kind === 'blocked' || text.also === null) return false;
    return !(omitsDenials && isDenial(code)) && (!tellsDeletion(code) || code === deletion);
  });
}
