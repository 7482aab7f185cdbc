import { findAnswers } from '#lib/core/answers/find-answers.ts';
import {
  contactDetail,
  keyDetail,
  regionDetail,
  shortKey,
  statusWords,
  ticketDetail,
  workDetail,
} from '#lib/core/find/detail-words.ts';
import { ACTION_LABEL, FOUND_TITLE, nothingFoundWords, readWords } from '#lib/core/find/find-words.ts';
import { ADD_EVIDENCE, type Found, type FoundGroup, type FoundItem } from '#lib/core/find/found.ts';
import {
  NOTHING_NAMED,
  readTypedText,
  type PastedText,
  type TypedText,
  type Wanted,
} from '#lib/core/find/typed-text.ts';
import { readSearchedKey } from '#lib/core/key/searched-key.ts';
import type { CustomerListItem, KeyListItem } from '#lib/core/pages/key-list-page.ts';
import { countText } from '#lib/core/pages/list-words.ts';
import { blockedReason, can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { searchCustomerRows } from '#lib/db/customer/customer-list.ts';
import type { Database } from '#lib/db/database.ts';
import { findContacts, type FoundContact } from '#lib/db/find/find-contacts.ts';
import { findNamedKeys } from '#lib/db/find/find-keys.ts';
import { findTickets, type FoundTicket } from '#lib/db/find/find-tickets.ts';
import { findWork, type FoundWork } from '#lib/db/find/find-work.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { ROWS_A_SOURCE } from '#lib/db/list-entries.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { keyListItem } from '#lib/queries/key/key-list-item.ts';

type Cut<T> = { rows: T[]; more: boolean };
const NONE: Cut<never> = { rows: [], more: false };
const MOST_ANSWERS = 3;
const ACCOUNT_LENGTH = 12;
/** What is shown of a key here doesn't depend on an incident: it names no next action. */
const NO_INCIDENT: ReadonlySet<string> = new Set();
const ANY_KEY = readKeyFilter(() => null);
const ANY_CUSTOMER = readCustomerFilter(() => null);

/** Everything that was read for one text. */
type Read = {
  keys: Cut<KeyListItem>;
  customers: Cut<CustomerListItem>;
  tickets: Cut<FoundTicket>;
  contacts: Cut<FoundContact>;
  work: Cut<FoundWork>;
};

/**
 * What a typed or pasted text finds: keys, customers, tickets, contacts, setups, regions and answers, each source by an index
 * and ten at most. The text is neither stored nor logged. Of a key without proof of ownership it shows only that (H16).
 */
export async function findAnything(deps: ReadDeps, staff: { role: StaffRole }, given: string): Promise<Found> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not search.`);
  // Postgres takes no text with this character.
  const text = given.replaceAll('\0', '');
  const typed = readTypedText(text, deps.regions);
  const { search, wants, paste } = typed;
  const read = await readAll(deps, typed);
  // An account is copied from an error, so its reply is what the person wants.
  const opensReply = paste !== null || readSearchedKey(search ?? '').account?.length === ACCOUNT_LENGTH;
  const keys = keysGroup(read.keys, opensReply ? '#reply' : '');
  const evidence = evidenceGroup(read.keys, paste, staff.role);
  const groups: FoundGroup[] = [
    ...(wants === 'check' ? [checkGroup(read.keys, staff.role)] : []),
    ...(wants === 'setup' || wants === 'replacement' ? [startGroup(read.customers, wants, staff.role)] : []),
    ...(paste !== null || (search !== null && !readSearchedKey(search).mayBeName)
      ? [keys, evidence, customersGroup(read.customers)]
      : onlyKeyOfOnlyCustomer(read)
        ? [keys, customersGroup(read.customers)]
        : [customersGroup(read.customers), keys]),
    ticketsGroup(read.tickets),
    contactsGroup(read.contacts),
    workGroup(read.work),
    regionsGroup(deps, search),
    actionsGroup(read, wants, paste, staff.role),
    answersGroup(text),
  ];
  const known = new Set(read.keys.rows.map(({ arn }) => arn));
  const unknown = (paste?.arns ?? []).filter((arn) => !known.has(arn));
  return {
    read: paste === null ? null : readWords(paste, unknown, foundByEnd(read.keys, typed)),
    isEvidence: paste !== null && paste.kind !== null,
    groups: groups.filter(({ items }) => items.length > 0),
    searched: nothingFoundWords(search),
  };
}

/** Whether a key was found by the end of its ID, not only by its account. */
const foundByEnd = ({ rows }: Cut<KeyListItem>, { named: { keyEnds } }: TypedText): boolean =>
  rows.some(({ arn }) => keyEnds.some((end) => arn.endsWith(end)));

/** A customer with exactly one key is looked for because of that key. */
const onlyKeyOfOnlyCustomer = ({ customers, keys }: Read): boolean => {
  const [customer, ...otherCustomers] = customers.rows;
  const [key, ...otherKeys] = keys.rows;
  return (
    key?.customerName === customer?.name &&
    customer?.keys.n === 1 &&
    customer.keys.exact &&
    otherCustomers.length === 0 &&
    otherKeys.length === 0 &&
    !keys.more
  );
};

const cut = <T>({ rows, more }: Cut<T>): Cut<T> => ({
  rows: rows.slice(0, ROWS_A_SOURCE),
  more: more || rows.length > ROWS_A_SOURCE,
});

/** One wave of statements, whatever was typed. */
async function readAll(deps: ReadDeps, { search, paste, named }: TypedText): Promise<Read> {
  const { db } = deps;
  // Of ARNs only the keys themselves are wanted, and not their neighbours.
  const { accounts, keyEnds } = paste !== null && paste.arns.length > 0 ? NOTHING_NAMED : named;
  const { arns, keyIds } = paste ?? { arns: [], keyIds: [] };
  const now = deps.clock();
  const [keys, customers, tickets, contacts, work] = await Promise.all([
    paste === null && accounts.length === 0 && keyEnds.length === 0
      ? searchedKeys(db, search, now)
      : findNamedKeys(db, { arns, keyIds, accounts, keyEnds }),
    searchCustomerRows(db, ANY_CUSTOMER, search ?? '', now, named).then(cut),
    search === null ? NONE : findTickets(db, search),
    search === null ? NONE : findContacts(db, search),
    search === null ? NONE : findWork(db, search),
  ]);
  const itemOf = (row: Parameters<typeof keyListItem>[0]): KeyListItem =>
    keyListItem(row, NO_INCIDENT, deps.policy, now);
  return {
    keys: { rows: ofPasteFirst(keys.rows.map(itemOf), paste), more: keys.more },
    customers: {
      rows: customers.rows.map(({ lead, ...row }) => ({ ...row, lead: lead === null ? null : itemOf(lead) })),
      more: customers.more,
    },
    tickets,
    contacts,
    work,
  };
}

const searchedKeys = async (db: Database, search: string | null, now: Date) =>
  search === null ? NONE : cut(await searchKeyRows(db, ANY_KEY, search, now));

/** In the order in which the paste names them: the key that an error is about first. */
function ofPasteFirst(keys: KeyListItem[], paste: PastedText | null): KeyListItem[] {
  const placeOf = ({ arn }: KeyListItem): number => {
    const place = paste?.arns.findIndex((one) => one === arn) ?? -1;
    return place === -1 ? Number.MAX_SAFE_INTEGER : place;
  };
  return paste === null ? keys : keys.toSorted((a, b) => placeOf(a) - placeOf(b));
}

const OPENS = { status: null, statusWords: null, checks: null, blockedReason: null } as const;

/** Nobody checks a retired key, so it has no status. */
const statusOf = ({ role, verdict }: KeyListItem): FoundItem['status'] => (role === 'retired' ? null : verdict.status);

const keyItem = (key: KeyListItem, place: string): FoundItem => ({
  ...OPENS,
  id: `key ${key.id}`,
  label: key.customerName,
  detail: keyDetail(key),
  href: `/keys/${key.id}${place}`,
  status: statusOf(key),
  statusWords: statusWords(key),
});

const keysGroup = ({ rows, more }: Cut<KeyListItem>, place: string): FoundGroup => ({
  title: FOUND_TITLE.keys,
  items: rows.map((key) => keyItem(key, place)),
  more,
});

/**
 * The offer to add a paste to the key that it is about: a person presses the button there. Without proof of ownership
 * nothing may be added (H16), and nobody checks a retired key.
 */
function evidenceGroup({ rows }: Cut<KeyListItem>, paste: PastedText | null, role: StaffRole): FoundGroup {
  const [key] = rows;
  const offered =
    key !== undefined &&
    paste !== null &&
    paste.kind !== null &&
    paste.arns.some((arn) => arn === key.arn) &&
    takesEvidence(key)
      ? [
          {
            ...OPENS,
            id: `evidence ${key.id}`,
            label: ACTION_LABEL.addEvidence(paste.kind, key.customerName),
            detail: keyDetail(key),
            href: `/keys/${key.id}${ADD_EVIDENCE}`,
            blockedReason: blockedReason(role, 'evidence:add'),
          },
        ]
      : [];
  return { title: FOUND_TITLE.start, items: offered, more: false };
}

const takesEvidence = ({ role, verdict }: KeyListItem): boolean =>
  role !== 'retired' && verdict.cause !== 'ownership_unproven' && verdict.cause !== 'ownership_withdrawn';

/** The keys that a "check …" names. */
const checkGroup = ({ rows, more }: Cut<KeyListItem>, role: StaffRole): FoundGroup => ({
  title: FOUND_TITLE.start,
  items: rows
    .filter((key) => key.role !== 'retired')
    .map((key) => ({
      ...keyItem(key, ''),
      id: `check ${key.id}`,
      label: ACTION_LABEL.check(key.customerName, shortKey(key.arn)),
      checks: key.id,
      blockedReason: blockedReason(role, 'keys:check'),
    })),
  more,
});

const customersGroup = ({ rows, more }: Cut<CustomerListItem>): FoundGroup => ({
  title: FOUND_TITLE.customers,
  items: rows.map(({ id, name, keys, lead }) => ({
    ...OPENS,
    id: `customer ${id}`,
    label: name,
    detail: `${countText(keys)} ${keys.n === 1 && keys.exact ? 'key' : 'keys'}`,
    href: `/customers/${id}`,
    status: lead === null ? null : statusOf(lead),
    statusWords: lead === null ? null : statusWords(lead),
  })),
  more,
});

const PLACE_PATH = { setup: '/setups', replacement: '/replacements', departure: '/departures' } as const;

const ticketsGroup = ({ rows, more }: Cut<FoundTicket>): FoundGroup => ({
  title: FOUND_TITLE.tickets,
  items: rows.map((ticket) => ({
    ...OPENS,
    id: `${ticket.place} ticket ${ticket.id}`,
    label: ticket.reference,
    detail: ticketDetail(ticket),
    href:
      ticket.place === 'ticket'
        ? ticket.keyId === null
          ? `/customers/${ticket.customerId}`
          : `/keys/${ticket.keyId}`
        : `${PLACE_PATH[ticket.place]}/${ticket.id}`,
  })),
  more,
});

const contactsGroup = ({ rows, more }: Cut<FoundContact>): FoundGroup => ({
  title: FOUND_TITLE.contacts,
  items: rows.map((contact) => ({
    ...OPENS,
    id: `contact ${contact.id}`,
    label: contact.name,
    detail: contactDetail(contact),
    href: `/customers/${contact.customerId}`,
  })),
  more,
});

const workGroup = ({ rows, more }: Cut<FoundWork>): FoundGroup => ({
  title: FOUND_TITLE.work,
  items: rows.map((work) => ({
    ...OPENS,
    id: `${work.kind} ${work.id}`,
    label: work.customerName,
    detail: workDetail(work),
    href: `${PLACE_PATH[work.kind]}/${work.id}`,
  })),
  more,
});

const regionsGroup = ({ regions }: ReadDeps, search: string | null): FoundGroup => {
  const typed = search?.toLowerCase() ?? '';
  const items = regions
    .filter(({ code, name }) => typed.length > 1 && `${code} ${name}`.toLowerCase().includes(typed))
    .map((region) => ({
      ...OPENS,
      id: `region ${region.code}`,
      label: region.code,
      detail: regionDetail(region),
      href: `/regions#${region.code}`,
    }));
  return { title: FOUND_TITLE.regions, items: items.slice(0, ROWS_A_SOURCE), more: items.length > ROWS_A_SOURCE };
};

