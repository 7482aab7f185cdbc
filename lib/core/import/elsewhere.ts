import { groupKeyOf } from './read-row.ts';

/** What a file names, without the rest of its rows. */
export type NamesInFile = readonly { customer: string; externalId: string | null; awsAccountId: string | null }[];

/** What the whole file says about its customers, for the judgement of each. */
export function elsewhereIn(names: NamesInFile): {
  inFile: ReadonlyMap<string, string | null>;
  sharedAccounts: ReadonlySet<string>;
} {
  const inFile = new Map<string, string | null>();
  const holders = new Map<string, Set<string>>();
  for (const { customer, externalId, awsAccountId } of names) {
    const key = groupKeyOf(customer);
    inFile.set(key, inFile.get(key) ?? externalId);
    if (awsAccountId !== null) holders.set(awsAccountId, (holders.get(awsAccountId) ?? new Set()).add(key));
  }
  return {
    inFile,
    sharedAccounts: new Set([...holders].flatMap(([account, of]) => (of.size > 1 ? [account] : []))),
  };
}
