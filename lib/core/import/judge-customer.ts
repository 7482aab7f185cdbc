import { nameForm, sameToTheEye } from '#lib/core/customer/name-form.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import type { Book, BookCustomer, BookWorkspace } from './book.ts';
import { addProblem, columnOfFact, FACTS, sameAddress, sameContact, sameFact, type ImportGroup } from './groups.ts';
import type { ImportVerdict } from './import.ts';
import { holderKeyOf } from './judge-file.ts';
import {
  groupKeyOf,
  type FileContact,
  type FileFacts,
  type FileKey,
  type FileWorkspace,
  type ReadRow,
} from './read-row.ts';
import { noteAssigned, noteUnfit, noteUnfitPlace } from './unfit-key.ts';

/** A key that begins to protect a workspace. */
export type PlannedKey = {
  row: ReadRow;
  parts: KeyArnParts;
  role: FileKey['role'];
  since: Date | null;
  holderKey: string;
  workspace: FileWorkspace;
  /** The key where the holder has it already. */
  keyId: string | null;
};

/** What an import adds for one customer. Facts are those to write: all of a new customer, else those that the book lacks. */
export type CustomerPlan = {
  group: ImportGroup;
  /** Null for a new customer. */
  customerId: string | null;
  facts: FileFacts;
  workspaces: FileWorkspace[];
  contacts: FileContact[];
  accounts: { awsAccountId: string; shared: boolean }[];
  keys: PlannedKey[];
};

export type Judged = { group: ImportGroup; verdict: ImportVerdict; plan: CustomerPlan | null };

/** What the rest of the file says. */
export type Elsewhere = {
  /** The customers of the file that come before and have no problem, by group key. */
  good: ReadonlySet<string>;
  /** The external ids of all customers of the file, by group key; null where the file gives none. */
  inFile: ReadonlyMap<string, string | null>;
  /** The AWS accounts that the file gives to several customers. */
  sharedAccounts: ReadonlySet<string>;
};

/**
 * Compares one customer of a file with the book: adds a problem to the rows that can't go in, and plans what is added. It
 * decides alone, so the dry run and the run decide the same about the same book.
 */
export function judgeCustomer(group: ImportGroup, book: Book, elsewhere: Elsewhere): Judged {
  const [first] = group.rows;
  if (first === undefined) throw new Error('A group has rows.');
  const known = book.customers.get(group.key) ?? null;
  if (known === null) noteOthers(group, first, book, elsewhere);
  noteExternalId(group, first, book, known, elsewhere);
  const provider = noteProvider(group, first, book, known, elsewhere);
  const plan: CustomerPlan = {
    group,
    customerId: known?.id ?? null,
    facts: known === null ? group.facts : missingFacts(group, known),
    workspaces: [],
    contacts: [],
    accounts: [],
    keys: [],
  };
  planWorkspaces(plan, known, book);
  planKeys(plan, known, provider, book);
  planContacts(plan, known, book);
  planAccounts(plan, known, book, elsewhere);
  if (group.rows.some(({ problems }) => problems.length > 0)) return { group, verdict: 'bad', plan: null };
  if (known === null) return { group, verdict: 'new', plan };
  const adds = plan.workspaces.length + plan.contacts.length + plan.accounts.length + plan.keys.length;
  const fills = FACTS.some((fact) => plan.facts[fact] !== null);
  return adds > 0 || fills ? { group, verdict: 'changed', plan } : { group, verdict: 'unchanged', plan: null };
}

/** A new customer who may be one that the book has. Those that are in the file were compared with it there. */
function noteOthers(group: ImportGroup, row: ReadRow, book: Book, { inFile }: Elsewhere): void {
  const alike = (book.byForm.get(nameForm(group.name)) ?? []).filter(({ name }) => !inFile.has(groupKeyOf(name)));
  const unseen = alike.find(({ name }) => sameToTheEye(name, group.name));
  if (unseen !== undefined) addProblem(row, 'customer', 'only_invisible', unseen.name);
  else if (!group.different && alike[0] !== undefined) addProblem(row, 'customer', 'name_alike_in_book', alike[0].name);
}

function noteExternalId(
  { facts, rows, different }: ImportGroup,
  first: ReadRow,
  book: Book,
  known: BookCustomer | null,
  { inFile }: Elsewhere,
): void {
  if (facts.externalId === null) return;
  const others = (book.byExternalId.get(facts.externalId) ?? []).filter(
    ({ id, name, externalId }) => id !== known?.id && inFile.get(groupKeyOf(name)) !== externalId,
  );
  const row = rows.find((one) => one.facts.externalId !== null) ?? first;
  const same = others.find(({ externalId }) => externalId === facts.externalId);
  if (same !== undefined) addProblem(row, 'external_id', 'external_id_taken', same.name);
  else if (known === null && !different && others[0] !== undefined)
    addProblem(row, 'external_id', 'external_id_alike_in_book', others[0].name);
}

const providerKeyOf = (known: BookCustomer | null): string | null =>
  known === null || known.providerName === null ? null : groupKeyOf(known.providerName);