const startsFor = (wants: 'setup' | 'replacement', { id, name }: CustomerListItem, role: StaffRole): FoundItem =>
  action(`${wants} for ${id}`, ACTION_LABEL[wants](name), `/${wants}s/new?customer=${id}`, [role, `${wants}s:run`]);

/** What "start a setup for …" names. */
const startGroup = (
  { rows, more }: Cut<CustomerListItem>,
  wants: 'setup' | 'replacement',
  role: StaffRole,
): FoundGroup => ({
  title: FOUND_TITLE.start,
  items: rows.map((customer) => startsFor(wants, customer, role)),
  more,
});

/** What can be begun for the customer who was named alone, or with a key that nobody has yet. */
function actionsGroup(
  { customers, keys }: Read,
  wants: Wanted | null,
  paste: PastedText | null,
  role: StaffRole,
): FoundGroup {
  const [only, ...others] = paste === null && wants === null ? customers.rows : [];
  const forCustomer =
    only === undefined || others.length > 0
      ? []
      : (['setup', 'replacement'] as const).map((begun) => startsFor(begun, only, role));
  const addsKey =
    paste !== null && paste.arns.length > 0 && keys.rows.length === 0
      ? [action('add key', ACTION_LABEL.addKey, '/keys/new', [role, 'keys:submit'])]
      : [];
  return { title: FOUND_TITLE.actions, items: [...forCustomer, ...addsKey], more: false };
}

const action = (
  id: string,
  label: string,
  href: string,
  [role, capability]: Parameters<typeof blockedReason>,
): FoundItem => ({ ...OPENS, id, label, detail: '', href, blockedReason: blockedReason(role, capability) });

/** The address has the answer's own question: nothing that was pasted is in it. */
const answersGroup = (text: string): FoundGroup => ({
  title: FOUND_TITLE.answers,
  items: findAnswers(text)
    .slice(0, MOST_ANSWERS)
    .map(({ id, question }) => ({
      ...OPENS,
      id: `answer ${id}`,
      label: question,
      detail: '',
      href: `/answers?q=${encodeURIComponent(question)}`,
    })),
  more: false,
});
