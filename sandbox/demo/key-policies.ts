type Statement = Record<string, unknown>;
export type KeyPolicy = { Version: '2012-10-17'; Statement: Statement[] };

const root = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

const USE_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

const owner = (accountId: string): Statement => ({
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: root(accountId) },
  Action: 'kms:*',
  Resource: '*',
});

/** A key policy that trusts only its owner. */
export const closedPolicy = (ownerAccount: string): KeyPolicy => ({
  Version: '2012-10-17',
  Statement: [owner(ownerAccount)],
});

/**
 * The policy that the AWS console writes when another account's number is entered under key users.
 * Source: KMS developer guide, "Allowing users in other accounts to use a KMS key".
 * @param omitted actions that this customer forgot to allow
 */
export const trustingPolicy = (
  ownerAccount: string,
  vendorAccount: string,
  omitted: readonly string[] = [],
): KeyPolicy => ({
  Version: '2012-10-17',
  Statement: [
    owner(ownerAccount),
    {
      Sid: 'Allow use of the key',
      Effect: 'Allow',
      Principal: { AWS: root(vendorAccount) },
      Action: USE_ACTIONS.filter((action) => !omitted.includes(action)),
      Resource: '*',
    },
    {
      Sid: 'Allow attachment of persistent resources',
      Effect: 'Allow',
      Principal: { AWS: root(vendorAccount) },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ],
});

/** The same with an explicit deny for the vendor, which overrides every allow. */
export const denyingPolicy = (ownerAccount: string, vendorAccount: string): KeyPolicy => {
  const policy = trustingPolicy(ownerAccount, vendorAccount);
  return {
    ...policy,
    Statement: [
      ...policy.Statement,
      {
        Sid: 'Contract under review',
        Effect: 'Deny',
        Principal: { AWS: root(vendorAccount) },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
};

/** A resource control policy that denies the customer's keys to every other account. */
export const perimeterPolicy = (ownerAccount: string): KeyPolicy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Identity perimeter',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': ownerAccount } },
    },
  ],
});
