import type { DurableMap } from './journal.ts';
import { toEpochSeconds } from './key-record.ts';

/** An alias of a key, in one account and Region. Instants are epoch ms on the sandbox clock. */
export interface Alias {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** With its prefix: `alias/…`. */
  readonly name: string;
  readonly keyArn: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The aliases of all accounts and Regions. They are deleted with their key. */
export interface AliasStore {
  find(arn: string): Alias | undefined;
  put(alias: Alias): void;
  remove(arn: string): void;
  /** The aliases of one account in one Region, ordered by name. */
  list(accountId: string, region: string): Alias[];
  namesOfKey(keyArn: string): string[];
  forgetKey(keyArn: string): void;
}

export function createAliasStore(aliases: DurableMap<Alias>): AliasStore {
  const ofKey = (keyArn: string): Alias[] => [...aliases.values()].filter((alias) => alias.keyArn === keyArn);
  return {
    find: (arn) => aliases.get(arn),
    put: (alias) => aliases.set(alias.arn, alias),
    remove: (arn) => aliases.delete(arn),
    list: (accountId, region) =>
      [...aliases.values()]
        .filter((alias) => alias.accountId === accountId && alias.region === region)
        .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    namesOfKey: (keyArn) => ofKey(keyArn).map(({ name }) => name),
    forgetKey(keyArn) {
      for (const { arn } of ofKey(keyArn)) aliases.delete(arn);
    },
  };
}

/** An entry of ListAliases; the target is a key ID, not an ARN (KMS API Reference, AliasListEntry). */
export function describeAlias(alias: Alias): Record<string, unknown> {
  return {
    AliasArn: alias.arn,
    AliasName: alias.name,
    CreationDate: toEpochSeconds(alias.createdAt),
    LastUpdatedDate: toEpochSeconds(alias.updatedAt),
    TargetKeyId: alias.keyArn.split('/').at(-1),
  };
}
