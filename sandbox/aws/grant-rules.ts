import { AwsError } from './errors.ts';
import type { Grant, GrantConstraints } from './grants.ts';
import { PRINCIPAL_ARN } from './policy-document.ts';

/** The members of a CreateGrant that have to fit each other. */
interface GrantInput {
  readonly GranteePrincipal?: string | undefined;
  readonly GranteeServicePrincipal?: string | undefined;
  readonly RetiringPrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
  readonly Constraints?: GrantConstraints | undefined;
}

/** Throws ValidationException for members that exclude each other (KMS API Reference, CreateGrant; texts are our own). */
export function refuseContradictions(input: GrantInput): void {
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

const FIT_FOR_EVERY_KEY = ['CreateGrant', 'RetireGrant', 'DescribeKey'];
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
const FIT_FOR_USAGE: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [...PUBLIC_KEY, 'Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo'],
  SIGN_VERIFY: [...PUBLIC_KEY, 'Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: [...PUBLIC_KEY, 'DeriveSharedSecret'],
  ENCAPSULATE_DECAPSULATE: [...PUBLIC_KEY, 'Encapsulate', 'Decapsulate'],
};

/** A grant allows only what its key can do (KMS API Reference, CreateGrant, Operations). */
export function refuseUnfitOperations(key: { keySpec: string; keyUsage: string }, operations: readonly string[]): void {
  const fit = key.keySpec === 'SYMMETRIC_DEFAULT' ? SYMMETRIC : (FIT_FOR_USAGE[key.keyUsage] ?? []);
  const unfit = operations.find((name) => !FIT_FOR_EVERY_KEY.includes(name) && !fit.includes(name));
  if (unfit === undefined) return;
  throw new AwsError('ValidationException', `Operation ${unfit} is not supported on a key of spec ${key.keySpec}.`);
}

/** Throws InvalidArnException in AWS's words (field reports) for what names no account, role, user or session. */
export function refuseNoPrincipal(arn: string | undefined): void {
  if (arn === undefined || PRINCIPAL_ARN.test(arn)) return;
  throw new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
}

/** The value of kms:GrantConstraintType. */
export function constraintType(constraints: GrantConstraints | null | undefined): string | undefined {
  if (constraints?.EncryptionContextEquals !== undefined) return 'EncryptionContextEquals';
  return constraints?.EncryptionContextSubset === undefined ? undefined : 'EncryptionContextSubset';
}

/** Whether a CreateGrant asks again for a grant that is there: the same name, and everything else the same. */
export function isRepeated(present: Grant, wanted: Grant): boolean {
  if (wanted.name === null || present.name !== wanted.name) return false;
  const termsOf = ({ grantId: _id, createdAt: _at, operations, constraints, ...rest }: Grant): string =>
    JSON.stringify({ ...rest, operations: operations.toSorted(), constraints: sortedMembers(constraints) });
  return termsOf(present) === termsOf(wanted);
}

function sortedMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return pairs.map(([name, content]) => [name, sortedMembers(content)]);
}
