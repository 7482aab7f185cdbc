import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { HandedOver } from '#lib/core/shift/handover.ts';
import { instant } from './columns.ts';
import type { AsStored } from './stored.ts';

type Known = 'kind' | 'id' | 'customerId' | 'customerName' | 'what' | 'promise';
/**
 * An item as it was when it was handed over; `stays`: the giver kept it, and the taker is told so. What earlier versions
 * didn't store is missing.
 */
export type StoredItem = AsStored<Pick<HandedOver, Known>> &
  Partial<AsStored<Omit<HandedOver, Known>>> & { stays?: boolean };

/** The end of a shift: what a person gave to another one, or to the team, with one note that the taker acknowledges. */
export const handovers = pgTable(
  'handovers',
  {
    id: uuid('id').primaryKey(),
    at: instant('at').notNull(),
    fromStaffId: uuid('from_staff_id').notNull(),
    fromName: text('from_name').notNull(),
    /** Null where the team takes it. */
    toStaffId: uuid('to_staff_id'),
    toName: text('to_name'),
    note: text('note').notNull(),
    /** What was handed over, and what the giver kept, as it was then. */
    items: jsonb('items').$type<StoredItem[]>().notNull(),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedByStaffId: uuid('acknowledged_by_staff_id'),
    acknowledgedBy: text('acknowledged_by'),
  },
  (table) => [
    check('handovers_to_whole', sql`num_nulls(${table.toStaffId}, ${table.toName}) in (0, 2)`),
    check('handovers_note_length', sql`length(${table.note}) between 1 and 4000`),
    check(
      'handovers_acknowledged_whole',
      sql`num_nulls(${table.acknowledgedAt}, ${table.acknowledgedByStaffId}, ${table.acknowledgedBy}) in (0, 3)`,
    ),
    // newestHandoverOf: the newest of one person.
    index('handovers_from').on(table.fromStaffId, table.at.desc()),
    // waitingHandovers: those that nobody acknowledged, of a person or the team.
    index('handovers_waiting')
      .on(table.toStaffId, table.at)
      .where(sql`${table.acknowledgedAt} is null`),
  ],
);
