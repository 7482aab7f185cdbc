import { z } from 'zod';
import { sealCiphertext } from '../ciphertext.ts';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { makeKeyPair } from '../key-material.ts';
import { currentMaterial, shownMaterialId } from '../key-record.ts';
import { isKeyPair, isKeySpec, materialKindOf } from '../key-specs.ts';
import { refuseOtherAlgorithms } from '../key-usage.ts';
import { defineOperation, dryRunSucceeded, type Call, type Operation } from '../operation.ts';
import { openForUse } from './cryptography.ts';

const KeyPairInput = z.object({
  KeyId: member.keyId,
  KeyPairSpec: z.enum([
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'ECC_NIST_P256',
    'ECC_NIST_P384',
    'ECC_NIST_P521',
    'ECC_SECG_P256K1',
    'ECC_NIST_EDWARDS25519',
    'SM2',
    'ML_KEM_512',
    'ML_KEM_768',
    'ML_KEM_1024',
  ]),
  EncryptionContext: member.encryptionContext,
  GrantTokens: member.grantTokens,
  DryRun: member.dryRun,
});

const generateDataKeyPair = defineOperation('GenerateDataKeyPair', KeyPairInput, (call, input) => {
  const { privateKey, ...answer } = generate(call, 'GenerateDataKeyPair', input);
  return { ...answer, PrivateKeyPlaintext: privateKey.toString('base64') };
});

const generateDataKeyPairWithoutPlaintext = defineOperation(
  'GenerateDataKeyPairWithoutPlaintext',
  KeyPairInput,
  (call, input) => {
    const { privateKey: _, ...answer } = generate(call, 'GenerateDataKeyPairWithoutPlaintext', input);
    return answer;
  },
);

/** A key pair for use outside KMS, its private key under a symmetric key that is in no custom key store. */
function generate(
  call: Call,
  operation: 'GenerateDataKeyPair' | 'GenerateDataKeyPairWithoutPlaintext',
  input: z.output<typeof KeyPairInput>,
) {
  const { key, context } = openForUse(call, operation, input.KeyId, input, 'keyId', {
    'kms:DataKeyPairSpec': input.KeyPairSpec,
  });
  if (key.keyStore !== undefined) {
    throw new AwsError(
      'UnsupportedOperationException',
      `${key.arn} origin is ${key.origin} which is not valid for this operation.`,
    );
  }
  refuseOtherAlgorithms(key, 'SYMMETRIC_DEFAULT');
  const kind = isKeySpec(input.KeyPairSpec) ? materialKindOf(input.KeyPairSpec) : undefined;
  if (kind === undefined || !isKeyPair(kind)) {
    throw new AwsError(
      'UnsupportedOperationException',
      `The AWS sandbox does not make data key pairs with KeyPairSpec ${input.KeyPairSpec}.`,
    );
  }
  if (input.DryRun) throw dryRunSucceeded();
  const { privateKey, publicKey } = makeKeyPair(kind);
  return {
    KeyId: key.arn,
    KeyMaterialId: shownMaterialId(key, currentMaterial(key)),
    KeyPairSpec: input.KeyPairSpec,
    PrivateKeyCiphertextBlob: sealCiphertext(key, privateKey, context).toString('base64'),
    PublicKey: publicKey.toString('base64'),
    privateKey,
  };
}

export const DATA_KEY_PAIR_OPERATIONS: readonly Operation[] = [
  generateDataKeyPair,
  generateDataKeyPairWithoutPlaintext,
];
