import { instantWords } from '#lib/core/text/time-words.ts';
import type { AuditRow } from './audit.ts';

const ABBREVIATIONS: Readonly<Record<string, string>> = { arn: 'ARN', aws: 'AWS', id: 'ID', sha256: 'SHA-256' };

/** "customerKeyId" as "customer key ID". */
const fieldWords = (field: string): string =>
  field
    .split(/(?=[A-Z])/)
    .map((part) => ABBREVIATIONS[part.toLowerCase()] ?? part.toLowerCase())
    .join(' ');

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
/** A stored word such as "key_policy": a name or an identifier is never only small letters with a line between them. */
const STORED_WORD = /^[a-z]+(?:_[a-z]+)+$/;

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueWords).join(', ');
  if (typeof value !== 'string') return JSON.stringify(value);
  if (INSTANT.test(value)) return instantWords(new Date(value));
  return STORED_WORD.test(value) ? value.replaceAll('_', ' ') : value;
}

/** An identifier of what we stored, which says less than all else. */
const isOwnId = (field: string): boolean => field.endsWith('Id') && field !== 'awsAccountId';

/**
 * What an action changed, in one line: "role active → retained; next review Sat 14 Mar 2026 09:00 UTC". Identifiers of what
 * we stored come last.
 */
export function auditChangeWords({ before, after }: Pick<AuditRow, 'before' | 'after'>): string {
  return Object.entries(after ?? {})
    .filter(([field, value]) => JSON.stringify(before?.[field]) !== JSON.stringify(value))
    .toSorted(([a], [b]) => Number(isOwnId(a)) - Number(isOwnId(b)))
    .map(([field, value]) =>
      before !== null && field in before
        ? `${fieldWords(field)} ${valueWords(before[field])} → ${valueWords(value)}`
        : `${fieldWords(field)} ${valueWords(value)}`,
    )
    .join('; ');
}
