import type { SandboxClock } from './clock.ts';
import { linkTo, type CustomKeyStore } from './custom-key-stores.ts';
import type { DurableMap } from './journal.ts';
import { advanceKey } from './key-lifecycle.ts';
import { isReplica, type KeyRecord } from './key-record.ts';
import { beginWaitingPeriod, shareFromPrimary } from './multi-region.ts';

/** All keys of all accounts and Regions. Every key it returns is up to date with the sandbox clock. */
export interface KeyStore {
  find(arn: string): KeyRecord | undefined;
  /** Stores a new or changed key durably, and copies shared properties of a primary key to its replicas. */
  put(key: KeyRecord): void;
  /** The keys of one account in one Region, ordered by key ID. */
  list(accountId: string, region: string): KeyRecord[];
  /** All related multi-Region keys, this one included, ordered by Region; a single-Region key alone. */
  related(key: KeyRecord): KeyRecord[];
  /** Every key. Keys whose deletion date has passed are removed here, even if nobody asks for them again. */
  all(): KeyRecord[];
}

/** `onDeleted` removes what belongs to a deleted key. */
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

  const advance = (key: KeyRecord, now: number): KeyRecord | undefined => {
    const advanced = advanceKey(withStoreState(key, customKeyStores), now);
    if (advanced === null) {
      keys.delete(key.arn);
      onDeleted(key.arn);
    } else if (advanced !== key) put(advanced);
    return advanced ?? undefined;
  };

  // The primary first, because replicas copy its rotations; then the replicas, whose deletion can start the primary's.
  const advanceSet = (member: KeyRecord, now: number): void => {
    const primary = membersOf(member).find((key) => !isReplica(key));
    const advanced = primary && advance(primary, now);
    const replicas = membersOf(member).filter(isReplica);
    const remaining = replicas.flatMap((replica) => advance(replica, now) ?? []);
    if (advanced === undefined || replicas.length === 0 || remaining.length > 0) return;
    const waiting = beginWaitingPeriod(advanced, Math.max(...replicas.map(deletionInstantOf)));
    put(waiting);
    advance(waiting, now);
  };

  const upToDate = (key: KeyRecord, now: number): KeyRecord | undefined => {
    if (!key.multiRegion) return advance(key, now);
    advanceSet(key, now);
    return keys.get(key.arn);
  };
  const upToDateKeys = (wanted: (key: KeyRecord) => boolean): KeyRecord[] => {
    const now = clock.now();
    const found = [...keys.values()].filter(wanted);
    return found.flatMap((key) => upToDate(key, now) ?? []);
  };

  return {
    find(arn) {
      const key = keys.get(arn);
      return key && upToDate(key, clock.now());
    },
    put,
    list: (accountId, region) =>
      upToDateKeys((key) => key.accountId === accountId && key.region === region).toSorted((a, b) =>
        a.keyId < b.keyId ? -1 : 1,
      ),
    related(key) {
      if (!key.multiRegion) return [key];
      advanceSet(key, clock.now());
      return membersOf(key).toSorted((a, b) => (a.region < b.region ? -1 : 1));
    },
    all: () => upToDateKeys(() => true),
  };
}

/** The map key of a custom key store, whose id is unique within an account and a Region. */
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
