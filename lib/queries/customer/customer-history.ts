import { eventWords } from '#lib/core/pages/event-words.ts';
import type { CustomerHistoryItem, CustomerHistoryPage } from '#lib/core/pages/customer-history.ts';
import { actorName, auditActionWords } from '#lib/core/staff/audit.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import {
  entriesOfCustomer,
  eventsOfCustomer,
  FROM_THE_END,
  readHistoryCursor,
  writeHistoryCursor,
  type EventOfKey,
} from '#lib/db/customer/customer-history.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { auditActionOf } from '#lib/db/stored-vocabulary.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

const ITEMS_A_PAGE = 30;

type Entry = Awaited<ReturnType<typeof entriesOfCustomer>>[number];
type Found = { at: Date } & ({ event: EventOfKey } | { entry: Entry });

/** A page of what happened to a customer's keys and what people did about the customer, newest first; null without such a customer. */
export async function readCustomerHistory(
  deps: Pick<ReadDeps, 'db' | 'clock'>,
  staff: { role: StaffRole },
  customerId: string,
  after: string | null,
): Promise<CustomerHistoryPage | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read customers.`);
  const cursor = (after === null ? null : readHistoryCursor(after)) ?? FROM_THE_END;
  const most = ITEMS_A_PAGE + 1;
  const [customer, events, entries] = await Promise.all([
    findCustomer(deps.db, customerId),
    eventsOfCustomer(deps.db, customerId, cursor, most),
    entriesOfCustomer(deps.db, customerId, cursor, most),
  ]);
  if (customer === null) return null;
  const shown = merged(events, entries).slice(0, ITEMS_A_PAGE);
  const lastEvent = shown.findLast((one) => 'event' in one)?.event;
  const lastEntry = shown.findLast((one) => 'entry' in one)?.entry;
  const next = [
    lastEvent?.at.toISOString() ?? cursor[0],
    lastEvent?.id ?? cursor[1],
    lastEntry?.seq ?? cursor[2],
  ] as const;
  return {
    now: deps.clock().toISOString(),
    items: shown.map((one) => itemOf(one, customer.timeZone)),
    after: events.length + entries.length > shown.length ? writeHistoryCursor([...next]) : null,
  };
}

/** Both in one, newest first. Each keeps its own order, also where a clock was set back: a cursor names a place in it. */
function merged(events: readonly EventOfKey[], entries: readonly Entry[]): Found[] {
  const all: Found[] = [];
  let [e, n] = [0, 0];
  for (;;) {
    const [event, entry] = [events[e], entries[n]];
    if (event !== undefined && (entry === undefined || event.at >= entry.at)) {
      all.push({ at: event.at, event });
      e += 1;
    } else if (entry !== undefined) {
      all.push({ at: entry.at, entry });
      n += 1;
    } else return all;
  }
}

function itemOf(found: Found, timeZone: string | null): CustomerHistoryItem {
  const at = found.at.toISOString();
  if ('entry' in found) {
    const { seq, action, actor } = found.entry;
    const words = { title: auditActionWords(auditActionOf(action)), detail: null };
    return { id: String(seq), at, words, key: null, by: actorName(actor), status: null };
  }
  const { id, keyId, arn, event } = found.event;
  return {
    id,
    at,
    words: eventWords(event, timeZone),
    key: { id: keyId, arn },
    by: null,
    status: event.kind === 'verdict_changed' ? event.to.status : null,
  };
}
