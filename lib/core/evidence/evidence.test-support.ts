import type { EvidenceContent, EvidenceKind } from '#lib/core/finding/evidence.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import type { EvidenceSubject } from './evidence-subject.ts';
import { readEvidence } from './read-evidence.ts';

export const OWNER = '111122223333';
export const VENDOR = '444455556666';
export const OTHER_VENDOR = '555566667777';
export const STRANGER = '999988887777';
export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const OTHER_KEY_ID = '9876fedc-98fe-76dc-54ba-0987654321fe';
export const OTHER_ARN = `arn:aws:kms:eu-west-1:${OWNER}:key/${OTHER_KEY_ID}`;
export const MATERIAL = 'ab'.repeat(32);

export const SUBJECT: EvidenceSubject = { arn: ARN, vendorAccountId: VENDOR, otherVendorAccountIds: [OTHER_VENDOR] };

/** Reads pasted text; fails if it is refused. */
export function contentOf<K extends EvidenceKind>(kind: K, pasted: string): Extract<EvidenceContent, { kind: K }> {
  const read = readEvidence(kind, pasted, SUBJECT);
  if (!read.ok) throw new Error(`Refused: ${read.reason}`);
  return read.value as Extract<EvidenceContent, { kind: K }>;
}

export const refusalOf = (kind: EvidenceKind, pasted: string): string | null => {
  const read = readEvidence(kind, pasted, SUBJECT);
  return read.ok ? null : read.reason;
};

/** `describe-key` as the command line prints it. */
export const described = (given: Record<string, unknown> = {}): string =>
  JSON.stringify(
    {
      KeyMetadata: {
        AWSAccountId: OWNER,
        KeyId: KEY_ID,
        Arn: ARN,
        CreationDate: '2025-01-01T01:00:00.123000+01:00',
        Enabled: true,
        Description: 'Payroll of Northwind, ask Jo',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeyState: 'Enabled',
        Origin: 'AWS_KMS',
        KeyManager: 'CUSTOMER',
        KeySpec: 'SYMMETRIC_DEFAULT',
        CurrentKeyMaterialId: MATERIAL,
        ...given,
      },
    },
    null,
    4,
  );

export const root = (account: string): string => `arn:aws:iam::${account}:root`;
export type StatementWords = Record<string, unknown>;

export const ownerStatement: StatementWords = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: root(OWNER) },
  Action: 'kms:*',
  Resource: '*',
};
export const useStatement = (given: StatementWords = {}): StatementWords => ({
  Sid: 'Allow use of the key',
  Effect: 'Allow',
  Principal: { AWS: root(VENDOR) },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
  Resource: '*',
  ...given,
});
export const grantStatement: StatementWords = {
  Sid: 'Allow attachment of persistent resources',
  Effect: 'Allow',
  Principal: { AWS: root(VENDOR) },
  Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
  Resource: '*',
  Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
};
export const policy = (...statements: StatementWords[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: statements }, null, 2);
