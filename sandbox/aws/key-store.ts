import type { SandboxClock } from './clock.ts';
import type { DurableMap } from './journal.ts';
import { settleKey } from './key-lifecycle.ts';
import type { KeyRecord } from './key-record.ts';

/** All keys of all accounts and Regions. What it returns is always brought up to the sandbox's present. */
export interface KeyStore {
  find(arn: string): KeyRecord | undefined;
  /** Stores a new or changed key; it is on disk when this returns. */
  put(key: KeyRecord): void;
  /** The keys of one account in one Region, ordered by key ID. */
  list(accountId: string, region: string): KeyRecord[];
  /** Every key there is; deleted ones lose their material here even if nobody asks for them again. */
  all(): KeyRecord[];
}

export function createKeyStore(keys: DurableMap<KeyRecord>, clock: SandboxClock): KeyStore {
  const settle = (key: KeyRecord, now: number): KeyRecord | undefined => {
    const settled = settleKey(key, now);
    if (settled === null) keys.delete(key.arn);
    else if (settled !== key) keys.set(settled.arn, settled);
    return settled ?? undefined;
  };
  const settleAll = (wanted: (key: KeyRecord) => boolean): KeyRecord[] => {
    const now = clock.now();
    const found = [...keys.values()].filter(wanted);
    return found.flatMap((key) => settle(key, now) ?? []);
  };
  return {
    find(arn) {
      const key = keys.get(arn);
      return key && settle(key, clock.now());
    },
    put: (key) => keys.set(key.arn, key),
    list: (accountId, region) =>
      settleAll((key) => key.accountId === accountId && key.region === region).toSorted((a, b) =>
        a.keyId < b.keyId ? -1 : 1,
      ),
    all: () => settleAll(() => true),
  };
}
