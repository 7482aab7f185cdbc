const REDACTED = '[redacted]';

/**
 * AWS's error message without parts of our own request. For a wrong signature, AWS quotes the canonical request,
 * session token included. Long base64 may be a ciphertext or a key, so it is removed too.
 */
export const withoutCredentials = (message: string): string =>
  message
    .replace(/The Canonical String for this request should have been[\s\S]*/i, REDACTED)
    .replace(/\b(x-amz-security-token|x-amz-content-sha256|authorization)\b\s*[:=]\s*\S+/gi, `$1: ${REDACTED}`)
    .replace(/\b(Signature|Credential)=[^,\s'"]+/gi, `$1=${REDACTED}`)
    .replace(/\bA[KS]IA[A-Z0-9]{12,}\b/g, REDACTED)
    .replace(/[A-Za-z0-9+/_-]{88,}={0,2}/g, (run) => (looksEncoded(run) ? REDACTED : run));

const looksEncoded = (run: string): boolean => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);
