import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';

/** The caller, Region and service of a Signature Version 4 header. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly sessionToken: string | undefined;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;
const ALLOWED_SKEW_MS = 5 * 60_000;

/**
 * Reads the credential scope of a request. The signature itself is not verified, so any secret works. The signing time is
 * checked against real time, five minutes either way (IAM User Guide, "Troubleshoot signed requests").
 */
export function readCredentialScope(headers: IncomingHttpHeaders, service: string, realNow: number): CredentialScope {
  const header = headers.authorization;
  if (header === undefined) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, accessKeyId, , region, scopedService] = CREDENTIAL.exec(header) ?? [];
  if (!header.startsWith('AWS4-HMAC-SHA256 ') || !accessKeyId || !region || !scopedService) {
    throw new AwsError(
      'IncompleteSignatureException',
      'Authorization header requires a Credential parameter of the form <key>/<date>/<region>/<service>/aws4_request.',
    );
  }
  if (scopedService !== service) {
    throw new AwsError('InvalidSignatureException', `Credential should be scoped to correct service: '${service}'.`);
  }
  refuseStaleSignature(headers['x-amz-date'], realNow);
  const token = headers['x-amz-security-token'];
  return { accessKeyId, region, service: scopedService, sessionToken: typeof token === 'string' ? token : undefined };
}

/** The Region and access key of a header, for the call log; never throws. */
export function peekCredentialScope(headers: IncomingHttpHeaders): { accessKeyId: string; region: string } | null {
  const [, accessKeyId, , region] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  return accessKeyId && region ? { accessKeyId, region } : null;
}

function refuseStaleSignature(header: string | string[] | undefined, realNow: number): void {
  if (typeof header !== 'string') return;
  const signedAt = parseAmzDate(header);
  if (signedAt === null) return;
  const now = formatAmzDate(realNow);
  if (signedAt < realNow - ALLOWED_SKEW_MS) {
    const limit = formatAmzDate(realNow - ALLOWED_SKEW_MS);
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${header} is now earlier than ${limit} (${now} - 5 min.)`,
    );
  }
  if (signedAt > realNow + ALLOWED_SKEW_MS) {
    const limit = formatAmzDate(realNow + ALLOWED_SKEW_MS);
    throw new AwsError(
      'InvalidSignatureException',
      `Signature not yet current: ${header} is still later than ${limit} (${now} + 5 min.)`,
    );
  }
}

function parseAmzDate(text: string): number | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (!second) return null;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function formatAmzDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