/** The provider's group key; null where the customer has none. */
function noteProvider(
  { key, rows, providerKey }: ImportGroup,
  first: ReadRow,
  book: Book,
  known: BookCustomer | null,
  elsewhere: Elsewhere,
): string | null {
  if (providerKey === null) return providerKeyOf(known);
  const row = rows.find((one) => one.facts.provider !== null) ?? first;
  const provider = book.customers.get(providerKey);
  if (provider === undefined && !elsewhere.good.has(providerKey))
    addProblem(row, 'provider', elsewhere.inFile.has(providerKey) ? 'provider_bad' : 'provider_unknown');
  if (providerKeyOf(provider ?? null) === key) addProblem(row, 'provider', 'provider_circle');
  return providerKey;
}

/** The facts that the book lacks. One that the book has otherwise is a problem: a person decides it on the customer's page. */
function missingFacts({ facts, rows }: ImportGroup, known: BookCustomer): FileFacts {
  const missing: FileFacts = {
    externalId: null,
    timeZone: null,
    serviceLevel: null,
    workingDays: null,
    provider: null,
  };
  const stored: FileFacts = { ...known, provider: known.providerName };
  for (const fact of FACTS) {
    const [said, has] = [facts[fact], stored[fact]];
    if (said === null) continue;
    if (has === null) Object.assign(missing, { [fact]: said });
    else if (fact === 'provider' ? groupKeyOf(String(has)) !== groupKeyOf(String(said)) : !sameFact(said, has)) {
      const row = rows.find((one) => one.facts[fact] !== null);
      if (row !== undefined)
        addProblem(row, columnOfFact(fact), 'book_says_otherwise', Array.isArray(has) ? has.join(' ') : String(has));
    }
  }
  return missing;
}

const workspaceOf = (known: BookCustomer | null, book: Book, { region, name }: FileWorkspace): BookWorkspace | null =>
  known === null
    ? null
    : (book.workspaces.get(known.id)?.find((one) => one.region === region && one.name === name) ?? null);

function planWorkspaces(plan: CustomerPlan, known: BookCustomer | null, book: Book): void {
  for (const { workspace } of plan.group.rows) {
    if (workspace === null || workspaceOf(known, book, workspace) !== null) continue;
    if (!plan.workspaces.some(({ region, name }) => region === workspace.region && name === workspace.name))
      plan.workspaces.push(workspace);
  }
}

function planKeys(plan: CustomerPlan, known: BookCustomer | null, provider: string | null, book: Book): void {
  const { group } = plan;
  for (const row of group.rows) {
    const { key, workspace } = row;
    if (key === null || workspace === null) continue;
    const holderKey = holderKeyOf(group, key.holder, known?.providerName ?? null);
    if (holderKey !== group.key && holderKey !== provider) {
      addProblem(row, 'key_holder', 'holder_unknown');
      continue;
    }
    const stored = workspaceOf(known, book, workspace);
    const holder = holderKey === group.key ? known : (book.customers.get(holderKey) ?? null);
    const everyKey = book.keys.get(key.parts.arn) ?? [];
    const inBook = everyKey.filter(({ role }) => role !== 'retired');
    const other = inBook.find((one) => one.proven && one.holderId !== holder?.id);
    if (other !== undefined) {
      addProblem(row, 'key_arn', 'key_held', other.holderName);
      continue;
    }
    const own = holder === null ? undefined : inBook.find(({ holderId }) => holderId === holder.id);
    const assigned = own?.assigned.find(({ workspaceId }) => workspaceId === stored?.id);
    if (own !== undefined && assigned !== undefined) noteAssigned(row, key, assigned);
    else if (own !== undefined && noteUnfit(row, own)) continue;
    else if (own === undefined && everyKey.some(({ role, holderId }) => role === 'retired' && holderId === holder?.id))
      addProblem(row, 'key_arn', 'key_retired');
    else if (stored === null || !noteUnfitPlace(row, key, stored))
      plan.keys.push({
        row,
        parts: key.parts,
        role: key.role,
        since: key.since,
        holderKey,
        workspace,
        keyId: own?.id ?? null,
      });
  }
}

function planContacts(plan: CustomerPlan, known: BookCustomer | null, book: Book): void {
  const stored = known === null ? [] : (book.contacts.get(known.id) ?? []);
  for (const row of plan.group.rows) {
    const { contact } = row;
    if (contact === null) continue;
    if ([...plan.contacts, ...stored].some((one) => sameContact(one, contact))) continue;
    const alike = stored.find((one) => sameAddress(one, contact));
    if (alike === undefined) plan.contacts.push(contact);
    else addProblem(row, 'contact_email', 'contact_otherwise_in_book', alike.name);
  }
}

function planAccounts(plan: CustomerPlan, known: BookCustomer | null, book: Book, { sharedAccounts }: Elsewhere): void {
  for (const row of plan.group.rows) {
    const { awsAccountId } = row;
    if (awsAccountId === null || plan.accounts.some((one) => one.awsAccountId === awsAccountId)) continue;
    const everyBound = book.accounts.get(awsAccountId) ?? [];
    const bound = everyBound.filter(({ revoked }) => !revoked);
    if (known !== null && bound.some(({ customerId }) => customerId === known.id)) continue;
    if (known !== null && everyBound.some(({ customerId }) => customerId === known.id)) {
      addProblem(row, 'aws_account', 'account_revoked');
      continue;
    }
    const unshared = bound.find(({ shared }) => !shared);
    if (unshared !== undefined) addProblem(row, 'aws_account', 'account_bound', unshared.customerName);
    else plan.accounts.push({ awsAccountId, shared: bound.length > 0 || sharedAccounts.has(awsAccountId) });
  }
}
