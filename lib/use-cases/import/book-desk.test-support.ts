import { DEPARTURE_STEPS } from '#lib/core/departure/departure.ts';
import { IMPORT_COLUMNS } from '#lib/core/import/columns.ts';
import type { ImportCells } from '#lib/core/import/import.ts';
import { openSnapshot } from '#lib/db/database.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import type { TestDesk } from '#lib/db/test-desk.test-support.ts';
import { bookCsv, csvLines } from '#lib/queries/import/book-csv.ts';
import { aPlace, BY, EVIDENCE } from '#lib/use-cases/departure/departure.test-support.ts';
import { letCustomerGo, recordStep } from '#lib/use-cases/departure/record-step.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { exportBook } from './export-book.ts';
import { APPROVER } from './import.test-support.ts';

/** A file with these rows. */
export const fileOf = (rows: readonly ImportCells[]): string =>
  csvLines([IMPORT_COLUMNS, ...rows.map((cells) => IMPORT_COLUMNS.map((column) => cells[column] ?? ''))]);

/** The export of the whole book, as a person saves it. */
export async function exportOf({ db, url }: TestDesk): Promise<string> {
  const deps = {
    db,
    clock: () => new Date(),
    openExport: () => openSnapshot({ url, applicationName: 'keydesk-test', statementTimeoutMs: 5_000, idleMs: 5_000 }),
  };
  const request = { actor: APPROVER.actor, requestId: null, stopped: new AbortController().signal };
  let text = '';
  for await (const part of bookCsv(exportBook(deps, request))) text += part;
  return text;
}

/** Lets customers go who are in the book with one workspace and one key each. */
export function leavingDesk(desk: TestDesk) {
  const place = aPlace(desk);
  const found = async (name: string) => {
    const [row] = await desk.rows<{ customerId: string; workspaceId: string; customerKeyId: string }>(
      `select c.id as "customerId", w.id as "workspaceId", a.key_id as "customerKeyId"
       from customers c join workspaces w on w.customer_id = c.id
       join key_assignments a on a.workspace_id = w.id and a.to_at is null where c.name = $1`,
      [name],
    );
    if (row === undefined) throw new Error(`${name} has no key.`);
    return row;
  };
  const start = async (name: string) => {
    const { customerId, workspaceId, customerKeyId } = await found(name);
    const input = { customerId, workspaceIds: [workspaceId], path: 'leaves', reason: 'Ends.', ticket: null } as const;
    const started = await startDeparture(place.deps, input, BY);
    if (!started.ok) throw new Error(started.reason);
    return { customerKeyId, departureId: started.value.departureId };
  };
  return {
    place,
    found,
    start,
    /** The customer leaves: the key is released. */
    letGo: async (name: string): Promise<{ customerKeyId: string }> => {
      const { customerKeyId, departureId } = await start(name);
      const input = async () => ({
        departureId,
        revision: (await findDeparture(desk.db, departureId))?.departure.revision ?? 0,
        evidence: EVIDENCE,
      });
      await place.report(customerKeyId);
      await place.reportDaily(customerKeyId, 7);
      for (const step of DEPARTURE_STEPS.slice(0, -1)) {
        const done = await recordStep(place.deps, { ...(await input()), step }, BY);
        if (!done.ok) throw new Error(done.reason);
      }
      const gone = await letCustomerGo(place.deps, await input(), BY);
      if (!gone.ok) throw new Error(gone.reason);
      return { customerKeyId };
    },
  };
}
