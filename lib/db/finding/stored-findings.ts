import type { StoredFinding } from '#drizzle/schema/stored.ts';
import { isFindingCode, type Finding } from '#lib/core/finding/all-findings.ts';

/** Names of a detail that hold instants. jsonb gives instants back as ISO text. */
const holdsInstant = (name: string): boolean => name === 'at' || name === 'asOf' || name.endsWith('At');

/** Names that earlier versions gave to fields of a detail, and what they are called now. */
const RENAMED: Readonly<Record<string, string>> = {
  ownerSaw: 'ownerSaid',
  customersTurned: 'customersDenied',
};

function revive(value: unknown, name: string): unknown {
  if (typeof value === 'string' && holdsInstant(name)) return new Date(value);
  if (Array.isArray(value)) return value.map((item) => revive(item, ''));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [RENAMED[key] ?? key, revive(inner, key)]));
}

/**
 * Findings as a rule made them, from what jsonb gives back.
 * @returns a code that this version does not know becomes `unknown_finding`
 */
export const findingsOf = (stored: readonly StoredFinding[]): Finding[] =>
  stored.map(({ code, confidence, detail }) =>
    isFindingCode(code)
      ? ({ code, confidence, detail: revive(detail, '') } as Finding)
      : { code: 'unknown_finding', confidence: 'one_of_several', detail: {} },
  );
