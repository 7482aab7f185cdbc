import type { Evidence, EvidenceContent, EvidenceKind, LatestEvidence } from '#lib/core/finding/evidence.ts';

type OfKind<K extends EvidenceKind> = { asOf: Date; content: Extract<EvidenceContent, { kind: K }> } | null;

/** Newest first; of two with the same time, the one that was added later. */
export const byAge = (a: Evidence, b: Evidence): number =>
  b.asOf.getTime() - a.asOf.getTime() || b.addedAt.getTime() - a.addedAt.getTime() || (a.id < b.id ? 1 : -1);

/**
 * The latest evidence of each kind, for the rules.
 * @param arn the key's present ARN; evidence about another ARN is left out
 */
export function latestEvidence(evidence: readonly Evidence[], arn: string): LatestEvidence {
  const sorted = evidence.filter((item) => item.arn === arn).toSorted(byAge);
  const latest = <K extends EvidenceKind>(kind: K): OfKind<K> => {
    const found = sorted.find((item) => item.content.kind === kind);
    return found === undefined
      ? null
      : { asOf: found.asOf, content: found.content as Extract<EvidenceContent, { kind: K }> };
  };
  return {
    describeKey: latest('describe_key'),
    keyPolicy: latest('key_policy'),
    productionErrors: sorted.flatMap(({ asOf, content, closed }) =>
      content.kind === 'production_error' && closed === null ? [{ asOf, content }] : [],
    ),
  };
}
