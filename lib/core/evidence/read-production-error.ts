import type { EvidenceContent } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import type { EvidenceSubject } from './evidence-subject.ts';
import { kmsActionOf } from './kms-actions.ts';
import { namesAnotherKey } from './other-keys-named.ts';

/** Error names that a call to KMS can return. Source: KMS API reference, and the errors common to AWS. */
const ERROR_NAMES = [
  'AccessDeniedException',
  'AccessDenied',
  'DependencyTimeoutException',
  'DisabledException',
  'ExpiredTokenException',
  'IncorrectKeyException',
  'InvalidArnException',
  'InvalidCiphertextException',
  'InvalidGrantTokenException',
  'InvalidKeyUsageException',
  'InvalidSignatureException',
  'KMSInternalException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'LimitExceededException',
  'NotFoundException',
  'ThrottlingException',
  'UnrecognizedClientException',
  'UnsupportedOperationException',
  'ValidationException',
] as const;

const ERROR_NAME = new RegExp(`\\b(?:${ERROR_NAMES.join('|')})\\b`);
const NOT_AUTHORIZED = /not authorized to perform:? (kms:[A-Za-z]{1,60})/i;
const CALLED = /when calling the (\w{1,60}) operation/;
// AWS names the caller in this format only. Another ARN in a log may be anybody's.
const CALLER =
  /\bUser: (arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(?:root|(?:role|user|assumed-role|federated-user)\/[\w+=,.@/-]{1,200}))/;

/**
 * Reads an error from production in a log line or stack trace: its name, the permission and the principal. Nothing else
 * is kept. KMS often names no key, so an error without a key counts for this one; an error about another key is
 * refused.
 */
export function readProductionError(
  text: string,
  subject: EvidenceSubject,
): Result<Extract<EvidenceContent, { kind: 'production_error' }>, EvidenceRefusal> {
  if (namesAnotherKey(text, subject)) return refuse('about_another_key');
  const denied = NOT_AUTHORIZED.exec(text);
  const errorName = denied === null ? ERROR_NAME.exec(text)?.[0] : 'AccessDeniedException';
  if (errorName === undefined) return refuse('no_error_found');
  const [, principalArn = null, account = null] = CALLER.exec(text) ?? [];
  const vendorAccounts = [subject.vendorAccountId, ...subject.otherVendorAccountIds];
  if (account !== null && !vendorAccounts.includes(account)) return refuse('foreign_principal');
  return ok({
    kind: 'production_error',
    errorName: errorName === 'AccessDenied' ? 'AccessDeniedException' : errorName,
    action: kmsActionOf(denied?.[1] ?? CALLED.exec(text)?.[1] ?? ''),
    principalArn,
  });
}
