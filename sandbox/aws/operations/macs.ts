import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { blob, member } from '../input.ts';
import { secretBytes } from '../key-material.ts';
import { currentMaterial, type KeyRecord } from '../key-record.ts';
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

const MacInput = z.object({
  KeyId: member.keyId,
  Message: blob(1, 4096),
  MacAlgorithm: z.enum(['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512']),
  GrantTokens: member.grantTokens,
  DryRun: member.dryRun,
});
type MacInput = z.output<typeof MacInput>;

const generateMac = defineOperation('GenerateMac', MacInput, (call, input) => {
  const key = openForMac(call, 'GenerateMac', input);
  if (input.DryRun) throw dryRunSucceeded();
  return { KeyId: key.arn, Mac: computeMac(key, input).toString('base64'), MacAlgorithm: input.MacAlgorithm };
});

/** VerifyMac: true or KMSInvalidMacException, which carries no message (KMS API Reference, VerifyMac). */
const verifyMac = defineOperation('VerifyMac', MacInput.extend({ Mac: blob(1, 6144) }), (call, input) => {
  const key = openForMac(call, 'VerifyMac', input);
  if (input.DryRun) throw dryRunSucceeded();
  const expected = computeMac(key, input);
  if (expected.length !== input.Mac.length || !timingSafeEqual(expected, input.Mac)) {
    throw new AwsError('KMSInvalidMacException');
  }
  return { KeyId: key.arn, MacAlgorithm: input.MacAlgorithm, MacValid: true };
});

function openForMac(call: Call, operation: 'GenerateMac' | 'VerifyMac', input: MacInput): KeyRecord {
  const request: KeyRequest = {
    operation,
    keyId: input.KeyId,
    conditionKeys: { 'kms:MacAlgorithm': input.MacAlgorithm },
  };
  const key = input.DryRun ? openKeyForDryRun(call, request) : openKey(call, request);
  refuseOtherAlgorithms(key, input.MacAlgorithm);
  return key;
}

function computeMac(key: KeyRecord, { MacAlgorithm, Message }: MacInput): Buffer {
  return createHmac(`sha${MacAlgorithm.slice(-3)}`, secretBytes(currentMaterial(key)))
    .update(Message)
    .digest();
}

export const MAC_OPERATIONS: readonly Operation[] = [generateMac, verifyMac];
