import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { blob, member } from '../input.ts';
import { privateKeyOf } from '../key-material.ts';
import { currentMaterial } from '../key-record.ts';
import { describeAlgorithms, isKeyPair, materialKindOf } from '../key-specs.ts';
import { pendingImport } from '../key-states.ts';
import { refuseOtherAlgorithms } from '../key-usage.ts';
import {
  defineOperation,
  dryRunSucceeded,
  openKey,
  openKeyForDryRun,
  type Call,
  type KeyRequest,
  type Operation,
} from '../operation.ts';
import { isSignatureValid, signMessage } from '../signatures.ts';

const SignInput = z.object({
  KeyId: member.keyId,
  Message: blob(1, 4096),
  MessageType: z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']).default('RAW'),
  SigningAlgorithm: z.enum([
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'ECDSA_SHA_256',
    'ECDSA_SHA_384',
    'ECDSA_SHA_512',
    'ED25519_SHA_512',
    'ED25519_PH_SHA_512',
    'SM2DSA',
    'ML_DSA_SHAKE_256',
  ]),
  GrantTokens: member.grantTokens,
  DryRun: member.dryRun,
});

const sign = defineOperation('Sign', SignInput, (call, input) => {
  const key = openForSigning(call, 'Sign', input);
  if (input.DryRun) throw dryRunSucceeded();
  const message = { bytes: input.Message, type: input.MessageType };
  const signature = signMessage(key.keySpec, privateKeyOf(currentMaterial(key)), input.SigningAlgorithm, message);
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: input.SigningAlgorithm };
});

/** Verify: true or KMSInvalidSignatureException, which carries no message (KMS API Reference, Verify). */
const verify = defineOperation('Verify', SignInput.extend({ Signature: blob(1, 6144) }), (call, input) => {
  const key = openForSigning(call, 'Verify', input);
  if (input.DryRun) throw dryRunSucceeded();
  const message = { bytes: input.Message, type: input.MessageType };
  const privateKey = privateKeyOf(currentMaterial(key));
  if (!isSignatureValid(key.keySpec, privateKey, input.SigningAlgorithm, message, input.Signature)) {
    throw new AwsError('KMSInvalidSignatureException');
  }
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
});

/** GetPublicKey of a key pair of any usage, also while the key is disabled (KMS Developer Guide, "Key states"). */
const getPublicKey = defineOperation(
  'GetPublicKey',
  z.object({ KeyId: member.keyId, GrantTokens: member.grantTokens }),
  (call, input) => {
    const key = openKey(call, { operation: 'GetPublicKey', keyId: input.KeyId });
    if (!isKeyPair(materialKindOf(key.keySpec))) {
      throw new AwsError('UnsupportedOperationException', `${key.arn} is not an asymmetric KMS key.`);
    }
    const publicKey = key.materials[0]?.publicKey;
    if (publicKey === undefined) throw pendingImport(key);
    return {
      CustomerMasterKeySpec: key.keySpec,
      ...describeAlgorithms(key),
      KeyId: key.arn,
      KeySpec: key.keySpec,
      KeyUsage: key.keyUsage,
      PublicKey: publicKey,
    };
  },
);

function openForSigning(call: Call, operation: 'Sign' | 'Verify', input: z.output<typeof SignInput>) {
  const request: KeyRequest = {
    operation,
    keyId: input.KeyId,
    conditionKeys: { 'kms:SigningAlgorithm': input.SigningAlgorithm, 'kms:MessageType': input.MessageType },
  };
  const key = input.DryRun ? openKeyForDryRun(call, request) : openKey(call, request);
  refuseOtherAlgorithms(key, input.SigningAlgorithm);
  return key;
}

export const SIGNING_OPERATIONS: readonly Operation[] = [sign, verify, getPublicKey];
