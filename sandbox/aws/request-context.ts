import type { EncryptionContext } from './ciphertext.ts';
import type { Caller } from './identity.ts';
import { isReplica, type KeyRecord } from './key-record.ts';
import type { RequestContext } from './policy-variables.ts';

/** What an operation adds to the condition keys of a request. */
export interface RequestDetails {
  readonly encryptionContext?: EncryptionContext | undefined;
  /** Condition keys of this operation only, e.g. `kms:ScheduleKeyDeletionPendingWindowInDays`. */
  readonly conditionKeys?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

/** The request headers that are condition keys. */
export interface CallHeaders {
  readonly 'user-agent'?: string | undefined;
  readonly referer?: string | undefined;
}

export interface RequestCircumstances {
  readonly caller: Caller;
  readonly region: string;
  readonly sourceIp: string;
  readonly headers: CallHeaders;
  readonly now: number;
}

/**
 * The condition keys of a request (IAM "Global condition context keys"; KMS "AWS KMS condition keys"). All others are
 * absent, for example kms:ViaService, because no AWS service calls the sandbox.
 */
export function buildRequestContext(
  { caller, region, sourceIp, headers, now }: RequestCircumstances,
  key: KeyRecord | undefined,
  details: RequestDetails,
): RequestContext {
  const context = new Map<string, readonly string[]>();
  const add = (name: string, value: string | number | boolean | readonly string[] | undefined): void => {
    if (value !== undefined) context.set(name.toLowerCase(), typeof value === 'object' ? value : [String(value)]);
  };
  add('aws:PrincipalArn', caller.principalArn);
  add('aws:PrincipalAccount', caller.accountId);
  add('aws:PrincipalType', caller.kind === 'root' ? 'Account' : 'AssumedRole');
  add('aws:PrincipalIsAWSService', false);
  add('aws:ViaAWSService', false);
  add('aws:userid', caller.userId);
  add('aws:SourceIp', sourceIp);
  add('aws:UserAgent', headers['user-agent']);
  add('aws:Referer', headers.referer);
  add('aws:RequestedRegion', region);
  // True although the sandbox uses plain HTTP, so that a policy that requires TLS behaves as in AWS.
  add('aws:SecureTransport', true);
  add('aws:CurrentTime', toIsoSeconds(now));
  add('aws:EpochTime', Math.floor(now / 1000));
  add('kms:CallerAccount', caller.accountId);
  if (caller.kind === 'assumedRole') {
    add('aws:PrincipalOrgID', caller.role.organizationId);
    // Temporary credentials always say whether MFA was used; nobody can use it here, so there is no aws:MultiFactorAuthAge.
    add('aws:MultiFactorAuthPresent', false);
    if (caller.sessionIssuedAt !== undefined) add('aws:TokenIssueTime', toIsoSeconds(caller.sessionIssuedAt));
  }

  if (key !== undefined) {
    add('aws:ResourceAccount', key.accountId);
    add('kms:KeySpec', key.keySpec);
    add('kms:KeyUsage', key.keyUsage);
    add('kms:KeyOrigin', key.origin);
    add('kms:MultiRegion', key.multiRegion);
    if (key.multiRegion) add('kms:MultiRegionKeyType', isReplica(key) ? 'REPLICA' : 'PRIMARY');
    for (const [name, value] of Object.entries(key.tags)) add(`aws:ResourceTag/${name}`, value);
  }
  if (details.encryptionContext !== undefined) {
    const pairs = Object.entries(details.encryptionContext);
    for (const [name, value] of pairs) add(`kms:EncryptionContext:${name}`, value);
    if (pairs.length > 0)
      context.set(
        'kms:encryptioncontextkeys',
        pairs.map(([name]) => name),
      );
  }
  for (const [name, value] of Object.entries(details.conditionKeys ?? {})) add(name, value);
  // The deprecated names of two keys still work (KMS Developer Guide, "AWS KMS condition keys").
  add('kms:CustomerMasterKeySpec', context.get('kms:keyspec'));
  add('kms:CustomerMasterKeyUsage', context.get('kms:keyusage'));
  return context;
}

function toIsoSeconds(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}/, '');
}
