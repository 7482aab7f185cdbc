import { IMPORT_VERDICTS, type ImportCounts } from './import.ts';
import type { Judged } from './judge-customer.ts';

type Counts = { -readonly [K in keyof ImportCounts]: number };

/** Counts of nothing. */
export function noCounts(): Counts {
  const counts: Record<string, number> = { customers: 0, workspaces: 0, contacts: 0, accounts: 0, keys: 0 };
  for (const verdict of IMPORT_VERDICTS) Object.assign(counts, { [`${verdict}Customers`]: 0, [`${verdict}Rows`]: 0 });
  return counts as Counts;
}

/** Adds what one customer's judgement says. */
export function count(counts: Counts, { group, verdict, plan }: Judged): void {
  counts[`${verdict}Customers`] += 1;
  counts[`${verdict}Rows`] += group.rows.length;
  if (plan === null) return;
  if (verdict === 'new') counts.customers += 1;
  counts.workspaces += plan.workspaces.length;
  counts.contacts += plan.contacts.length;
  counts.accounts += plan.accounts.length;
  counts.keys += plan.keys.length;
}
