import { LONGEST_NAMED } from './error-units.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { keysNamed, type KeysNamed } from './other-keys-named.ts';
import { compareVisible } from './visible-parts.ts';

const ARN = String.raw`["'[(]?(arn:aws[a-z-]{0,20}:kms:[^\s"',:]{0,60}:[^\s"',:]{0,60}:(?:key|alias)\/[^\s"',)]{1,260}?)["'\])]?`;
/** KMS's sentences, with the key that each is about. */
const ABOUT = new RegExp(
  [
    String.raw`on\s+resource:\s*${ARN}(?=[\s"',)]|$)`,
    String.raw`${ARN}\s+(?:is|was)\s+(?:already\s|in\s+state\s)?\s*(?:disabled|pending|unavailable|creating|updating|not\s)`,
    String.raw`\bKey\s+${ARN}\s+(?:does\s+not\s+exist|is\s+not\s+accessible)`,
  ].join('|'),
  'gi',
);

/**
 * The key that an error is about. Where KMS's own sentence names a key, no other line counts: logs name other keys next
 * to it. Otherwise the error's own line counts before the lines below it.
 */
export function keyOfError(
  { text, focus }: { text: string; focus: string },
  subject: Pick<EvidenceSubject, 'arn'>,
): KeysNamed {
  const everywhere = keysNamed(text, subject);
  if (!everywhere.another || !everywhere.thisKey) return everywhere;
  const sentences = [...text.matchAll(ABOUT)].flatMap((match) => match.slice(1).find(Boolean) ?? []);
  if (sentences.length > 0) return keysNamed(sentences.join('\n'), subject);
  const [line = ''] = focus.split('\n', 1);
  // The rest of such a line may name any key.
  if (line.length >= LONGEST_NAMED) return everywhere;
  const inLine = keysNamed(line, subject);
  return inLine.thisKey && !inLine.another ? inLine : everywhere;
}

const INVALID_ARN = /invalidarn(?:['"])?([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d)/;
const INVALID_KEY_ID = /invalidkeyid:?['"]?([\w/-]{1,120})/;

/** Where KMS looked for the key when it found none. */
export type LookedUp = 'in_another_region' | 'in_our_account' | 'another_key' | null;

/**
 * Why KMS found no key, where the message tells: a bare key ID is looked up in the caller's account and Region.
 * @param lower the message in lower case and without white space
 */
export function lookedUp(lower: string, { arn, vendorAccountId, otherVendorAccountIds }: EvidenceSubject): LookedUp {
  const { region, awsAccountId, kmsKeyId } = partsOf(arn);
  const [, inRegion] = INVALID_ARN.exec(lower) ?? [];
  if (inRegion !== undefined) return inRegion === region ? 'another_key' : 'in_another_region';
  const [, id] = INVALID_KEY_ID.exec(lower) ?? [];
  if (id !== undefined && id !== kmsKeyId && !id.startsWith('kms')) return 'another_key';
  const [, account] = new RegExp(`:([^:/]{1,20}):key/${kmsKeyId}`).exec(lower) ?? [];
  if (account === undefined || compareVisible(account, awsAccountId) !== 'differs') return null;
  const isOurs = (whole: string): boolean => compareVisible(account, whole) !== 'differs';
  return [vendorAccountId, ...otherVendorAccountIds].some(isOurs) ? 'in_our_account' : null;
}
