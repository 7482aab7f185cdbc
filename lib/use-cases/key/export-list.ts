import type { StaffActor } from '#lib/core/staff/audit.ts';
import type { AuditAction } from '#lib/core/staff/staff-actions.ts';
import { customerFilterParameters, type CustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { keyFilterParameters, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { listCustomerRows, searchCustomerRows, type CustomerListRow } from '#lib/db/customer/customer-list.ts';
import type { Database, Snapshot } from '#lib/db/database.ts';
import { listKeyRows } from '#lib/db/key/key-list.ts';
import type { KeyListRow } from '#lib/db/key/key-rows.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { pageOf } from '#lib/db/list-cursor.ts';
import { newId } from '#lib/db/new-id.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

/** Enough that statements are few, and few enough that they are short. */
const ROWS_A_STATEMENT = 500;

export type ExportDeps = { db: Database; clock: () => Date; openExport: () => Promise<Snapshot> };

/** Who exports, and what ends it early. */
export type ExportFor = {
  actor: StaffActor;
  requestId: string | null;
  /** Ends the reading, also within a statement. */
  stopped: AbortSignal;
};

type Pages<Row> = AsyncGenerator<Row[], void, undefined>;

/** The keys of a list, as `exported` reads them. */
export const exportKeys = (deps: ExportDeps, filter: KeyFilter, request: ExportFor): Pages<KeyListRow> => {
  const { search, sort } = filter;
  return exported(deps, request, {
    action: 'key.exported',
    filter: keyFilterParameters(filter),
    readPage: async (db, after, now) =>
      search === null
        ? {
            ...(await listKeyRows(db, filter, pageOf({ after, before: null }, sort), now, ROWS_A_STATEMENT)),
            more: false,
          }
        : { ...(await searchKeyRows(db, filter, search, now)), after: null },
  });
};

/** The customers of a list, as `exported` reads them. */
export const exportCustomers = (
  deps: ExportDeps,
  filter: CustomerFilter,
  request: ExportFor,
): Pages<CustomerListRow> => {
  const { search } = filter;
  return exported(deps, request, {
    action: 'customer.exported',
    filter: customerFilterParameters(filter),
    readPage: async (db, after, now) =>
      search === null
        ? {
            ...(await listCustomerRows(db, filter, pageOf({ after, before: null }, 'urgent'), now, ROWS_A_STATEMENT)),
            more: false,
          }
        : { ...(await searchCustomerRows(db, filter, search, now)), after: null },
  });
};

type List<Row> = {
  action: AuditAction;
  filter: URLSearchParams;
  readPage: (
    db: Database,
    after: string | null,
    now: Date,
  ) => Promise<{ rows: Row[]; after: string | null; more: boolean }>;
};

/**
 * The rows of a list in its order, page by page, all from one moment of the database. One audit entry says who began to
 * export what, before the first row leaves; a second one, before the response ends, says how many rows left, and whether
 * these were all. An export without a second entry was cut off with its process.
 * @throws when the database fails or an entry can't be written
 */
export async function* exported<Row>(
  { db, clock, openExport }: ExportDeps,
  { actor, requestId, stopped }: ExportFor,
  { action, filter, readPage }: List<Row>,
): Pages<Row> {
  const at = clock();
  const about = { targetType: 'export', targetId: newId(), customerId: null, before: null, reason: null } as const;
  const record = (after: Record<string, unknown>, time: Date): Promise<void> =>
    db.transaction((tx) =>
      appendAudit(tx, { action, actor, ...about, after: { filter: filter.toString(), ...after } }, time, requestId),
    );
  await record({ began: true }, at);
  let [rows, complete] = [0, false];
  try {
    const snapshot = await openExport();
    const close = (): void => void snapshot.close();
    stopped.addEventListener('abort', close);
    try {
      let after: string | null = null;
      let cut = false;
      do {
        if (stopped.aborted) return;
        const page = await readPage(snapshot.db, after, at);
        rows += page.rows.length;
        yield page.rows;
        ({ after } = page);
        // A search shows only the first matches.
        cut = page.more;
      } while (after !== null);
      complete = !cut;
    } catch (error) {
      // Then the statement failed because nobody reads on.
      if (!stopped.aborted) throw error;
    } finally {
      stopped.removeEventListener('abort', close);
      await snapshot.close();
    }
  } finally {
    await record({ rows, complete }, clock());
  }
}
