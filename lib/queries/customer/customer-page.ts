import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type {
  CustomerAccount,
  CustomerContact,
  CustomerPage,
  CustomerWorkspace,
} from '#lib/core/pages/customer-page.ts';
import { DEPARTURE_STEPS } from '#lib/core/departure/departure.ts';
import { departureStandingWords, PATH_WORD } from '#lib/core/departure/departure-words.ts';
import { checkAllView } from '#lib/core/pages/check-all.ts';
import type { SetupListItem } from '#lib/core/pages/setup-list-page.ts';
import { replacementStandingWords } from '#lib/core/pages/replacement-list-words.ts';
import { setupLineWords, setupStandingWords } from '#lib/core/pages/setup-list-words.ts';
import { NEVER_REPORTED, reportedInRow } from '#lib/core/service/dependents-words.ts';
import type { Database } from '#lib/db/database.ts';
import { holdersOfAccount } from '#lib/db/customer/accounts.ts';
import {
  accountsOf,
  clientsOf,
  contactsOf,
  keysOfCustomer,
  rolesOfCustomer,
  workspacesOf,
} from '#lib/db/customer/customer-page.ts';
import { departuresOfCustomer, leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { movesOfCustomer, type StoredMove } from '#lib/db/departure/moves.ts';
import { dependentsOf } from '#lib/db/departure/releases.ts';
import { findCustomer, type StoredCustomer } from '#lib/db/customer/customers.ts';
import { replacementsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { lastOrderToCheck, progressOfChecks } from '#lib/db/verdict/check-all.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { setupsOfCustomer } from '#lib/db/setup/setup-page.ts';
import { customerHasTicket } from '#lib/db/ticket/tickets.ts';
import { inIncidentOf, keyListItem } from '#lib/queries/key/key-list-item.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { setupItems } from '#lib/queries/setup/setup-item.ts';

type ContactRow = Awaited<ReturnType<typeof contactsOf>>[number];
type AccountRow = Awaited<ReturnType<typeof accountsOf>>[number];

const contactOf = (row: ContactRow): CustomerContact => ({
  id: row.id,
  role: row.role,
  name: row.name,
  email: row.email,
  phone: row.phone,
  verified:
    row.lastConfirmedAt === null
      ? null
      : {
          at: row.lastConfirmedAt.toISOString(),
          by: row.verifiedBy,
          channel: row.verifiedChannel,
          with: row.verifiedWith,
        },
  leftAt: row.leftAt?.toISOString() ?? null,
});

async function accountOf(db: Database, row: AccountRow): Promise<CustomerAccount> {
  const holders = await holdersOfAccount(db, row.awsAccountId);
  return {
    id: row.id,
    awsAccountId: row.awsAccountId,
    proof: row.proof,
    provenAt: row.provenAt.toISOString(),
    provenBy: row.provenBy,
    reason: row.reason,
    sharedSince: row.sharedSince?.toISOString() ?? null,
    otherHolders: holders.flatMap(({ customerId: id, name }) => (id === row.customerId ? [] : [{ id, name }])),
  };
}

/** The newest move that a workspace is part of. */
function moveOf(moves: readonly StoredMove[], workspaceId: string): CustomerWorkspace['move'] {
  const found = moves.find(
    ({ from, to, move }) => move.endedAt === null && (from.id === workspaceId || to.id === workspaceId),
  );
  if (found === undefined) return null;
  const { move, from, to, newKey } = found;
  const leads = from.id === workspaceId;
  return {
    id: move.id,
    setupId: move.setupId,
    direction: leads ? 'to' : 'from',
    region: leads ? to.region : from.region,
    newKeyCleared: newKey?.cleared === true,
    isOver: move.retainedAt !== null,
  };
}

/** A customer's setups: what is open first, each in the order in which they began, the newest first. */
async function setupsOf(db: Database, customerId: string, now: Date): Promise<CustomerPage['setups']> {
  const { ids, more } = await setupsOfCustomer(db, customerId);
  const items = setupItems(ids.length === 0 ? [] : await readLines(db, { setupIds: ids }, now), now);
  const isOver = ({ open }: SetupListItem): number => (open === null ? 1 : 0);
  return {
    items: items
      .toSorted((a, b) => isOver(a) - isOver(b) || ids.indexOf(a.setupId) - ids.indexOf(b.setupId))
      .map((item) => ({
        setupId: item.setupId,
        ticket: item.ticket,
        ownerName: item.ownerName,
        startedAt: item.startedAt,
        lines: item.lines.map(setupLineWords),
        standing: setupStandingWords(item),
        stageSince: item.open?.stageSince ?? null,
      })),
    more,
  };
}

const REPLACEMENTS_SHOWN = 20;

/** A customer's requests to replace keys, the newest first. */
async function replacementsOf(db: Database, customerId: string): Promise<CustomerPage['replacements']> {
  const rows = await replacementsOfCustomer(db, customerId, REPLACEMENTS_SHOWN + 1);
  return {
    items: rows.slice(0, REPLACEMENTS_SHOWN).map(({ id, createdAt, ticket, states }) => ({
      id,
      startedAt: createdAt.toISOString(),
      ticket,
      standing: replacementStandingWords(states),
    })),
    more: rows.length > REPLACEMENTS_SHOWN,
  };
}

const DEPARTURES_SHOWN = 20;

/** A customer's departures, the newest first. */
async function departuresOf(db: Database, customerId: string): Promise<CustomerPage['departures']> {
  const rows = await departuresOfCustomer(db, customerId, DEPARTURES_SHOWN + 1);
  return {
    items: rows.slice(0, DEPARTURES_SHOWN).map(({ departure, steps, keys }) => ({
      id: departure.id,
      startedAt: departure.startedAt.toISOString(),
      ticket: departure.ticket,
      why: PATH_WORD[departure.path],
      standing: departureStandingWords({
        withdrawn: departure.withdrawnAt !== null,
        next: DEPARTURE_STEPS[steps] ?? null,
        keys,
      }),
    })),
    more: rows.length > DEPARTURES_SHOWN,
  };
}

/** Which key protected which workspace when. */
async function rolesOf(db: Database, customerId: string): Promise<CustomerPage['roles']> {
  const { items, more } = await rolesOfCustomer(db, customerId);
  return {
    items: items.map(({ from, to, ...role }) => ({
      ...role,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
    })),
    more,
  };
}

/** How far the last check of all keys is. */
async function checkAllOf(db: Database, customer: StoredCustomer, now: Date): Promise<CustomerPage['checkAll']> {
  const order = await lastOrderToCheck(db, customer.id);
  if (order === null || checkAllView({ orderedAt: order.at, by: order.by, statuses: [] }, now) === null) return null;
  const statuses = await progressOfChecks(db, customer, order.at);
  return checkAllView({ orderedAt: order.at, by: order.by, statuses }, now);
}

/** The keys that protect a customer's backups, with what depends on each as last reported. */
async function keysOf(deps: ReadDeps, customer: Parameters<typeof keysOfCustomer>[1]) {
  const keys = await keysOfCustomer(deps.db, customer);
  const ids = keys.items.map(({ id }) => id);
  return { ...keys, reported: ids.length === 0 ? null : await dependentsOf(deps.db, ids) };
}

/** The page of one customer, or null when there is no such customer. */
export async function readCustomerPage(
  deps: ReadDeps,
  staff: { role: StaffRole },
  customerId: string,
): Promise<CustomerPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read customers.`);
  const { db, policy } = deps;
  const now = deps.clock();
  const customer = await findCustomer(db, customerId);
  if (customer === null) return null;
  const [workspaces, contacts, accounts, keys, clients, regions, setups, leaving, moves, ...others] = await Promise.all(
    [
      workspacesOf(db, customerId),
      contactsOf(db, customerId),
      accountsOf(db, customerId).then((rows) => Promise.all(rows.map((row) => accountOf(db, row)))),
      keysOf(deps, customer),
      clientsOf(db, customerId),
      readRegionFreshness(deps),
      setupsOf(db, customerId, now),
      leavingWorkspaces(db, customerId),
      movesOfCustomer(db, customerId),
      replacementsOf(db, customerId),
      departuresOf(db, customerId),
      rolesOf(db, customerId),
      checkAllOf(db, customer, now),
      customerHasTicket(db, customerId),
    ],
  );
  const [replacements, departures, roles, checkAll, hasTicket] = others;
  const inIncident = inIncidentOf(regions);
  return {
    now: now.toISOString(),
    ...customer,
    hasTicket,
    workspaces: {
      items: workspaces.items.map(({ keyId, ...workspace }) => ({
        ...workspace,
        activeKeyId: keyId,
        departureId: leaving.find(({ workspaceId }) => workspaceId === workspace.id)?.departureId ?? null,
        hasLeft: leaving.some((one) => one.workspaceId === workspace.id && one.hasLeft),
        move: moveOf(moves, workspace.id),
      })),
      more: workspaces.more,
    },
    contacts: contacts.map(contactOf),
    accounts,
    keys: {
      items: keys.items.map((row) => {
        const report = keys.reported?.get(row.id);
        const reported = report === undefined ? NEVER_REPORTED : reportedInRow(report, now);
        return {
          ...keyListItem(row, inIncident, policy, now),
          // Until ownership is proven, the page says only that (H16). Of a retired key nothing is reported any more.
          reported: row.shownSince === null || row.role === 'retired' ? null : reported,
        };
      }),
      more: keys.more,
    },
    clients,
    setups,
    replacements,
    departures,
    roles,
    checkAll,
  };
}
