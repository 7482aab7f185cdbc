import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { after, DAY_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import {
  departuresOfCustomer,
  findDeparture,
  leavingWorkspaces,
  listDepartures,
  textsOfDeparture,
} from './departure/departures.ts';
import { keyUseOf } from './departure/key-use.ts';
import { manyDepartures } from './departure/many-departures.test-support.ts';
import { movesOfCustomer, movesOfKey, moveOfSetup } from './departure/moves.ts';
import { openReleases, releaseOf } from './departure/releases.ts';
import { holdersOfAccount } from './customer/accounts.ts';
import { entriesOfCustomer, eventsOfCustomer, FROM_THE_END } from './customer/customer-history.ts';
import { listCustomerRows, searchCustomerRows } from './customer/customer-list.ts';
import { rolesOfCustomer, workspacesNamed } from './customer/customer-page.ts';
import { acceptedAccounts, exceptionsOfDepartures, proofsOfKeys } from './customer/evidence-pack.ts';
import { findCustomerByName, lockWithoutForm, otherCustomersNamed } from './customer/customers.ts';
import { customersOfForm, similarCustomers } from './customer/similar-customers.ts';
import { unsentTextsOf, waitedForOf } from './customer-text/key-texts.ts';
import { restoreHistoryOf } from './customer/restore-history.ts';
import { keysToTellOf } from './customer-text/combined-texts.ts';
import { copiedTextsOf } from './customer-text/customer-texts.ts';
import { manyTexts } from './customer-text/many-texts.test-support.ts';
import type { Database } from './database.ts';
import { evidenceOfKey, latestEvidenceOf } from './evidence/evidence.ts';
import { failedChecks } from './home/failed-checks.ts';
import { changedKeys, keysWithDeadline, ourKeys, promisedKeys, toldKeys, untoldKeys } from './home/home-keys.ts';
import { cursorAt, listDeadlines, listUndated } from './key/deadlines.ts';
import { listKeyRows } from './key/key-list.ts';
import { findKeyPage } from './key/key-page.ts';
import { searchKeyRows } from './key/key-search.ts';
import { lockOldKeys } from './key/old-rows.ts';
import { notDigestedKeys } from './key/tell-digests.ts';
import { dueOwnershipChecks } from './ownership/asking.ts';
import { openCodesFor } from './ownership/codes.ts';
import { findContacts } from './find/find-contacts.ts';
import { findTickets } from './find/find-tickets.ts';
import { findWork } from './find/find-work.ts';
import { badRows, listParked } from './import/bad-rows.ts';
import { findImport, listImports, otherImportsOf, waitingImports } from './import/imports.ts';
import { nextGroups, stagedRows } from './import/rows.ts';
import { keysToCheckOf, lastOrderToCheck } from './verdict/check-all.ts';
import { lockRunOut } from './verdict/expiry.ts';
import { countDeniedTogether } from './verdict/regions.ts';
import { endSessionsOf, findSession } from './staff/sessions.ts';
import { findIdentity } from './staff/staff.ts';
import { accountProvenAt, provenHolderOf } from './key/submissions.ts';
import { readReplacementLines } from './replacement/line-facts.ts';
import { linesOfKey, openReplacements } from './replacement/list-reads.ts';
import { manyReplacements } from './replacement/many-replacements.test-support.ts';
import { replacementsOfCustomer } from './replacement/page-reads.ts';
import { eventsOfReplacement, textsOfReplacement } from './replacement/replacements.ts';
import { switchesWaitingForBackup } from './service/open-line.ts';
import { readLines } from './setup/line-facts.ts';
import { manySetups } from './setup/many-setups.test-support.ts';
import { eventsOfSetup, setupsOfCustomer } from './setup/setup-page.ts';
import { liveCodeOf } from './setup/text-input.ts';
import { textsOfSetup } from './setup/texts.ts';
import { HISTORY_INDEXES, ORDERED_INDEXES, SEARCH_INDEXES, SIMILAR_INDEXES } from './planned-indexes.test-support.ts';
import { acknowledgedHandovers, newestHandoverOf, waitingHandovers } from './shift/handovers.ts';
import { manyShifts } from './shift/many-shifts.test-support.ts';
import { openReplacementsOf, openSetupsOf } from './shift/open-items.ts';
import { notesOfCustomer, notesOfKey } from './ticket/notes.ts';
import { holdTicketNamed, openTicketsOf, ticketsOfCustomer, ticketsOfKeys } from './ticket/tickets.ts';
import { purgeDependentReports } from './service/dependents.ts';
import { manyServices } from './service/many-services.test-support.ts';
import { readOutbox } from './service/outbox.ts';
import { findServiceToken } from './service/tokens.ts';
import { openTestDesk, type TestDesk } from './test-desk.test-support.ts';

const KEYS = 6_000;
const CUSTOMERS = 2_000;
const idOf = (series: number, n: number): string =>
  `00000000-0000-7000-800${series}-${n.toString(16).padStart(12, '0')}`;
const idSql = (series: number, n = 'n') => `('00000000-0000-7000-800${series}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const ARN_OF = (n: number): string => `arn:aws:kms:eu-west-1:111122223333:key/k${n}`;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ keptPlans: false });
  const region = `case when n % 200 = 0 then 'ap-south-1' else 'eu-west-1' end`;
  for (const statement of [
    // Row by row the triggers would take a minute.
    'set session_replication_role = replica',
    `insert into customers (id, name, created_at) select ${idSql(1)}, 'Customer ' || n, now() from generate_series(1, ${CUSTOMERS}) n`,
    // Every tenth customer's provider is the one before it.
    `update customers c set provider_id = p.id, external_id = 'C-' || substr(c.name, 10) from customers p
     where c.name ~ '7$' and p.name = 'Customer ' || (substr(c.name, 10)::int - 1)`,
    `update customers set name_form = lower(replace(name, ' ', ''))`,
    `insert into contacts (id, customer_id, role, name, email, created_at)
     select gen_random_uuid(), ${idSql(1)}, 'key_admin', 'Kim ' || n, 'kim' || n || '@example.com', now() from generate_series(1, ${CUSTOMERS}) n`,
    `insert into customer_accounts (id, customer_id, aws_account_id, proof, proven_at)
     select gen_random_uuid(), ${idSql(1)}, lpad((n / 2)::text, 12, '0'), 'vendor_record', now() from generate_series(1, ${CUSTOMERS}) n`,
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since, usable_until, urgency,
                                tell_digest, told_digest, next_action)
     select ${idSql(2)}, ${idSql(1, `1 + n % ${CUSTOMERS}`)}, ${region}, 'retained',
            'arn:aws:kms:' || ${region} || ':111122223333:key/k' || n, '111122223333', 'k' || n, false, now(), now(), 'usable', null,
            now() - n * interval '1 minute', now() + n * interval '1 minute', 5,
            case when n % 20 = 0 then 'a' when n % 500 <> 7 then '' end, case when n % 40 = 0 then 'a' end, case when n % 60 = 0 then 'vendor' end
     from generate_series(1, ${KEYS}) n`,
    `insert into workspaces (id, customer_id, name, region, created_at)
     select ${idSql(4)}, ${idSql(1, `1 + n % ${CUSTOMERS}`)}, 'w' || n, ${region}, now() from generate_series(1, ${KEYS}) n`,
    `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
     select ${idSql(5)}, ${idSql(4)}, ${idSql(2)}, 'retained', now(), 'legacy' from generate_series(1, ${KEYS}) n`,
    `insert into key_checks (key_id, next_check_at, lost_at, last_usable_at, inconclusive_count)
     select ${idSql(2)}, now(), case when n % 100 = 0 then timestamptz '${NOW.toISOString()}' - n * interval '1 minute' end, now(), case when n % 100 = 7 then 1 else 0 end
     from generate_series(1, ${KEYS}) n`,
    `insert into customer_evidence (id, key_id, kind, arn, as_of, added_at, added_by_name, content)
     select gen_random_uuid(), ${idSql(2)}, 'key_policy', 'arn:aws:kms:eu-west-1:111122223333:key/k' || n, now(), now(), 'Robin',
            '{"kind": "key_policy"}'
     from generate_series(1, ${KEYS}) n`,
    `insert into verdict_spans (id, key_id, verdict, from_at, to_at)
     select gen_random_uuid(), ${idSql(2)}, 'usable', now() - part * interval '1 day', case when part > 1 then now() end
     from generate_series(1, ${KEYS}) n, generate_series(1, 3) part`,
    `insert into staff (id, issuer, subject, email, name, role, created_at)
     select ${idSql(3)}, 'https://idp.example.com', 'subject ' || n, 'x@example.com', 'X', 'agent', now() from generate_series(1, 2000) n`,
    `insert into sessions (id, token_hash, staff_id, created_at, last_seen_at, expires_at)
     select gen_random_uuid(), sha256(n::text::bytea), ${idSql(3)}, now(), now(), now() from generate_series(1, 2000) n`,
    ...manySetups(idSql),
    ...manyServices(idSql),
    ...manyDepartures(idSql),
    ...manyReplacements(idSql),
    ...manyTexts(idSql),
    ...manyShifts(idSql),
    `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
     select n, gen_random_uuid(), now(), '{}', 'customer.changed', 'customer', ${idSql(1, `1 + n % ${CUSTOMERS}`)}, '', ''
     from generate_series(1, ${KEYS}) n`,
    `insert into key_events (id, key_id, customer_id, at, kind, detail)
     select gen_random_uuid(), ${idSql(2)}, ${idSql(1)}, now(), 'registered', '{}' from generate_series(1, ${KEYS}) n`,
    `insert into ownership_checks (key_id, since, next_at)
     select ${idSql(2)}, now(), timestamptz '${NOW.toISOString()}' + (n - 10) * interval '1 second' from generate_series(1, ${KEYS}) n`,
    `insert into imports (id, file_name, state, sha256, created_by, created_at)
     select ${idSql(7)}, 'book.csv', case when n > 1990 then 'running' else 'done' end, sha256((n / 2)::text::bytea), 'X',
            now() - n * interval '1 hour' from generate_series(1, 2000) n`,
    `insert into import_rows (id, import_id, line, cells, group_no, verdict, outcome, parked_at, parked_by, parked_owner_id, parked_owner)
     select gen_random_uuid(), ${idSql(7, '1 + n % 3')}, n, '{}', n / 4, case when n % 100 = 0 then 'bad' else 'new' end,
            case when n % 100 > 3 then 'imported' end, case when n % 500 = 0 then now() end, case when n % 500 = 0 then 'X' end,
            case when n % 500 = 0 then ${idSql(3)} end, case when n % 500 = 0 then 'X' end
     from generate_series(1, 9000) n`,
    'set session_replication_role = origin',
    'vacuum analyze',
  ])
    await desk.owner.query(statement);
}, 60_000);
afterAll(() => desk.close());

