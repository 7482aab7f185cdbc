import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { staff } from '#drizzle/schema/staff.ts';
import { ticketKeys, tickets } from '#drizzle/schema/tickets.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { prepared } from '#lib/db/prepared.ts';
import { OWNER_STANDING } from '#lib/db/shift/owners.ts';

export type TicketRow = typeof tickets.$inferSelect;

/** A ticket with what is known of its owner. */
export type TicketWithOwner = { ticket: TicketRow; owner: { disabledAt: Date | null; awayUntil: Date | null } | null };

const TICKET = { ticket: tickets, owner: OWNER_STANDING };
const ownerOfTicket = eq(staff.id, tickets.ownerStaffId);

/** Far more than one key, or one person, has open at once. */
const OPEN_SHOWN = 60;

/** Adds a ticket. The database refuses a second open one of this name for the customer (`tickets_one_open`). */
export async function insertTicket(
  tx: Transaction,
  ticket: Pick<TicketRow, 'customerId' | 'reference' | 'ownerStaffId' | 'ownerName' | 'openedAt' | 'openedBy'>,
): Promise<string> {
  const id = newId();
  await tx.insert(tickets).values({ id, ...ticket });
  return id;
}

/** Says which keys a ticket is about. @returns how many were added: a key that it is about already is none */
export async function addTicketKeys(tx: Transaction, ticketId: string, keyIds: readonly string[]): Promise<number> {
  if (keyIds.length === 0) return 0;
  const added = await tx
    .insert(ticketKeys)
    .values(keyIds.map((keyId) => ({ ticketId, keyId })))
    .onConflictDoNothing()
    .returning({ keyId: ticketKeys.keyId });
  return added.length;
}

/** The open ticket of this name of a customer, held until the transaction ends; upper and lower case are one. */
export async function holdTicketNamed(tx: Transaction, customerId: string, reference: string) {
  const [found] = await tx
    .select()
    .from(tickets)
    .where(
      and(
        eq(tickets.customerId, customerId),
        sql`lower(${tickets.reference}) = lower(${reference})`,
        isNull(tickets.closedAt),
      ),
    )
    .for('no key update');
  return found ?? null;
}

/**
 * Locks a ticket until the transaction ends.
 * @param revision the one that the caller's page showed; null where only the present state counts
 * @returns null if there is no such ticket, `stale` if somebody changed it since
 */
export async function holdTicket(
  tx: Transaction,
  ticketId: string,
  revision: number | null,
): Promise<TicketRow | 'stale' | null> {
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, ticketId)).for('no key update');
  if (ticket === undefined) return null;
  return revision !== null && ticket.revision !== revision ? 'stale' : ticket;
}

/** Changes a held ticket: pages that show the revision before are stale. */
export const changeTicketRow = async (
  tx: Transaction,
  { id, revision }: TicketRow,
  set: Partial<typeof tickets.$inferInsert>,
): Promise<void> =>
  void (await tx
    .update(tickets)
    .set({ ...set, revision: revision + 1 })
    .where(eq(tickets.id, id)));

/** How many of these keys belong to a customer. */
export const countKeysOf = (db: Executor, customerId: string, keyIds: readonly string[]): Promise<number> =>
  db.$count(customerKeys, and(eq(customerKeys.customerId, customerId), inArray(customerKeys.id, [...keyIds])));

const ofKeys = prepared('tickets_of_keys', (db, name) =>
  db
    .select({ keyId: ticketKeys.keyId, ...TICKET })
    .from(ticketKeys)
    .innerJoin(tickets, eq(tickets.id, ticketKeys.ticketId))
    .leftJoin(staff, ownerOfTicket)
    .where(and(sql`${ticketKeys.keyId} = any(${sql.placeholder('keyIds')})`, isNull(tickets.closedAt)))
    .orderBy(asc(tickets.openedAt), asc(tickets.id))
    .limit(OPEN_SHOWN)
    .prepare(name),
);

/** The open tickets that are about these keys, those opened first coming first: one entry for each key of a ticket. */
export const ticketsOfKeys = (
  db: Executor,
  keyIds: readonly string[],
): Promise<(TicketWithOwner & { keyId: string })[]> => ofKeys(db).execute({ keyIds: [...keyIds] });

/** Whether a customer has an open ticket. @param customerId a column */
export const hasOpenTicket = (customerId: SQL): SQL<boolean> => sql<boolean>`exists (select from tickets open_ticket
  where open_ticket.customer_id = ${customerId} and open_ticket.closed_at is null)`;

/** The same of one customer. */
export const customerHasTicket = async (db: Executor, customerId: string): Promise<boolean> =>
  (await db.execute<{ has: boolean }>(sql`select ${hasOpenTicket(sql`${customerId}::uuid`)} as has`)).rows[0]?.has ===
  true;

/** The tickets of a customer, newest first, the closed ones too. */
export const ticketsOfCustomer = (db: Executor, customerId: string, limit: number): Promise<TicketWithOwner[]> =>
  db
    .select(TICKET)
    .from(tickets)
    .leftJoin(staff, ownerOfTicket)
    .where(eq(tickets.customerId, customerId))
    .orderBy(desc(tickets.openedAt), desc(tickets.id))
    .limit(limit);

/** An open ticket with its customer's name. */
export type OpenTicket = TicketWithOwner & { customerName: string };

const openTickets = (db: Executor) =>
  db
    .select({ ...TICKET, customerName: customers.name })
    .from(tickets)
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(staff, ownerOfTicket);

/** The open tickets that a person has, those opened first coming first. */
export const openTicketsOf = (db: Executor, staffId: string, limit = OPEN_SHOWN): Promise<OpenTicket[]> =>
  openTickets(db)
    .where(and(eq(tickets.ownerStaffId, staffId), isNull(tickets.closedAt)))
    .orderBy(asc(tickets.openedAt), asc(tickets.id))
    .limit(limit);
