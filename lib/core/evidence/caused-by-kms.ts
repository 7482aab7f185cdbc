import { mentionsAnotherService, namesAnotherService } from './calling-service.ts';
import { isKmsOperation } from './error-meaning.ts';
import type { ErrorUnit } from './error-units.ts';
import { squashed } from './plain-text.ts';

/** KMS's endpoint, its SDK packages, and how SDKs name the service that answered. */
const ANSWERED_BY_KMS =
  /\bService: ?(?:AWS ?)?KMS\b|operation error KMS:|(?<![\w-])kms(?:-fips)?(?:\.[a-z0-9-]{5,20})?\.amazonaws\.com|services?[./]kms\b|\bKMS(?:Client)?Exception\b|Aws(?:::|\\)Kms\b|client-kms\b|KeyManagementService|may call (?:AWS )?KMS\b|\bKMS Message:/i;

/** With spaces: a headline may say "KMS AccessDenied". */
const KMS_ACCESS_DENIED = /\bKMS\s{1,4}(?:key\s{1,4})?access\s{1,4}(?:is\s{1,4}|was\s{1,4})?denied\b/i;

// The patterns below are compared with the text in lower case and without white space: AWS's sentences may be broken.

/** Sentences that only KMS, or a service that KMS refused, writes. A key that is only mentioned is not enough. */
const SAID_OF_KMS = [
  /accesstokmsisnotallowed|access(?:is|was)?deniedto(?:the)?(?:aws)?kms/,
  /kmsexception:|kmsmessage:|notavalidkeyid|invalidarn[a-z]{2}-|invalidkeyid/,
  /kms(?:encryption)?key.{0,200}?(?:isnot(?:allowed|enabled|accessible)|isn'tenabled|doesnotexist|notfound|is(?:disabled|inaccessible)|cannotbeaccessed)/,
  /(?:cannot|can't|unableto|failedto)accessthe(?:aws)?kms|(?:cannot|can't|unableto|failedto)access(?:aws)?kms/,
  /thekeypolicy(?:of|for|on).{0,120}?doesnotallow/,
  /key'?arn:aws[a-z-]{0,20}:kms:.{0,120}?'?doesnotexist|aliasarn:aws.{0,200}?isnotfound|aliasalias\/.{1,200}?isnotfound/,
] as const;

const SAYS_KMS = /(?<!aws:|sse[-_=]|[:=])\bkms\b|\bkms:[A-Z]|arn:aws[a-z-]{0,20}:kms:/i;
const NAMES_ACTION = /\bkms:[A-Z]/;
/** Not after it: there, other services tell what they did not find. */
const KMS_FOUND_NONE = /\bkms\b[^\n]{0,80}NotFoundException/i;
/** Several services have operations of these names. */
const SHARED_OPERATION = /^(?:TagResource|UntagResource|(?:Create|Delete|Update)Alias|ListAliases)$/;

/**
 * Whether KMS caused an error that lacks KMS's sentence about permissions. A name that other services use too counts only
 * with KMS's own words or operation: that KMS or a key is mentioned next to it proves nothing.
 */
export function isCausedByKms(unit: ErrorUnit): boolean {
  const known = judged.get(unit) ?? judgeUnit(unit);
  judged.set(unit, known);
  return known;
}

/** A reading asks several times about the same unit. */
const judged = new WeakMap<ErrorUnit, boolean>();

function judgeUnit(unit: ErrorUnit): boolean {
  const { name, text, focus, operation } = unit;
  if (unit.isKmsName || ANSWERED_BY_KMS.test(text)) return true;
  if (KMS_ACCESS_DENIED.test(focus)) return true;
  const said = squashed(focus).toLowerCase();
  if (SAID_OF_KMS.some((pattern) => pattern.test(said))) return true;
  if (namesAnotherService(unit)) return false;
  if (isKmsOperation(operation)) return SAYS_KMS.test(text) || !SHARED_OPERATION.test(operation ?? '');
  if (operation !== null || mentionsAnotherService(focus)) return false;
  if (name === 'NotFoundException') return KMS_FOUND_NONE.test(focus);
  return (unit.asKmsWrites || NAMES_ACTION.test(focus)) && SAYS_KMS.test(focus);
}
