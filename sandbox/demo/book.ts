import { stringify } from 'csv-stringify/sync';
import { sql } from 'drizzle-orm';
import type { ImportColumn } from '#lib/core/import/columns.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { findCustomerByName, findCustomer } from '#lib/db/customer/customers.ts';
import { contactsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { findImport } from '#lib/db/import/imports.ts';
import { verifyContact } from '#lib/use-cases/customer/verify-contact.ts';
import { acceptImport } from '#lib/use-cases/import/accept-import.ts';
import { judgeImport } from '#lib/use-cases/import/judge-import.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';
import { actAsCustomer, createKey } from './customer-actions.ts';
import { DEPARTING, IN_KEY_STORE, type DemoCustomer } from './customers.ts';
import { accepted, AT_ONCE, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { inRegion, type KeyHolder } from './key-story.ts';
import { NINETY_DAYS } from './ninety-days.ts';
import { contactsOf, verifiedPhoneOf } from './record-customer.ts';
import { DAY, HOUR, MINUTE, type SetupPlan } from './setup-plans.ts';
import { isReplacing } from './replacement-story.ts';
import type { Moment } from './timeline.ts';

/** A customer whose keys were in use before Keydesk was. */
export type BookEntry = { plan: SetupPlan; holder: KeyHolder; index: number };

/** Customers who set up their keys with Keydesk, although nothing of it is open any more. */
const SET_UP_WITH_KEYDESK = [
  'Pelican Ports',
  'Quarry Stone Works',
  'Yarrow Gardens',
  'Zephyr Wind Power',
  'Xenia Pharma',
  'Fern Hospital Trust',
];

/** The two files of the book: the customers with a story of ninety days, and the others three months later. */
type BookPart = 'with_stories' | 'others';

const FILE_NAME: Readonly<Record<BookPart, string>> = {
  with_stories: 'first-customers.csv',
  others: 'all-other-customers.csv',
};
/** Staff called the contacts of the book one after the other, in the days after its import. */
const CALLS_FROM_MS = 4 * HOUR;
const BETWEEN_CALLS_MS = 13 * MINUTE;

/** Whether a customer was in the book: their setup is long over, and they hold their own keys. */
export const isInBook = ({ customer: { name, provider }, lines, end }: SetupPlan): boolean =>
  provider === null &&
  end === null &&
  lines.every(({ waitsAt }) => waitsAt === null) &&
  !SET_UP_WITH_KEYDESK.includes(name);

/** In which file a customer is: in the first one if something happened to them since. */
export const bookPartOf = ({ plan: { customer } }: BookEntry): BookPart =>
  customer.name in NINETY_DAYS || DEPARTING.some((name) => name === customer.name) || isReplacing(customer.name)
    ? 'with_stories'
    : 'others';

/** The import of a part of the book that was kept before Keydesk, with keys that are years old, and the calls to its contacts. */
export function bookStory(
  desk: DemoDesk,
  staff: Staff,
  { part, entries }: { part: BookPart; entries: readonly BookEntry[] },
  at: Date,
): Moment[] {
  const calls = entries.map(({ plan: { customer, agent } }, place): Moment => ({
    story: customer.name,
    at: new Date(at.getTime() + CALLS_FROM_MS + place * BETWEEN_CALLS_MS),
    act: (calledAt) => verify(desk, staff[agent], customer, calledAt),
  }));
  const imported: Moment = {
    story: 'the book',
    at,
    alone: true,
    act: () => importBook(desk, staff, { part, entries }, at),
  };
  return entries.length === 0 ? [] : [imported, ...calls];
}

type Row = Partial<Record<ImportColumn, string>>;

async function importBook(
  desk: DemoDesk,
  staff: Staff,
  { part, entries }: { part: BookPart; entries: readonly BookEntry[] },
  at: Date,
): Promise<void> {
  const rows: Row[] = [];
  const waiting = entries.values();
  const writeInTurn = async (): Promise<void> => {
    for (const entry of waiting) rows.push(...(await rowsOf(desk, entry, at)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writeInTurn));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const file = stringify(rows, { header: true, columns });
  const deps = desk.depsAt(at);
  const by = staff['Priya Approver'];
  const { importId } = await uploadImport(deps, { fileName: FILE_NAME[part], bytes: arriving(file) }, by);
  await judgeImport(deps, importId);
  const judged = await findImport(desk.db, importId);
  if (judged?.counts?.badRows !== 0) throw new Error(`The book has bad rows: ${JSON.stringify(judged)}`);
  accepted(await acceptImport(deps, { importId, saw: judged.counts.keys }, by));
  await runImport(deps, importId);
  await noteKeys(desk, entries);
}

async function* arriving(file: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(file);
}

/** Creates the keys of a customer in AWS. @returns what the book says about the customer */
async function rowsOf(
  desk: DemoDesk,
  { plan: { customer, lines }, holder, index }: BookEntry,
  at: Date,
): Promise<Row[]> {
  const { name, externalId, timeZone, serviceLevel, workingDays } = customer;
  const facts: Row = {
    customer: name,
    ...(externalId !== null && { external_id: externalId }),
    time_zone: timeZone,
    service_level: serviceLevel,
    working_days: workingDays.map((day) => DAYS[day - 1]).join(' '),
    different: 'yes',
    // By our contract, so that it covers the keys that they send later.
    aws_account: holder.who.awsAccountId,
  };
  const inUseSince = inUseSinceOf(index, at);
  const oldSince = new Date(inUseSince.getTime() - 410 * DAY);
  const keyRow = async (region: string, workspace: string, role: 'active' | 'retained', since: Date): Promise<Row> => {
    const who = inRegion(holder.who, region);
    const known = role === 'active' ? holder.keys.get(region)?.arn : undefined;
    const arn = known ?? (await createTheirs(desk, who, since));
    if (role === 'active') holder.keys.set(region, { arn, customerKeyId: '' });
    return { customer: name, workspace, region, key_arn: arn, role, in_use_since: since.toISOString().slice(0, 10) };
  };
  const rows: Row[] = [facts];
  for (const { workspace, region } of lines) rows.push(await keyRow(region, workspace, 'active', inUseSince));
  const [first] = lines;
  if (customer.condition === 'has_replaced_key' && first !== undefined)
    rows.push(await keyRow(first.region, first.workspace, 'retained', oldSince));
  for (const { role, name: contact, email, phone } of contactsOf(customer))
    rows.push({
      customer: name,
      contact_name: contact,
      contact_role: role,
      contact_email: email,
      ...(phone !== null && { contact_phone: phone }),
    });
  return rows;
}

const inUseSinceOf = (index: number, importedAt: Date): Date =>
  new Date(importedAt.getTime() - (120 + ((index * 97) % 700)) * DAY);

const createTheirs = async ({ customerOf, control }: DemoDesk, who: DemoCustomer, since: Date): Promise<KeyArn> =>
  (await createKey(customerOf(who), control, who, { description: 'Backups', at: new Date(since.getTime() - 2 * DAY) }))
    .arn;

/**
 * The keys in custom key stores are made long before their import, and AWS is asked then what it will say of them, and what
 * after the end of their story: that takes seconds.
 */
export const storeKeys = (
  desk: DemoDesk,
  entries: readonly BookEntry[],
  { at, importedAt }: { at: Date; importedAt: Date },
): Moment[] =>
  entries
    .filter(({ holder }) => IN_KEY_STORE.includes(holder.who.condition))
    .map(({ holder: { who, keys }, index }) => ({
      story: who.name,
      at,
      act: async (then) => {
        const arn = await createTheirs(desk, who, inUseSinceOf(index, importedAt));
        keys.set(who.region, { arn, customerKeyId: '' });
        const change = () => actAsCustomer(desk.customerOf(who), desk.control, who, arn);
        desk.askAhead({ arn, region: who.region }, then, change);
      },
    }));

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Notes the ids that the imported keys got, for what happens to them later. */
async function noteKeys({ db }: DemoDesk, entries: readonly BookEntry[]): Promise<void> {
  for (const { holder } of entries)
    for (const [region, { arn }] of holder.keys) {
      const { rows } = await db.execute<{ id: string }>(sql`select id from customer_keys where arn = ${arn}`);
      if (rows[0] === undefined) throw new Error(`${arn} was not imported.`);
      holder.keys.set(region, { arn, customerKeyId: rows[0].id });
    }
}

/** Calls the contact who looks after a key, unless nobody did yet. */
async function verify(desk: DemoDesk, by: Staff[keyof Staff], customer: DemoCustomer, at: Date): Promise<void> {
  const phone = verifiedPhoneOf(customer);
  const found = await findCustomerByName(desk.db, customer.name);
  if (phone === null || found === null) return;
  const contact = (await contactsOfCustomer(desk.db, found.id)).find(({ name }) => name === customer.contact);
  const revision = (await findCustomer(desk.db, found.id))?.revision ?? 0;
  const seen = { customerId: found.id, revision, contactId: contact?.id ?? '' };
  accepted(await verifyContact(desk.depsAt(at), { ...seen, channel: 'phone', verifiedWith: phone }, by));
}
