import type { ToldChannel } from '#lib/core/customer/told.ts';
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import {
  departureExceptions,
  departures,
  departureSteps,
  departureTexts,
  departureWorkspaces,
} from '#drizzle/schema/departures.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { DepartureStep, DepartureText } from '#lib/core/departure/departure.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type DepartureRow = typeof departures.$inferSelect;
export type StepRow = typeof departureSteps.$inferSelect;
export type ExceptionRow = typeof departureExceptions.$inferSelect;
export type DepartureTextRow = typeof departureTexts.$inferSelect;
export type LeavingWorkspace = { id: string; name: string; region: string; customerId: string };

/** A departure with what it is about. */
export type StoredDeparture = {
  departure: DepartureRow;
  customer: { id: string; name: string; timeZone: string | null };
  workspaces: LeavingWorkspace[];
  /** In their order. */
  steps: StepRow[];
  /** Newest first. */
  exceptions: ExceptionRow[];
};

type NewDeparture = Pick<
  typeof departures.$inferInsert,
  'customerId' | 'path' | 'reason' | 'ticket' | 'startedAt' | 'startedBy'
>;

/** Adds a departure. The database refuses a workspace that is in another one (`departure_workspaces_one_open`). */
export async function insertDeparture(
  tx: Transaction,
  departure: NewDeparture,
  workspaceIds: readonly string[],
): Promise<string> {
  const id = newId();
  await tx.insert(departures).values({ id, ...departure });
  await tx.insert(departureWorkspaces).values(workspaceIds.map((workspaceId) => ({ departureId: id, workspaceId })));
  return id;
}

/** The workspaces of a departure, by region and name. */
const workspacesOfDeparture = (db: Executor, departureId: string): Promise<LeavingWorkspace[]> =>
  db
    .select({
      id: workspaces.id,
      name: workspaces.name,
      region: workspaces.region,
      customerId: workspaces.customerId,
    })
    .from(departureWorkspaces)
    .innerJoin(workspaces, eq(workspaces.id, departureWorkspaces.workspaceId))
    .where(eq(departureWorkspaces.departureId, departureId))
    .orderBy(asc(workspaces.region), asc(workspaces.name));

/** A departure, or null. @param lock whether this transaction holds it until it ends */
export async function findDeparture(db: Executor, departureId: string, lock = false): Promise<StoredDeparture | null> {
  const reading = db
    .select({
      departure: departures,
      customer: { id: customers.id, name: customers.name, timeZone: customers.timeZone },
    })
    .from(departures)
    .innerJoin(customers, eq(customers.id, departures.customerId))
    .where(eq(departures.id, departureId));
  const [found] = await (lock ? reading.for('no key update', { of: departures }) : reading);
  if (found === undefined) return null;
  return {
    ...found,
    workspaces: await workspacesOfDeparture(db, departureId),
    steps: await db
      .select()
      .from(departureSteps)
      .where(eq(departureSteps.departureId, departureId))
      .orderBy(asc(departureSteps.doneAt)),
    exceptions: await db
      .select()
      .from(departureExceptions)
      .where(eq(departureExceptions.departureId, departureId))
      .orderBy(desc(departureExceptions.at)),
  };
}

/** Says that a held departure has changed: pages that show the revision before are stale. */
export const changeDepartureRow = async (
  tx: Transaction,
  { id, revision }: DepartureRow,
  set: Partial<typeof departures.$inferInsert>,
): Promise<void> =>
  void (await tx
    .update(departures)
    .set({ ...set, revision: revision + 1 })
    .where(eq(departures.id, id)));

/** Ends what a withdrawn departure says about its workspaces. */
export const endDepartureWorkspaces = async (tx: Transaction, departureId: string, at: Date): Promise<void> =>
  void (await tx
    .update(departureWorkspaces)
    .set({ endedAt: at })
    .where(and(eq(departureWorkspaces.departureId, departureId), isNull(departureWorkspaces.endedAt))));

/** Adds a step. The database refuses one out of order, and one that cuts our access too early (`departure_steps_…`). */
export const insertStep = async (
  tx: Transaction,
  step: { departureId: string; step: DepartureStep; doneAt: Date; doneBy: string; evidence: string },
): Promise<void> => void (await tx.insert(departureSteps).values(step));

