import type { SandboxClock } from './clock.ts';
import { linkTo, type CustomKeyStore } from './custom-key-stores.ts';
import type { DurableMap } from './journal.ts';
import { settleKey } from './key-lifecycle.ts';
import { isReplica, type KeyRecord } from './key-record.ts';
import { beginWaitingPeriod, shareFromPrimary } from './multi-region.ts';

/** All keys of all accounts and Regions. What it returns is always brought up to the sandbox's present. */
export interface KeyStore {
  find(arn: string): KeyRecord | undefined;
  /** Stores a new or changed key; it is on disk when this returns. What related keys share goes to the replicas too. */
  put(key: KeyRecord): void;
  /** The keys of one account in one Region, ordered by key ID. */
  list(accountId: string, region: string): KeyRecord[];
  /** The set that a multi-Region key belongs to, itself included, ordered by Region; any other key alone. */
  related(key: KeyRecord): KeyRecord[];
  /** Every key there is; deleted ones lose their material here even if nobody asks for them again. */
  all(): KeyRecord[];
}

/** `onDeleted` takes away what ends with a key. */
export function createKeyStore(
  keys: DurableMap<KeyRecord>,
  customKeyStores: DurableMap<CustomKeyStore>,
  clock: SandboxClock,
  onDeleted: (keyArn: string) => void,
): KeyStore {
  const multiRegionArns = new Map<string, Set<string>>();
  const index = (key: KeyRecord): void => {
    if (!key.multiRegion) return;
    const arns = multiRegionArns.get(setOf(key)) ?? new Set<string>();
    multiRegionArns.set(setOf(key), arns.add(key.arn));
  };
  for (const key of keys.values()) index(key);

  const membersOf = (key: KeyRecord): KeyRecord[] =>
    [...(multiRegionArns.get(setOf(key)) ?? [])].flatMap((arn) => keys.get(arn) ?? []);

  const put = (key: KeyRecord): void => {
    keys.set(key.arn, key);
    index(key);
    if (!key.multiRegion || isReplica(key)) return;
    for (const other of membersOf(key)) {
      if (other.arn !== key.arn) keys.set(other.arn, shareFromPrimary(other, key));
    }
  };

  const settle = (key: KeyRecord, now: number): KeyRecord | undefined => {
    const settled = settleKey(withStoreState(key, customKeyStores), now);
    if (settled === null) {
      keys.delete(key.arn);
      onDeleted(key.arn);
    } else if (settled !== key) put(settled);
    return settled ?? undefined;
  };

  // The primary first, because what it rotates its replicas get; then the replicas, whose end sets off the primary's.
  const settleSet = (member: KeyRecord, now: number): void => {
    const primary = membersOf(member).find((key) => !isReplica(key));
    const settled = primary && settle(primary, now);
    const replicas = membersOf(member).filter(isReplica);
    const remaining = replicas.flatMap((replica) => settle(replica, now) ?? []);
    if (settled === undefined || replicas.length === 0 || remaining.length > 0) return;
    const waiting = beginWaitingPeriod(settled, Math.max(...replicas.map(deletionInstantOf)));
    put(waiting);
    settle(waiting, now);
  };

  const present = (key: KeyRecord, now: number): KeyRecord | undefined => {
    if (!key.multiRegion) return settle(key, now);
    settleSet(key, now);
    return keys.get(key.arn);
  };
  const presentOf = (wanted: (key: KeyRecord) => boolean): KeyRecord[] => {
    const now = clock.now();
    const found = [...keys.values()].filter(wanted);
    return found.flatMap((key) => present(key, now) ?? []);
  };

  return {
    find(arn) {
      const key = keys.get(arn);
      return key && present(key, clock.now());
    },
    put,
    list: (accountId, region) =>
      presentOf((key) => key.accountId === accountId && key.region === region).toSorted((a, b) =>
        a.keyId < b.keyId ? -1 : 1,
      ),
    related(key) {
      if (!key.multiRegion) return [key];
      settleSet(key, clock.now());
      return membersOf(key).toSorted((a, b) => (a.region < b.region ? -1 : 1));
    },
    all: () => presentOf(() => true),
  };
}

/** Where a custom key store is kept: its id is its own within an account and a Region. */
export function customKeyStoreKey(store: Pick<CustomKeyStore, 'accountId' | 'region' | 'id'>): string {
  return `${store.accountId}/${store.region}/${store.id}`;
}

function withStoreState(key: KeyRecord, customKeyStores: DurableMap<CustomKeyStore>): KeyRecord {
  if (key.keyStore === undefined) return key;
  const { id, xksKeyId, state, failure } = key.keyStore;
  const store = customKeyStores.get(customKeyStoreKey({ ...key, id }));
  if (store === undefined || (store.state === state && store.failure === failure)) return key;
  return { ...key, keyStore: linkTo(store, xksKeyId) };
}

function setOf({ accountId, keyId }: KeyRecord): string {
  return `${accountId}/${keyId}`;
}

function deletionInstantOf({ life }: KeyRecord): number {
  return life.state === 'PendingDeletion' ? life.deletionAt : 0;
}
