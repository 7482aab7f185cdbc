import { linkTo, refuseToCreateIn, type CustomKeyStore, type KeyStoreLink } from '../custom-key-stores.ts';
import { AwsError } from '../errors.ts';
import type { KeyOrigin } from '../key-record.ts';
import type { KeySpec } from '../key-specs.ts';
import { customKeyStoreKey } from '../key-store.ts';
import type { Call } from '../operation.ts';

interface Requested {
  readonly Origin: KeyOrigin;
  readonly MultiRegion: boolean;
  readonly CustomKeyStoreId?: string | undefined;
  readonly XksKeyId?: string | undefined;
}

/**
 * The custom key store that CreateKey requests, or undefined. Keys in one are symmetric and single-Region, the store must
 * be connected, and an external key backs at most one KMS key (KMS API Reference, CreateKey).
 */
export function openKeyStore(call: Call, requested: Requested, keySpec: KeySpec): KeyStoreLink | undefined {
  const { Origin: origin, CustomKeyStoreId: id, XksKeyId: xksKeyId } = requested;
  const isInStore = origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE';
  refuseMismatch('CustomKeyStoreId', id, isInStore, origin);
  refuseMismatch('XksKeyId', xksKeyId, origin === 'EXTERNAL_KEY_STORE', origin);
  if (!isInStore || id === undefined) return undefined;
  if (keySpec !== 'SYMMETRIC_DEFAULT' || requested.MultiRegion) {
    throw new AwsError(
      'UnsupportedOperationException',
      'A custom key store holds only single-Region symmetric encryption keys.',
    );
  }
  const store = findStore(call, id);
  if (store.type !== origin) {
    throw new AwsError('ValidationException', `The Origin of keys in the custom key store ${id} is ${store.type}.`);
  }
  refuseToCreateIn(store);
  if (xksKeyId !== undefined) refuseUsedExternalKey(call, id, xksKeyId);
  return linkTo(store, xksKeyId);
}

function findStore({ sandbox, caller, region }: Call, id: string): CustomKeyStore {
  const store = sandbox.customKeyStores.get(customKeyStoreKey({ accountId: caller.accountId, region, id }));
  if (store !== undefined) return store;
  throw new AwsError('CustomKeyStoreNotFoundException', `Custom key store ${id} does not exist.`);
}

function refuseMismatch(member: string, value: string | undefined, isNeeded: boolean, origin: KeyOrigin): void {
  if (isNeeded === (value !== undefined)) return;
  throw new AwsError(
    'ValidationException',
    isNeeded ? `${member} is required when Origin is ${origin}.` : `${member} is not allowed when Origin is ${origin}.`,
  );
}

function refuseUsedExternalKey({ sandbox, caller, region }: Call, storeId: string, xksKeyId: string): void {
  const isUsed = sandbox.keys
    .list(caller.accountId, region)
    .some(({ keyStore }) => keyStore?.id === storeId && keyStore.xksKeyId === xksKeyId);
  if (!isUsed) return;
  throw new AwsError(
    'XksKeyAlreadyInUseException',
    `The external key ${xksKeyId} is already used by another KMS key in this external key store.`,
  );
}