/** The plans of every statement that a query function runs. */
async function plansOf(run: (db: Database) => Promise<unknown>): Promise<string> {
  const ran: { query: string; params: unknown[] }[] = [];
  await run(drizzle(desk.pool, { logger: { logQuery: (query, params) => void ran.push({ query, params }) } }));
  const statements = ran.filter(({ query }) => !/^(?:begin|commit)/.test(query));
  const plans = statements.map(async ({ query, params }) => {
    const { rows } = await desk.pool.query<{ 'QUERY PLAN': string }>(`explain ${query}`, params);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  return (await Promise.all(plans)).join('\n');
}

const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const EVERYTHING = readCustomerFilter(() => null);

const similarTo = (db: Database, name: string) =>
  db.transaction((tx) => similarCustomers(tx, { name, externalId: null }));

const sameFile = async (db: Database) => {
  const stored = await findImport(db, idOf(7, 2));
  return stored === null ? [] : otherImportsOf(db, stored);
};

type ListPlan = readonly [index: string, filter: Partial<KeyFilter>];
/** What lists of keys are filtered by: it is the first column of the index. */
const FACETS: readonly ListPlan[] = [
  ['region', { region: 'ap-south-1' }],
  ['verdict', { verdict: 'usable' }],
  ['cause', { cause: 'key_disabled' }],
  ['state', { keyState: 'Enabled' }],
  ['role', { role: 'retained' }],
];
const LISTS: readonly ListPlan[] = [
  ['customer_keys_urgent', {}],
  ['customer_keys_newest', { sort: 'newest' }],
  ...FACETS.flatMap(([facet, filter]): ListPlan[] => [
    [`customer_keys_urgent_${facet}`, filter],
    [`customer_keys_urgent_${facet}`, { ...filter, deadline: 'any' }],
    [`customer_keys_newest_${facet}`, { ...filter, sort: 'newest' }],
    [`customer_keys_newest_${facet}`, { ...filter, sort: 'newest', changed: '24h' }],
  ]),
  ...FACETS.slice(1).map(([facet, filter]): ListPlan => [
    `customer_keys_urgent_region_${facet}`,
    { ...filter, region: 'ap-south-1' },
  ]),
];

const PLANS: readonly (readonly [index: string, run: (db: Database) => Promise<unknown>])[] = [
  ['contacts_customer', (db) => findKeyPage(db, idOf(2, 7))],
  ['customer_accounts_live', (db) => accountProvenAt(db, idOf(1, 7), '000000000003')],
  ['customer_accounts_account', (db) => holdersOfAccount(db, '000000000003')],
  ['customer_accounts_accepted', (db) => acceptedAccounts(db, idOf(1, 7))],
  ['departures_customer', (db) => exceptionsOfDepartures(db, idOf(1, 7))],
  ['ownership_proofs_key', (db) => proofsOfKeys(db, [idOf(2, 7)])],
  ['customer_evidence_key', (db) => evidenceOfKey(db, idOf(2, 7))],
  ['customer_evidence_key', (db) => latestEvidenceOf(db, [idOf(2, 7)])],
  ['customer_keys_customer', (db) => findKeyPage(db, idOf(2, 7))],
  ['customer_keys_deadline', (db) => listDeadlines(db, cursorAt(NOW), NOW, 200)],
  ['customer_keys_deletion', (db) => listUndated(db, 200)],
  ['customer_keys_material_expiry', (db) => listDeadlines(db, cursorAt(NOW), NOW, 200)],
  ['customer_keys_ours', (db) => ourKeys(db, ['region_incident'])],
  ['customer_keys_untold', (db) => untoldKeys(db, ['region_incident'])],
  ['customer_keys_told', (db) => toldKeys(db, ['region_incident'])],
  ['customer_keys_promised', (db) => promisedKeys(db)],
  ['key_checks_failed', (db) => failedChecks(db, ['never_checked'], 3)],
  ['customer_keys_deadline', (db) => keysWithDeadline(db, NOW, after(DAY_MS))],
  ['customer_keys_newest', (db) => changedKeys(db, after(-DAY_MS), ['region_incident'])],
  ['customer_keys_one_owner', (db) => provenHolderOf(db, ARN_OF(7))],
  ['customer_keys_customer_urgent', (db) => searchKeyRows(db, filterOf({}), 'customer 77', NOW)],
  ['customer_keys_not_filled', (db) => db.transaction((tx) => lockOldKeys(tx, 200))],
  ['key_texts_unsent', (db) => unsentTextsOf(db, idOf(3, 7), new Date())],
  ['key_texts_unsent_given', (db) => unsentTextsOf(db, idOf(3, 7), new Date(), { withTeams: true })],
  ['key_texts_sent_by', (db) => waitedForOf(db, idOf(3, 7), new Date('2026-01-05T00:00:00Z'), 500)],
  ['key_text_keys_key', (db) => findKeyPage(db, idOf(2, 7), idOf(3, 7))],
  ['customer_keys_not_digested', (db) => db.transaction((tx) => notDigestedKeys(tx, 20))],
  ['customer_keys_usable_until', (db) => lockRunOut(db, NOW, after(365 * 20 * DAY_MS), 200)],
  ['customers_external_id_key', (db) => searchCustomerRows(db, EVERYTHING, 'C-17', NOW)],
  ['customers_id', (db) => listKeyRows(db, filterOf({}), null, NOW)],
  ['customer_keys_id', (db) => listCustomerRows(db, EVERYTHING, null, NOW)],
  ['customers_provider', (db) => listKeyRows(db, filterOf({}), null, NOW)],
  ['customers_name_form', (db) => similarTo(db, 'Customer 77')],
  ['customers_name_form', (db) => db.transaction((tx) => customersOfForm(tx, 'Customer 77'))],
  ['customers_name_form', (db) => db.transaction((tx) => lockWithoutForm(tx, 200))],
  ['customers_urgent', (db) => listCustomerRows(db, EVERYTHING, null, NOW)],
  ['customers_urgent_region', (db) => listCustomerRows(db, { ...EVERYTHING, region: 'eu-west-1' }, null, NOW)],
  ['customers_urgent_verdict', (db) => listCustomerRows(db, { ...EVERYTHING, verdict: 'usable' }, null, NOW)],
  ['customers_name_key', (db) => findCustomerByName(db, 'customer 7')],
  [
    'customers_name_key',
    (db) => searchCustomerRows(db, EVERYTHING, '', NOW, { names: ['Customer 7', 'Backups'], accounts: [] }),
  ],
  ['customers_name_key', (db) => otherCustomersNamed(db, idOf(1, 7), ['customer 7', 'customer 8', 'Nobody'])],
  ['contacts_name', (db) => findContacts(db, 'kim 77')],
  ['contacts_last_name', (db) => findContacts(db, '77')],
  ['contacts_names_after', (db) => findContacts(db, '77')],
  ['contacts_email', (db) => findContacts(db, 'kim77')],
  ['tickets_reference', (db) => findTickets(db, '#77')],
  ['setups_ticket', (db) => findTickets(db, '#77')],
  ['replacements_ticket', (db) => findTickets(db, '#77')],
  ['departures_ticket', (db) => findTickets(db, '#77')],
  ['departures_customer', (db) => findWork(db, 'customer 77')],
  ['imports_newest', (db) => listImports(db)],
  ['imports_waiting', (db) => waitingImports(db)],
  ['imports_sha256', sameFile],
  ['import_rows_line', (db) => stagedRows(db, idOf(7, 2), 100, 50)],
  ['import_rows_open_groups', (db) => db.transaction((tx) => nextGroups(tx, idOf(7, 2), 10))],
  ['import_rows_bad', (db) => badRows(db, idOf(7, 2), 0, 20)],
  ['import_rows_parked', (db) => listParked(db)],
  ['key_assignments_workspace', (db) => searchKeyRows(db, filterOf({}), 'customer 77', NOW)],
  ['key_checks_lost', (db) => countDeniedTogether(db, 'eu-west-1', NOW)],
  ['ownership_checks_next', (db) => dueOwnershipChecks(db, NOW, 200)],
  ['ownership_codes_setup', (db) => openCodesFor(db, { customerKeyId: idOf(2, 7), customerId: idOf(1, 7) }, NOW)],
  ['setup_lines_key', (db) => openCodesFor(db, { customerKeyId: idOf(2, 7), customerId: idOf(1, 7) }, NOW)],
  ['workspaces_name', (db) => searchKeyRows(db, filterOf({}), 'customer 77', NOW)],
  ['ownership_codes_setup', (db) => liveCodeOf(db, idOf(6, 7), NOW)],
  ['dependents_pkey', (db) => findKeyPage(db, idOf(2, 7))],
  ['dependent_reports_received', (db) => purgeDependentReports(db, new Date('2026-01-01T01:00:00Z'), 10)],
  ['outbox_events_order', (db) => readOutbox(db, { after: { txid: '3990', seq: '0' }, regions: null, limit: 100 })],
  ['service_tokens_hash', (db) => findServiceToken(db, Buffer.alloc(32))],
  ['probe_reports_passed', (db) => readLines(db, { setupId: idOf(6, 50) }, NOW)],
  ['departures_newest', (db) => listDepartures(db, 101)],
  ['departure_workspaces_one_open', (db) => leavingWorkspaces(db, idOf(1, 7))],
  ['departure_exceptions_departure', (db) => findDeparture(db, idOf(7, 7))],
  ['departure_texts_departure', (db) => textsOfDeparture(db, idOf(7, 7))],
  ['key_releases_key', (db) => releaseOf(db, idOf(2, 7))],
  ['key_releases_open', (db) => openReleases(db, null, 200)],
  ['key_releases_key', (db) => keyUseOf(db, idOf(2, 7))],
  ['replacements_customer', (db) => replacementsOfCustomer(db, idOf(1, 7), 21)],
  ['replacement_lines_position', (db) => readReplacementLines(db, { replacementId: idOf(9, 7) }, NOW)],
  ['replacement_parts_once', (db) => readReplacementLines(db, { replacementId: idOf(9, 7) }, NOW)],
  ['replacement_overrides_once', (db) => readReplacementLines(db, { replacementId: idOf(9, 7) }, NOW)],
  ['replacement_lines_unfinished', (db) => openReplacements(db, 301)],
  ['replacement_lines_old_key', (db) => linesOfKey(db, idOf(2, 7))],
  ['replacement_lines_new_key', (db) => linesOfKey(db, idOf(2, 7))],
  ['replacement_lines_unfinished', (db) => switchesWaitingForBackup(db, [idOf(2, 7)])],
  ['replacement_events_replacement', (db) => eventsOfReplacement(db, idOf(9, 7), 501)],
  ['replacement_texts_replacement', (db) => textsOfReplacement(db, idOf(9, 7))],
  ['key_assignments_workspace', (db) => rolesOfCustomer(db, idOf(1, 7))],
  ['workspaces_name', (db) => workspacesNamed(db, idOf(1, 7))],
  ['key_assignments_workspace', (db) => restoreHistoryOf(db, idOf(1, 7))],
  ['replacements_customer', (db) => restoreHistoryOf(db, idOf(1, 7))],
  ['departures_customer', (db) => departuresOfCustomer(db, idOf(1, 7), 21)],
  ['customer_keys_customer_urgent', (db) => keysToTellOf(db, idOf(1, 7))],
  ['customer_keys_customer_urgent', (db) => keysToCheckOf(db, { id: idOf(1, 7), providerId: null })],
  ['audit_log_target', (db) => lastOrderToCheck(db, idOf(1, 7))],
  ['audit_log_target', (db) => entriesOfCustomer(db, idOf(1, 7), FROM_THE_END, 31)],
  ['key_events_key', (db) => eventsOfCustomer(db, idOf(1, 7), FROM_THE_END, 31)],
  ['key_texts_customer', (db) => copiedTextsOf(db, idOf(1, 7), null, 20)],
  ['sent_texts_setup', (db) => copiedTextsOf(db, idOf(1, 7), null, 20)],
  ['replacement_texts_replacement', (db) => copiedTextsOf(db, idOf(1, 7), null, 20)],
  ['departure_texts_departure', (db) => copiedTextsOf(db, idOf(1, 7), null, 20)],
  ['workspace_moves_from', (db) => movesOfCustomer(db, idOf(1, 7))],
  ['workspace_moves_to', (db) => movesOfKey(db, idOf(2, 7))],
  ['workspace_moves_setup', (db) => moveOfSetup(db, idOf(6, 7))],
  ['sent_texts_setup', (db) => textsOfSetup(db, idOf(6, 7))],
  ['setup_events_setup', (db) => eventsOfSetup(db, idOf(6, 7))],
  ['setup_lines_key', (db) => findKeyPage(db, idOf(2, 7))],
  ['setup_lines_position', (db) => readLines(db, { setupId: idOf(6, 7) }, NOW)],
  ['setup_lines_unfinished', (db) => readLines(db, { unfinished: 501, search: null }, NOW)],
  ['setups_customer', (db) => setupsOfCustomer(db, idOf(1, 7))],
  ['tickets_one_open', (db) => db.transaction((tx) => holdTicketNamed(tx, idOf(1, 8), '#7'))],
  ['tickets_customer', (db) => ticketsOfCustomer(db, idOf(1, 8), 20)],
  ['tickets_owner', (db) => openTicketsOf(db, idOf(3, 8))],
  ['ticket_keys_key', (db) => ticketsOfKeys(db, [idOf(2, 7), idOf(2, 8)])],
  ['notes_customer', (db) => notesOfCustomer(db, idOf(1, 8), 6)],
  ['notes_key', (db) => notesOfKey(db, idOf(2, 7), 6)],
  ['handovers_from', (db) => newestHandoverOf(db, idOf(3, 8))],
  ['handovers_pkey', (db) => acknowledgedHandovers(db, idOf(3, 8), NOW)],
  ['handovers_waiting', (db) => waitingHandovers(db, idOf(3, 8), NOW)],
  ['setups_owner', (db) => openSetupsOf(db, idOf(3, 7))],
  ['replacements_owner', (db) => openReplacementsOf(db, idOf(3, 8))],
  ['sessions_staff', (db) => endSessionsOf(db, idOf(3, 7))],
  ['sessions_token_hash_unique', (db) => findSession(db, Buffer.alloc(32))],
  ['staff_identity', (db) => findIdentity(db, { issuer: 'https://idp.example.com', subject: 'subject 7' })],
];
/** Found by the statement that ends a span (`recordOutcome`). */
const SPAN_ENDED = `explain update verdict_spans set to_at = now() where key_id = '${idOf(2, 7)}' and to_at is null`;

/** Rules of uniqueness that `drizzle/guards.test.ts` and `drizzle/assignments.test.ts` break; no query reads by them. */
const RULES = [
  'ownership_proofs_live',
  'saved_views_name',
  'customer_keys_one_per_customer',
  'key_assignments_one_active',
  'key_assignments_once',
  'ownership_codes_code',
  'setup_lines_one_open',
  'key_releases_one',
  'workspace_moves_one_open',
  'replacement_lines_one_open',
];
const here = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');

describe('an index', () => {
  it.each(PLANS)('is what its query reads by: %s', async (index, run) => {
    expect(await plansOf(run)).toContain(`${index} `);
  });

  it.each(LISTS)('has exactly what a list is filtered by: %s for %j', async (index, filter) => {
    const plans = await plansOf((db) => listKeyRows(db, filterOf(filter), null, NOW));
    expect(plans).toContain(`${index} `);
    expect(plans).not.toContain('Seq Scan on customer_keys');
  });

  it('is what ends the open span of a key', async () => {
    const plan = await desk.rows<{ 'QUERY PLAN': string }>(SPAN_ENDED);
    expect(JSON.stringify(plan)).toContain('verdict_spans_one_open');
  });

  it('is there only for a query whose plan a test looks at, or for a rule that it keeps', async () => {
    const indexes = await desk.rows<{ name: string }>(
      `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace = 'public'::regnamespace and not i.indisprimary order by 1`,
    );
    const used = new Set<string>([
      ...PLANS.map(([index]) => index),
      ...LISTS.map(([index]) => index),
      'verdict_spans_one_open',
      ...RULES,
      ...ORDERED_INDEXES,
      ...HISTORY_INDEXES,
      ...SEARCH_INDEXES,
      ...SIMILAR_INDEXES,
    ]);
    expect(indexes.length).toBeGreaterThan(20);
    expect(indexes.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it('names in the schema the function of lib/db that needs it', () => {
    const folder = path.join(import.meta.dirname, '..', '..', 'drizzle', 'schema');
    const functions = globSync('**/*.ts', { cwd: import.meta.dirname })
      .map(here)
      .join('\n');
    const schema = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    const noted = schema.flatMap((text) => [
      ...text.matchAll(/((?:^ *\/\/[^\n]*\n)+) *(?:\(table\) => \[)?(?:uniqueIndex|index)\('(\w+)'\)/gm),
    ]);
    expect(noted).toHaveLength(schema.join('').match(/\b(?:uniqueIndex|index)\('/g)?.length ?? -1);
    const named = noted.map(([, comment = '', index]) => ({
      index,
      missing: comment
        .replaceAll(/^ *\/\/ /gm, '')
        .split('\n')
        .flatMap((line) => (/^([\w, ]+):/.exec(line)?.[1] ?? '').split(', '))
        .filter((name) => name !== '' && !new RegExp(String.raw`\b(?:function|const) ${name}\b`).test(functions)),
      some: /^ *\/\/ [\w, ]+:/.test(comment),
    }));
    expect(named.filter(({ missing, some }) => !some || missing.length > 0)).toEqual([]);
  });
});
