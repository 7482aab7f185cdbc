import { formatKeyArn, formatRootArn, type KeyAddress } from './arn.ts';
import type { KeyStoreLink } from './custom-key-stores.ts';
import { newMaterial, type KeyMaterial } from './key-material.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';

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

export const KEY_ORIGINS = ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] as const;
export type KeyOrigin = (typeof KEY_ORIGINS)[number];

/**
 * The part of a key's life that its owner moves. `deletionAt` is the instant after which KMS deletes the key; the waiting
 * period of a primary key begins only when its last replica is deleted.
 */
export type KeyLife =
  | { readonly state: 'Enabled' }
  | { readonly state: 'Disabled' }
  | { readonly state: 'PendingDeletion'; readonly deletionAt: number }
  | { readonly state: 'PendingReplicaDeletion'; readonly windowInDays: number };

export type AutomaticRotation =
  { readonly enabled: false } | { readonly enabled: true; readonly periodInDays: number; readonly nextAt: number };

/** A KMS key. Records are values: every change makes a new one and puts it into the store. Instants are sandbox epoch ms. */
export interface KeyRecord extends KeyAddress {
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly multiRegion: boolean;
  /** Where the primary of a set of related multi-Region keys is; absent for single-Region keys. */
  readonly primaryRegion?: string | undefined;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly life: KeyLife;
  /** What AWS is still doing to a multi-Region key. */
  readonly transition?: { readonly state: 'Creating' | 'Updating'; readonly until: number } | undefined;
  /** Permanently associated with the key, oldest first; the last one encrypts, all of them decrypt. */
  readonly materials: readonly KeyMaterial[];
  /** Imported, and not yet current: RotateKeyOnDemand makes it so. */
  readonly pendingMaterial?: KeyMaterial | undefined;
  readonly automaticRotation: AutomaticRotation;
  readonly onDemandRotationCount: number;
  /** An on-demand rotation in progress. */
  readonly onDemandRotation?: { readonly startedAt: number; readonly completesAt: number } | undefined;
  /** Of a key in a custom key store. */
  readonly keyStore?: KeyStoreLink | undefined;
}

export interface ChosenProperties {
  readonly description: string;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly multiRegion: boolean;
  readonly keyStore?: KeyStoreLink | undefined;
}

/** A new key, with material made by the sandbox unless its owner is to import it. */
export function newKey(address: KeyAddress, chosen: ChosenProperties, now: number): KeyRecord {
  return {
    ...address,
    ...chosen,
    arn: formatKeyArn(address),
    createdAt: now,
    ...(chosen.multiRegion && { primaryRegion: address.region }),
    life: { state: 'Enabled' },
    materials:
      chosen.origin === 'EXTERNAL' ? [] : [newMaterial({ keyId: address.keyId, keySpec: chosen.keySpec }, now)],
    automaticRotation: { enabled: false },
    onDemandRotationCount: 0,
  };
}

/** The material that encrypts. Throws when there is none: PendingImport has refused such a call before. */
export function currentMaterial(key: KeyRecord): KeyMaterial {
  const material = key.materials.at(-1);
  if (material === undefined) throw new Error(`${key.arn} has no key material.`);
  return material;
}

/** The state that DescribeKey shows: what the owner did, then what AWS, the material and the key store make of it. */
export function keyStateOf(key: KeyRecord): KeyState {
  // A leaving key stays so, whatever becomes of its material or its store (KMS Developer Guide, "Key states", [13]).
  if (key.life.state === 'PendingDeletion' || key.life.state === 'PendingReplicaDeletion') return key.life.state;
  if (key.transition !== undefined) return key.transition.state;
  if (lacksMaterial(key)) return 'PendingImport';
  return key.keyStore?.state === 'disconnected' ? 'Unavailable' : key.life.state;
}

/** Any material that is deleted or expired makes the whole key unusable (KMS Developer Guide, "Unusable KMS keys"). */
export function lacksMaterial(key: KeyRecord): boolean {
  return key.materials.length === 0 || key.materials.some(({ secret }) => secret === null);
}

export function isReplica(key: KeyRecord): boolean {
  return key.multiRegion && key.primaryRegion !== key.region;
}

/** The keys that KMS rotates and whose material has an id to show: symmetric, and not in a custom key store. */
export function isRotatable(key: KeyRecord): boolean {
  return key.keySpec === 'SYMMETRIC_DEFAULT' && key.keyStore === undefined;
}

/** The id of a key's material, where AWS shows one: only of keys whose material rotates. */
export function shownMaterialId(key: KeyRecord, material: KeyMaterial | undefined): string | undefined {
  return isRotatable(key) ? material?.id : undefined;
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
