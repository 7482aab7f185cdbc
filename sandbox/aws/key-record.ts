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
 * The part of the key state that its owner controls. KMS deletes the key at `deletionAt`; the waiting period of a primary
 * key starts only when its last replica is deleted.
 */
export type KeyLife =
  | { readonly state: 'Enabled' }
  | { readonly state: 'Disabled' }
  | { readonly state: 'PendingDeletion'; readonly deletionAt: number }
  | { readonly state: 'PendingReplicaDeletion'; readonly windowInDays: number };

export type AutomaticRotation =
  { readonly enabled: false } | { readonly enabled: true; readonly periodInDays: number; readonly nextAt: number };

/** A KMS key. Records are immutable: a change puts a new record into the store. Instants are epoch ms on the sandbox clock. */
export interface KeyRecord extends KeyAddress {
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly multiRegion: boolean;
  /** The Region of the primary key of a multi-Region key; absent for single-Region keys. */
  readonly primaryRegion?: string | undefined;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly life: KeyLife;
  /** An unfinished change to a multi-Region key. */
  readonly transition?: { readonly state: 'Creating' | 'Updating'; readonly until: number } | undefined;
  /** All materials that were ever current, oldest first: the last one encrypts, all of them decrypt. */
  readonly materials: readonly KeyMaterial[];
  /** Imported but not yet current: RotateKeyOnDemand makes it current. */
  readonly pendingMaterial?: KeyMaterial | undefined;
  readonly automaticRotation: AutomaticRotation;
  readonly onDemandRotationCount: number;
  /** An on-demand rotation in progress. */
  readonly onDemandRotation?: { readonly startedAt: number; readonly completesAt: number } | undefined;
  /** The custom key store that holds the key, if any. */
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

/** A new key, with new material unless its origin is EXTERNAL (the owner imports the material). */
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

/** The material that encrypts. Throws if there is none; the state PendingImport refuses such calls earlier. */
export function currentMaterial(key: KeyRecord): KeyMaterial {
  const material = key.materials.at(-1);
  if (material === undefined) throw new Error(`${key.arn} has no key material.`);
  return material;
}

/** The state that DescribeKey shows, derived from what the owner set, transitions, missing material and the key store. */
export function keyStateOf(key: KeyRecord): KeyState {
  // Pending deletion outranks missing material and a disconnected store (KMS Developer Guide, "Key states", note 13).
  if (key.life.state === 'PendingDeletion' || key.life.state === 'PendingReplicaDeletion') return key.life.state;
  if (key.transition !== undefined) return key.transition.state;
  if (lacksMaterial(key)) return 'PendingImport';
  return key.keyStore?.state === 'disconnected' ? 'Unavailable' : key.life.state;
}

/** One deleted or expired material makes the whole key unusable (KMS Developer Guide, "Unusable KMS keys"). */
export function lacksMaterial(key: KeyRecord): boolean {
  return key.materials.length === 0 || key.materials.some(({ secret }) => secret === null);
}

export function isReplica(key: KeyRecord): boolean {
  return key.multiRegion && key.primaryRegion !== key.region;
}

/** Whether KMS can rotate the key and shows its material ids: symmetric, and not in a custom key store. */
export function isRotatable(key: KeyRecord): boolean {
  return key.keySpec === 'SYMMETRIC_DEFAULT' && key.keyStore === undefined;
}

/** The material id, if AWS shows it: only for keys that can rotate. */
export function shownMaterialId(key: KeyRecord, material: KeyMaterial | undefined): string | undefined {
  return isRotatable(key) ? material?.id : undefined;
}

/** The default key policy of CreateKey: full access for the account, formatted as KMS returns it. */
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

/** KMS sends timestamps as fractional epoch seconds; the SDK rejects ISO strings. */
export function toEpochSeconds(epochMs: number): number {
  return epochMs / 1000;
}
