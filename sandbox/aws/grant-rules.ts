import { AwsError } from './errors.ts';
import type { Grant, GrantConstraints } from './grants.ts';
import { PRINCIPAL_ARN } from './policy-document.ts';

/** The members of CreateGrant that can conflict. */
interface GrantInput {
  readonly GranteePrincipal?: string | undefined;
  readonly GranteeServicePrincipal?: string | undefined;
  readonly RetiringPrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
  readonly Constraints?: GrantConstraints | undefined;
}

/** Throws ValidationException for conflicting members (KMS API Reference, CreateGrant; the messages are the sandbox's). */
export function refuseConflictingMembers(input: GrantInput): void {
  const { Constraints: constraints } = input;
  const problem =
    ((input.GranteePrincipal === undefined) === (input.GranteeServicePrincipal === undefined) &&
      'Specify either GranteePrincipal or GranteeServicePrincipal, but not both.') ||
    (input.RetiringPrincipal !== undefined &&
      input.RetiringServicePrincipal !== undefined &&
      'Specify either RetiringPrincipal or RetiringServicePrincipal, but not both.') ||
    (input.GranteeServicePrincipal !== undefined &&
      constraints?.SourceArn === undefined &&
      'A grant to a service principal needs a SourceArn constraint.') ||
    (constraints?.EncryptionContextEquals !== undefined &&
      constraints.EncryptionContextSubset !== undefined &&
      'Specify either EncryptionContextEquals or EncryptionContextSubset, but not both.');
  if (problem !== false) throw new AwsError('ValidationException', problem);
}

const SUPPORTED_BY_EVERY_KEY = ['CreateGrant', 'RetireGrant', 'DescribeKey'];
const PUBLIC_KEY = ['GetPublicKey'];
const SYMMETRIC = [
  'Encrypt',
  'Decrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];
const SUPPORTED_BY_USAGE: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [...PUBLIC_KEY, 'Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo'],
  SIGN_VERIFY: [...PUBLIC_KEY, 'Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: [...PUBLIC_KEY, 'DeriveSharedSecret'],
  ENCAPSULATE_DECAPSULATE: [...PUBLIC_KEY, 'Encapsulate', 'Decapsulate'],
};

/** A grant can allow only operations that its key supports (KMS API Reference, CreateGrant, Operations). */
export function refuseUnsupportedOperations(
  key: { keySpec: string; keyUsage: string },
  operations: readonly string[],
): void {
  const supported = key.keySpec === 'SYMMETRIC_DEFAULT' ? SYMMETRIC : (SUPPORTED_BY_USAGE[key.keyUsage] ?? []);
  const unsupported = operations.find((name) => !SUPPORTED_BY_EVERY_KEY.includes(name) && !supported.includes(name));
  if (unsupported === undefined) return;
  throw new AwsError(
    'ValidationException',
    `Operation ${unsupported} is not supported on a key of spec ${key.keySpec}.`,
  );
}

/** Throws InvalidArnException unless the ARN names an account, role, user or session; message from field reports. */
export function refuseInvalidPrincipal(arn: string | undefined): void {
  if (arn === undefined || PRINCIPAL_ARN.test(arn)) return;
  throw new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
}

/** The value of kms:GrantConstraintType. */
export function constraintType(constraints: GrantConstraints | null | undefined): string | undefined {
  if (constraints?.EncryptionContextEquals !== undefined) return 'EncryptionContextEquals';
  return constraints?.EncryptionContextSubset === undefined ? undefined : 'EncryptionContextSubset';
}

/** Whether CreateGrant repeats an existing grant: the same name, and everything else the same. */
export function isSameGrant(existing: Grant, wanted: Grant): boolean {
  if (wanted.name === null || existing.name !== wanted.name) return false;
  const termsOf = ({ grantId: _id, createdAt: _at, operations, constraints, ...rest }: Grant): string =>
    JSON.stringify({ ...rest, operations: operations.toSorted(), constraints: sortedMembers(constraints) });
  return termsOf(existing) === termsOf(wanted);
}

function sortedMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return pairs.map(([name, content]) => [name, sortedMembers(content)]);
}
