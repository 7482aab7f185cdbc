import { and, asc, eq, exists, isNull, notInArray, or } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import { replacementLines, replacements } from '#drizzle/schema/replacements.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { ENDED_STATES } from '#lib/core/replacement/replacement.ts';
import { promisesFirst, type HandedOver } from '#lib/core/shift/handover.ts';
import {
  replacementItemWords,
  setupItemWords,
  ticketItemWords,
  unsentTextWords,
} from '#lib/core/shift/handover-words.ts';
import { unsentTextsOf } from '#lib/db/customer-text/key-texts.ts';
import type { Executor } from '#lib/db/database.ts';
import { endedUntold } from '#lib/db/replacement/list-reads.ts';
import { openTicketsOf } from '#lib/db/ticket/tickets.ts';

/** So many of each kind are read: far more than one person has at once. */
export const MOST_OPEN = 500;

/** The setups that a person has and that aren't over, those started first coming first. */
export const openSetupsOf = (db: Executor, staffId: string) =>
  db
    .select({ id: setups.id, ticket: setups.ticket, customerId: setups.customerId, customerName: customers.name })
    .from(setups)
    .innerJoin(customers, eq(customers.id, setups.customerId))
    .where(
      and(
        eq(setups.ownerStaffId, staffId),
        isNull(setups.withdrawnAt),
        exists(
          db
            .select({ id: setupLines.id })
            .from(setupLines)
            .where(
              and(eq(setupLines.setupId, setups.id), isNull(setupLines.firstBackupAt), isNull(setupLines.endedAt)),
            ),
        ),
      ),
    )
    .orderBy(asc(setups.createdAt), asc(setups.id))
    .limit(MOST_OPEN);

/** The replacements that a person has and that aren't over, or of whose end the customer was not told. */
export const openReplacementsOf = (db: Executor, staffId: string) =>
  db
    .select({
      id: replacements.id,
      ticket: replacements.ticket,
      customerId: replacements.customerId,
      customerName: customers.name,
    })
    .from(replacements)
    .innerJoin(customers, eq(customers.id, replacements.customerId))
    .where(
      and(
        eq(replacements.ownerStaffId, staffId),
        exists(
          db
            .select({ id: replacementLines.id })
            .from(replacementLines)
            .where(
              and(
                eq(replacementLines.replacementId, replacements.id),
                or(notInArray(replacementLines.state, [...ENDED_STATES]), endedUntold),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(replacements.createdAt), asc(replacements.id))
    .limit(MOST_OPEN);

/** Everything that a person has open, by the times of its promises first. */
export async function openItemsOf(db: Executor, staffId: string, now: Date): Promise<HandedOver[]> {
  const tickets = await openTicketsOf(db, staffId, MOST_OPEN);
  const ofSetups = await openSetupsOf(db, staffId);
  const ofReplacements = await openReplacementsOf(db, staffId);
  const texts = await unsentTextsOf(db, staffId, now, MOST_OPEN);
  return promisesFirst([
    ...tickets.map(({ ticket: { id, customerId, reference, promise, promisedFor }, customerName }) => ({
      kind: 'ticket' as const,
      id,
      customerId,
      customerName,
      what: ticketItemWords(reference),
      promise: promise === null || promisedFor === null ? null : { words: promise, until: promisedFor },
    })),
    ...ofSetups.map(({ ticket, ...setup }) => ({
      kind: 'setup' as const,
      ...setup,
      what: setupItemWords(ticket),
      promise: null,
    })),
    ...ofReplacements.map(({ ticket, ...replacement }) => ({
      kind: 'replacement' as const,
      ...replacement,
      what: replacementItemWords(ticket),
      promise: null,
    })),
    ...texts.map(({ textId, customerId, customerName, subject }) => ({
      kind: 'unsent_text' as const,
      id: textId,
      customerId,
      customerName,
      what: unsentTextWords(subject),
      promise: null,
    })),
  ]);
}
