import type { StoredFinding } from '#drizzle/schema/stored.ts';
import type { Finding } from '#lib/core/finding/all-findings.ts';
import { confidenceOf, findingCodeOf } from '#lib/db/stored-vocabulary.ts';

/** Names of a detail that hold instants. jsonb returns instants as ISO text. */
const holdsInstant = (name: string): boolean => name === 'at' || name === 'asOf' || name.endsWith('At');

/** Names that earlier versions gave to fields of a detail, and their names now. */
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
 * Findings as the rules made them, from what jsonb returns.
 * @returns one `unknown_cause` stands for all whose code or confidence this version doesn't know, and names them
 */
export function findingsOf(stored: readonly StoredFinding[]): Finding[] {
  const known: Finding[] = [];
  const storedCodes: string[] = [];
  for (const { code: storedCode, confidence, detail } of stored) {
    const code = findingCodeOf(storedCode);
    if (code === null || confidenceOf(confidence) === null) storedCodes.push(storedCode);
    else known.push({ code, confidence, detail: revive(detail, '') } as Finding);
  }
  return storedCodes.length === 0
    ? known
    : [{ code: 'unknown_cause', confidence: 'certain', detail: { storedCodes } }, ...known];
}