/** Adds an approver's exception. Returns its id. */
export async function insertException(tx: Transaction, exception: Omit<ExceptionRow, 'id'>): Promise<string> {
  const id = newId();
  await tx.insert(departureExceptions).values({ id, ...exception });
  return id;
}

/** Freezes a text as somebody is about to send it. Returns its id. */
export async function insertDepartureText(
  tx: Transaction,
  {
    at,
    by,
    ...text
  }: { departureId: string; kind: DepartureText; subject: string; body: string; at: Date; by: string },
): Promise<string> {
  const id = newId();
  await tx.insert(departureTexts).values({ id, ...text, frozenAt: at, frozenBy: by });
  return id;
}

/** The frozen texts of a departure, newest first. */
export const textsOfDeparture = (db: Executor, departureId: string): Promise<DepartureTextRow[]> =>
  db
    .select()
    .from(departureTexts)
    .where(eq(departureTexts.departureId, departureId))
    .orderBy(desc(departureTexts.frozenAt));

/** Records that a person told the customer. @returns false where it was recorded before, or there is no such text */
export async function recordDepartureTold(
  tx: Transaction,
  { departureId, textId }: { departureId: string; textId: string },
  told: { to: string; channel: ToldChannel; at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(departureTexts)
    .set({ toldAt: told.at, toldBy: told.by, toldTo: told.to, toldChannel: told.channel })
    .where(
      and(eq(departureTexts.id, textId), eq(departureTexts.departureId, departureId), isNull(departureTexts.toldAt)),
    );
  return rowCount === 1;
}

/** What became of the keys that a departure released: one is needed again, some are still watched, or none is. */
const keysNow = sql<'needed_again' | 'watched' | 'none'>`(select case
    when bool_or(r.resumed_at is not null and a.role = 'retained' and a.from_at = r.resumed_at and a.to_at is null) then 'needed_again'
    when bool_or(r.resumed_at is null and r.retired_at is null) then 'watched' else 'none' end
  from departure_workspaces dw join key_assignments a on a.workspace_id = dw.workspace_id
  join key_releases r on r.key_id = a.key_id and r.departure_id = dw.departure_id
  where dw.departure_id = ${departures.id})`;

/** Departures, the newest first, with how many steps of each are done. */
export async function listDepartures(db: Executor, limit: number) {
  return db
    .select({
      departure: departures,
      customerName: customers.name,
      steps: db.$count(departureSteps, eq(departureSteps.departureId, departures.id)),
      workspaces: db.$count(departureWorkspaces, eq(departureWorkspaces.departureId, departures.id)),
      keys: keysNow,
    })
    .from(departures)
    .innerJoin(customers, eq(customers.id, departures.customerId))
    .orderBy(desc(departures.startedAt), desc(departures.id))
    .limit(limit);
}

/** The departures of a customer, newest first, with how many steps of each are done. */
export const departuresOfCustomer = (db: Executor, customerId: string, limit: number) =>
  db
    .select({
      departure: departures,
      steps: db.$count(departureSteps, eq(departureSteps.departureId, departures.id)),
      keys: keysNow,
    })
    .from(departures)
    .innerJoin(customers, eq(customers.id, departures.customerId))
    .where(eq(departures.customerId, customerId))
    .orderBy(desc(departures.startedAt), desc(departures.id))
    .limit(limit);

/** Whether every step of a departure is done. */
const hasLeft = sql<boolean>`exists (select from departure_steps s
  where s.departure_id = ${departureWorkspaces.departureId} and s.step = 'statement_may_go')`;

/** Which of these workspaces leave or have left, and with which departure. */
export async function leavingWorkspaces(
  db: Executor,
  customerId: string,
): Promise<{ workspaceId: string; departureId: string; hasLeft: boolean }[]> {
  return db
    .select({ workspaceId: departureWorkspaces.workspaceId, departureId: departureWorkspaces.departureId, hasLeft })
    .from(workspaces)
    .innerJoin(
      departureWorkspaces,
      and(eq(departureWorkspaces.workspaceId, workspaces.id), isNull(departureWorkspaces.endedAt)),
    )
    .where(eq(workspaces.customerId, customerId));
}
