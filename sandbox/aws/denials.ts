/** The policy types that AWS names in a denial (IAM User Guide, "Troubleshoot access denied error messages"). */
export const POLICY_TYPES = {
  identity: { a: 'an identity-based policy', no: 'identity-based policy' },
  resource: { a: 'a resource-based policy', no: 'resource-based policy' },
  boundary: { a: 'a permissions boundary', no: 'permissions boundary' },
  session: { a: 'a session policy', no: 'session policy' },
  scp: { a: 'a service control policy', no: 'service control policy' },
  rcp: { a: 'a resource control policy', no: 'resource control policy' },
  vpce: { a: 'a VPC endpoint policy', no: 'VPC endpoint policy' },
} as const;

export type PolicyType = keyof typeof POLICY_TYPES;

/**
 * Why AWS denied a call. `onlyCatchAll` is the message for a caller of another account, which names no policy;
 * `olderDecrypt` is KMS's older message of that kind for a ciphertext.
 */
export type Denial =
  | ExplicitDenial
  | { readonly kind: 'implicit'; readonly policy: PolicyType }
  | { readonly kind: 'onlyCatchAll'; readonly foundBy: 'keyId' | 'ciphertext' }
  | { readonly kind: 'olderDecrypt' };

export interface ExplicitDenial {
  readonly kind: 'explicit';
  readonly policy: PolicyType;
  readonly policyArn?: string | undefined;
}

export interface DeniedRequest {
  readonly callerArn: string;
  readonly action: string;
  /** Absent for operations without a resource (CreateKey, ListKeys). */
  readonly resourceArn?: string | undefined;
}

const OLDER_DECRYPT =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.';
const CATCH_ALL =
  'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';

/** The message of an AccessDeniedException, exactly as AWS sends it. */
export function denialMessage({ callerArn, action, resourceArn }: DeniedRequest, denial: Denial): string {
  const subject = `User: ${callerArn} is not authorized to perform: ${action}`;
  const onResource = resourceArn === undefined ? '' : ` on resource: ${resourceArn}`;
  switch (denial.kind) {
    case 'implicit':
      return `${subject}${onResource} because no ${POLICY_TYPES[denial.policy].no} allows the ${action} action`;
    case 'explicit': {
      const source = denial.policyArn === undefined ? '' : `: ${denial.policyArn}`;
      return `${subject}${onResource} with an explicit deny in ${POLICY_TYPES[denial.policy].a}${source}`;
    }
    case 'onlyCatchAll': {
      const place = denial.foundBy === 'keyId' ? 'on this resource' : 'on the resource associated with this ciphertext';
      return `${subject} ${place} ${CATCH_ALL}`;
    }
    case 'olderDecrypt':
      return OLDER_DECRYPT;
  }
}
