import { createHash, randomBytes } from 'node:crypto';
import { formatKeyArn, formatRootArn, type KeyAddress } from './arn.ts';

export const KEY_STATES = [
  'Creating',
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingImport',
  'PendingReplicaDeletion',
  'Unavailable',
  'Updating',
] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** One generation of key material. `secret` is base64 of 32 bytes and leaves the sandbox only through its state file. */
export interface KeyMaterial {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
}

/** The part of a key's life that its owner moves. `deletionAt` is the instant after which KMS deletes the key. */
export type KeyLife =
  | { readonly state: 'Enabled' }
  | { readonly state: 'Disabled' }
  | { readonly state: 'PendingDeletion'; readonly deletionAt: number };

export type AutomaticRotation =
  { readonly enabled: false } | { readonly enabled: true; readonly periodInDays: number; readonly nextAt: number };

/** A KMS key. Records are values: every change makes a new one and puts it into the store. Instants are sandbox epoch ms. */
export interface KeyRecord extends KeyAddress {
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string;
  readonly keySpec: 'SYMMETRIC_DEFAULT';
  readonly keyUsage: 'ENCRYPT_DECRYPT';
  readonly origin: 'AWS_KMS';
  readonly multiRegion: false;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly life: KeyLife;
  /** Oldest first; the last one encrypts, all of them decrypt. */
  readonly materials: readonly [KeyMaterial, ...KeyMaterial[]];
  readonly automaticRotation: AutomaticRotation;
  readonly onDemandRotationCount: number;
}

/** A symmetric encryption key with material made by the sandbox. */
export function newSymmetricKey(
  address: KeyAddress,
  chosen: { description: string; policy: string; tags: Readonly<Record<string, string>> },
  now: number,
): KeyRecord {
  return {
    ...address,
    ...chosen,
    arn: formatKeyArn(address),
    createdAt: now,
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    multiRegion: false,
    life: { state: 'Enabled' },
    materials: [newMaterial(address.keyId, now)],
    automaticRotation: { enabled: false },
    onDemandRotationCount: 0,
  };
}

/** Fresh AES-256 material. Its id follows from the material, as AWS's does: the same material has the same id. */
export function newMaterial(keyId: string, now: number): KeyMaterial {
  const secret = randomBytes(32);
  const id = createHash('sha256').update(keyId).update(secret).digest('hex');
  return { id, secret: secret.toString('base64'), createdAt: now };
}

export function currentMaterial(key: KeyRecord): KeyMaterial {
  return key.materials.at(-1) ?? key.materials[0];
}

/** The default key policy of CreateKey: everything to the account, laid out as KMS returns it. */
export function defaultKeyPolicy(accountId: string): string {
  const policy = {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: formatRootArn(accountId) },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
  return JSON.stringify(policy, null, 2);
}

/** KMS writes instants as epoch seconds with milliseconds; ISO strings make the SDK fail. */
export function toEpochSeconds(epochMs: number): number {
  return epochMs / 1000;
}

/**
 * The KeyMetadata of DescribeKey and CreateKey, with the fields that AWS sends for such a key and no others
 * (KMS API Reference, KeyMetadata; recorded answers).
 */
export function describeKeyMetadata(key: KeyRecord): Record<string, unknown> {
  return {
    AWSAccountId: key.accountId,
    Arn: key.arn,
    CreationDate: toEpochSeconds(key.createdAt),
    CurrentKeyMaterialId: currentMaterial(key).id,
    CustomerMasterKeySpec: key.keySpec,
    ...(key.life.state === 'PendingDeletion' && { DeletionDate: toEpochSeconds(key.life.deletionAt) }),
    Description: key.description,
    Enabled: key.life.state === 'Enabled',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    KeyId: key.keyId,
    KeyManager: 'CUSTOMER',
    KeySpec: key.keySpec,
    KeyState: key.life.state,
    KeyUsage: key.keyUsage,
    MultiRegion: key.multiRegion,
    Origin: key.origin,
  };
}
