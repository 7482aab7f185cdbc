import { nameForm } from '#lib/core/customer/name-form.ts';
import type { BookCustomer } from './book.ts';
import { addProblem, type ImportGroup } from './groups.ts';
import { groupKeyOf, type ReadRow } from './read-row.ts';

/** External ids that differ in case or in look-alike characters are one to a person. */
export const externalIdForm = (externalId: string): string =>
  externalId.toLowerCase().replaceAll('0', 'o').replaceAll(/[1i]/g, 'l');

/**
 * Compares the customers of a file with each other, adds a problem to the rows that contradict each other, and sorts the
 * customers so that each provider comes before their clients.
 * @param inBook the customers of the file whom the book has, by group key
 */
export function judgeFile(
  groups: readonly ImportGroup[],
  inBook: ReadonlyMap<string, Pick<BookCustomer, 'providerName'>>,
): ImportGroup[] {
  const named = groups.filter(({ key }) => key !== '');
  noteSameExternalIds(named);
  noteLookAlikes(named);
  noteHolders(named, inBook);
  return providersFirst(groups);
}

const firstRow = ({ rows }: ImportGroup): ReadRow => {
  const [row] = rows;
  if (row === undefined) throw new Error('A group has rows.');
  return row;
};

/** Of several that share something only one may have, nobody knows which is right: each gets the problem. */
function noteAll(sharing: readonly ImportGroup[], note: (group: ImportGroup, other: ImportGroup) => void): void {
  const [first, second] = sharing;
  if (first === undefined || second === undefined) return;
  for (const group of sharing) note(group, group === first ? second : first);
}

function noteSameExternalIds(groups: readonly ImportGroup[]): void {
  const byForm = Map.groupBy(
    groups.filter(({ facts }) => facts.externalId !== null),
    ({ facts }) => externalIdForm(facts.externalId ?? ''),
  );
  for (const alike of byForm.values())
    noteAll(alike, (group, other) => {
      const row = group.rows.find(({ facts }) => facts.externalId !== null) ?? firstRow(group);
      const isSame = alike.some((one) => one !== group && one.facts.externalId === group.facts.externalId);
      if (isSame || !group.different)
        addProblem(row, 'external_id', isSame ? 'external_id_twice' : 'external_id_alike', other.name);
    });
}

function noteLookAlikes(groups: readonly ImportGroup[]): void {
  const unsure = Map.groupBy(
    groups.filter(({ different }) => !different),
    ({ name }) => nameForm(name),
  );
  for (const alike of unsure.values())
    noteAll(alike, (group, other) => addProblem(firstRow(group), 'customer', 'name_alike', other.name));
}

/** Who holds a key: whom the row names, else the provider, else the customer. As a group key. */
export const holderKeyOf = (group: ImportGroup, holder: string | null, providerInBook: string | null): string =>
  holder !== null
    ? groupKeyOf(holder)
    : (group.providerKey ?? (providerInBook === null ? group.key : groupKeyOf(providerInBook)));

function noteHolders(
  groups: readonly ImportGroup[],
  inBook: ReadonlyMap<string, Pick<BookCustomer, 'providerName'>>,
): void {
  const held = groups.flatMap((group) =>
    group.rows.flatMap((row) =>
      row.key === null
        ? []
        : [
            {
              row,
              arn: row.key.parts.arn,
              holder: holderKeyOf(group, row.key.holder, inBook.get(group.key)?.providerName ?? null),
            },
          ],
    ),
  );
  for (const rows of Map.groupBy(held, ({ arn }) => arn).values()) {
    const [first] = rows;
    const other = rows.find(({ holder }) => holder !== first?.holder);
    if (first === undefined || other === undefined) continue;
    for (const { row, holder } of rows)
      addProblem(row, 'key_arn', 'key_of_two', String((holder === first.holder ? other : first).row.line));
  }
}

function providersFirst(groups: readonly ImportGroup[]): ImportGroup[] {
  const byKey = new Map(groups.map((group) => [group.key, group]));
  const [sorted, visiting] = [new Set<ImportGroup>(), new Set<ImportGroup>()];
  for (const group of groups) {
    // The way up from the client, so that the first of it has no provider in the file.
    const way: ImportGroup[] = [];
    let at: ImportGroup | undefined = group;
    while (at !== undefined && !sorted.has(at)) {
      if (visiting.has(at)) {
        for (const one of way.slice(way.indexOf(at))) addProblem(firstRow(one), 'provider', 'provider_circle');
        break;
      }
      visiting.add(at);
      way.push(at);
      at = at.providerKey === null ? undefined : byKey.get(at.providerKey);
    }
    for (const one of way.toReversed()) sorted.add(one);
    visiting.clear();
  }
  return [...sorted];
}
