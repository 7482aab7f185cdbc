import type { ImportColumn } from './columns.ts';
import type { ImportProblem } from './import.ts';
import { groupKeyOf, type FileContact, type FileFacts, type ReadRow } from './read-row.ts';

/** The rows about one customer: all of them are imported, or none. */
export type ImportGroup = {
  key: string;
  name: string;
  rows: readonly ReadRow[];
  facts: FileFacts;
  different: boolean;
  /** The group key of the provider that the file names. */
  providerKey: string | null;
};

/** Adds a problem to a row. */
export function addProblem(row: ReadRow, column: ImportColumn | null, code: string, about?: string): void {
  const problem: ImportProblem = about === undefined ? { column, code } : { column, code, about };
  const isKnown = row.problems.some((other) => other.column === column && other.code === code && other.about === about);
  if (!isKnown) row.problems.push(problem);
}

const FACT_COLUMN = {
  externalId: 'external_id',
  timeZone: 'time_zone',
  serviceLevel: 'service_level',
  workingDays: 'working_days',
  provider: 'provider',
} as const satisfies Record<keyof FileFacts, ImportColumn>;
export const FACTS = Object.keys(FACT_COLUMN) as (keyof FileFacts)[];
export const columnOfFact = (fact: keyof FileFacts): ImportColumn => FACT_COLUMN[fact];

/** Whether two facts say the same. */
export const sameFact = (one: FileFacts[keyof FileFacts], other: FileFacts[keyof FileFacts]): boolean =>
  String(one) === String(other);

/** The rows of each customer, in the order of the file, and what each customer's rows say together. Rows that contradict each other get a problem. */
export function groupRows(rows: readonly ReadRow[]): ImportGroup[] {
  const byKey = Map.groupBy(rows, (row) => (row.groupKey === '' ? `line ${row.line}` : `customer ${row.groupKey}`));
  return [...byKey.values()].map(groupOf);
}

function groupOf(rows: readonly ReadRow[]): ImportGroup {
  const [first] = rows;
  if (first === undefined) throw new Error('A group has rows.');
  const facts: FileFacts = { externalId: null, timeZone: null, serviceLevel: null, workingDays: null, provider: null };
  for (const fact of FACTS) {
    const saying = rows.filter((row) => row.facts[fact] !== null);
    const [says] = saying;
    if (says === undefined) continue;
    Object.assign(facts, { [fact]: says.facts[fact] });
    for (const row of saying)
      if (!sameFact(row.facts[fact], says.facts[fact]))
        addProblem(row, FACT_COLUMN[fact], 'says_otherwise', String(says.line));
  }
  for (const row of rows)
    if (row.customer !== first.customer) addProblem(row, 'customer', 'spelled_otherwise', String(first.line));
  const different = rows.some((row) => row.different);
  noteRepeated(rows, different);
  return {
    key: first.groupKey,
    name: first.customer,
    rows,
    facts,
    different,
    providerKey: facts.provider === null ? null : groupKeyOf(facts.provider),
  };
}

/** Whether two contacts of a customer are written alike, but for the case of their address. */
export const sameContact = (one: FileContact, other: FileContact): boolean =>
  sameAddress(one, other) && one.name === other.name && one.phone === other.phone;
export const sameAddress = (one: FileContact, other: FileContact): boolean =>
  one.role === other.role && one.email.toLowerCase() === other.email.toLowerCase();

/**
 * Within one customer: the same key twice in a workspace, two active keys of one, and contacts that contradict each other
 * unless somebody made sure that they are several people with one address.
 */
function noteRepeated(rows: readonly ReadRow[], different: boolean): void {
  const keys = new Map<string, ReadRow>();
  const active = new Map<string, ReadRow>();
  const contacts = new Map<string, ReadRow>();
  for (const row of rows) {
    const { key, workspace, contact } = row;
    const place = workspace === null ? null : JSON.stringify([workspace.region, workspace.name]);
    if (key !== null && place !== null) {
      note(keys, `${key.parts.arn} ${place}`, row, (before) =>
        addProblem(row, 'key_arn', 'key_twice', String(before.line)),
      );
      if (key.role === 'active')
        note(active, place, row, (before) => {
          if (before.key?.parts.arn !== key.parts.arn) addProblem(row, 'role', 'active_twice', String(before.line));
        });
    }
    if (contact !== null && !different)
      note(contacts, JSON.stringify([contact.role, contact.email.toLowerCase()]), row, ({ contact: before, line }) => {
        if (before === null || !sameContact(before, contact))
          addProblem(row, 'contact_email', 'contact_otherwise', String(line));
      });
  }
}

function note(seen: Map<string, ReadRow>, key: string, row: ReadRow, again: (before: ReadRow) => void): void {
  const before = seen.get(key);
  if (before === undefined) seen.set(key, row);
  else again(before);
}
