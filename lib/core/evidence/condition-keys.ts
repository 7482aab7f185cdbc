/** Condition keys that AWS documents, without the part after a slash (`aws:ResourceTag/…`). */
const CONDITION_KEYS = [
  'aws:AssumedRoot',
  'aws:CalledVia',
  'aws:CalledViaFirst',
  'aws:CalledViaLast',
  'aws:CurrentTime',
  'aws:Ec2InstanceSourcePrivateIPv4',
  'aws:Ec2InstanceSourceVpc',
  'aws:EpochTime',
  'aws:FederatedProvider',
  'aws:MultiFactorAuthAge',
  'aws:MultiFactorAuthPresent',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceName',
  'aws:PrincipalServiceNamesList',
  'aws:PrincipalTag',
  'aws:PrincipalType',
  'aws:Referer',
  'aws:RequestedRegion',
  'aws:RequestTag',
  'aws:ResourceAccount',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
  'aws:ResourceTag',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceVpc',
  'aws:SourceVpcArn',
  'aws:SourceVpce',
  'aws:TagKeys',
  'aws:TokenIssueTime',
  'aws:UserAgent',
  'aws:userid',
  'aws:username',
  'aws:ViaAWSService',
  'aws:VpceAccount',
  'aws:VpceOrgID',
  'aws:VpceOrgPaths',
  'aws:VpcSourceIp',
  'kms:BypassPolicyLockoutSafetyCheck',
  'kms:CallerAccount',
  'kms:CustomerMasterKeySpec',
  'kms:CustomerMasterKeyUsage',
  'kms:DataKeyPairSpec',
  'kms:EncryptionAlgorithm',
  'kms:EncryptionContext',
  'kms:EncryptionContextKeys',
  'kms:ExpirationModel',
  'kms:GrantConstraintType',
  'kms:GranteePrincipal',
  'kms:GrantIsForAWSResource',
  'kms:GrantOperations',
  'kms:KeyAgreementAlgorithm',
  'kms:KeyOrigin',
  'kms:KeySpec',
  'kms:KeyUsage',
  'kms:MacAlgorithm',
  'kms:MessageType',
  'kms:MultiRegion',
  'kms:MultiRegionKeyType',
  'kms:PrimaryRegion',
  'kms:RecipientAttestation',
  'kms:ReEncryptOnSameKey',
  'kms:RequestAlias',
  'kms:ResourceAliases',
  'kms:RetiringPrincipal',
  'kms:RotationPeriodInDays',
  'kms:ScheduleKeyDeletionPendingWindowInDays',
  'kms:SigningAlgorithm',
  'kms:ValidTo',
  'kms:ViaService',
  'kms:WrappingAlgorithm',
  'kms:WrappingKeySpec',
] as const;

/** Used for a key that AWS does not document: its name is the customer's own and is not kept (H6). */
const UNKNOWN_KEY = 'a condition key that Keydesk does not know';

/** Also used for a statement that allows only one of our roles, because that depends on the caller too. */
export const BY_PRINCIPAL = 'aws:PrincipalArn';

const WORD_OF: ReadonlyMap<string, string> = new Map(CONDITION_KEYS.map((key) => [key.toLowerCase(), key]));

/**
 * A condition key in AWS's spelling, without the name of a tag or an encryption context, which may contain anything.
 */
export function conditionKeyWord(name: string): string {
  const lower = name.toLowerCase();
  const whole = WORD_OF.get(lower);
  if (whole !== undefined) return whole;
  const [withoutName] = /^[a-z0-9]{1,20}:[a-z0-9]{1,60}(?=[:/])/.exec(lower) ?? [];
  return WORD_OF.get(withoutName ?? '') ?? UNKNOWN_KEY;
}
