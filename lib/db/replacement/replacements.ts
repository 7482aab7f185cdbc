import type { ToldChannel } from '#lib/core/customer/told.ts';
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import {
  replacementApprovals,
  replacementEvents,
  replacementLines,
  replacementOverrides,
  replacementParts,
  replacements,
  replacementTexts,
} from '#drizzle/schema/replacements.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { AsStored } from '#drizzle/schema/stored.ts';
import type { MoveTest } from '#lib/core/replacement/move-test.ts';
import { SETTLING_STATES, type PartTaken } from '#lib/core/replacement/replacement.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type ReplacementRow = typeof replacements.$inferSelect;
export type ReplacementLineRow = typeof replacementLines.$inferSelect;
export type ReplacementTextRow = typeof replacementTexts.$inferSelect;
export type ReplacementEventRow = typeof replacementEvents.$inferSelect;

/** A request that this transaction holds, so that two people change it one after the other. */
export type HeldReplacement = {
  replacement: ReplacementRow;
  customer: { id: string; name: string };
  lines: ReplacementLineRow[];
};

/**
 * Locks a request and its lines until the transaction ends.
 * @param revision the one that the caller's page showed; null where only the present state counts
 * @returns null if there is no such request, `stale` if somebody changed it since
 */
export async function holdReplacement(
  tx: Transaction,
  replacementId: string,
  revision: number | null,
): Promise<HeldReplacement | 'stale' | null> {
  const [replacement] = await tx
    .select()
    .from(replacements)
    .where(eq(replacements.id, replacementId))
    .for('no key update');
  if (replacement === undefined) return null;
  if (revision !== null && replacement.revision !== revision) return 'stale';
  const [customer] = await tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(eq(customers.id, replacement.customerId));
  if (customer === undefined) throw new Error('A replacement without a customer.');
  const lines = await tx
    .select()
    .from(replacementLines)
    .where(eq(replacementLines.replacementId, replacementId))
    .orderBy(asc(replacementLines.position))
    .for('no key update');
  return { replacement, customer, lines };
}

/** Requests with a line that may go on by itself, after one and in the order of their ids. */
export async function settlingReplacements(db: Executor, after: string | null, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: replacementLines.replacementId })
    .from(replacementLines)
    .where(
      and(
        inArray(replacementLines.state, [...SETTLING_STATES]),
        after === null ? undefined : gt(replacementLines.replacementId, after),
      ),
    )
    .orderBy(asc(replacementLines.replacementId))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * Locks the lines whose old key is one of these, and their requests, until the transaction ends: before the keys, as a
 * switch and a roll back do.
 */
export async function holdLinesOfOldKeys(tx: Transaction, keyIds: readonly string[]): Promise<HeldReplacement[]> {
  if (keyIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ id: replacementLines.replacementId })
    .from(replacementLines)
    .where(inArray(replacementLines.oldKeyId, [...keyIds]))
    .orderBy(asc(replacementLines.replacementId));
  const held: HeldReplacement[] = [];
  for (const { id } of rows) {
    const one = await holdReplacement(tx, id, null);
    if (one !== null && one !== 'stale') held.push(one);
  }
  return held;
}

export type NewReplacement = Omit<typeof replacements.$inferInsert, 'id' | 'revision'>;

/** Adds a request with a line for each workspace. The database refuses a workspace with another open line. */
export async function insertReplacement(
  tx: Transaction,
  replacement: NewReplacement,
  workspacesInOrder: readonly { id: string; region: string; oldKeyId: string }[],
): Promise<{ id: string; lineIds: string[] }> {
  const id = newId();
  await tx.insert(replacements).values({ id, ...replacement });
  const lines = workspacesInOrder.map(({ id: workspaceId, region, oldKeyId }, position) => ({
    id: newId(),
    replacementId: id,
    position,
    workspaceId,
    region,
    oldKeyId,
    state: 'announced' as const,
    stateAt: replacement.createdAt,
  }));
  await tx.insert(replacementLines).values(lines);
  return { id, lineIds: lines.map((line) => line.id) };
}

/** Changes a held request: pages that show the revision before are stale. */
export const changeReplacementRow = async (
  tx: Transaction,
  { id, revision }: ReplacementRow,
  set: Partial<typeof replacements.$inferInsert> = {},
): Promise<void> =>
  void (await tx
    .update(replacements)
    .set({ ...set, revision: revision + 1 })
    .where(eq(replacements.id, id)));

/** Changes one line of a held request. Triggers refuse what is missing (`replacement_lines_gate`, `replacement_lines_moves`). */
export const updateReplacementLine = async (
  tx: Transaction,
  lineId: string,
  set: Partial<typeof replacementLines.$inferInsert>,
): Promise<void> => void (await tx.update(replacementLines).set(set).where(eq(replacementLines.id, lineId)));

/** A move test as it is stored: its times as text. */
export const storedMoveTest = (test: MoveTest): AsStored<MoveTest> =>
  JSON.parse(JSON.stringify(test)) as AsStored<MoveTest>;

/** Records what a person did to a line; said again, nothing is added. */
export const addPart = async (
  tx: Transaction,
  part: { lineId: string; staffId: string; part: PartTaken; at: Date },
): Promise<void> =>
  void (await tx
    .insert(replacementParts)
    .values({ id: newId(), ...part })
    .onConflictDoNothing());

export type ReplacementEvent = {
  kind: string;
  lineId?: string | null;
  by: string | null;
  detail?: Record<string, unknown>;
};

/** Adds to what happened in a request. */
export async function insertReplacementEvent(
  tx: Transaction,
  replacementId: string,
  at: Date,
  { kind, lineId = null, by, detail = {} }: ReplacementEvent,
): Promise<void> {
  await tx.insert(replacementEvents).values({ id: newId(), replacementId, lineId, at, by, kind, detail });
}

/** What happened in a request, newest first. */
export const eventsOfReplacement = (
  db: Executor,
  replacementId: string,
  limit: number,
): Promise<ReplacementEventRow[]> =>
  db
    .select()
    .from(replacementEvents)
    .where(eq(replacementEvents.replacementId, replacementId))
    .orderBy(desc(replacementEvents.at), desc(replacementEvents.id))
    .limit(limit);

/** Adds an approval. Triggers refuse one by somebody who had a part in the line (`replacement_approvals_second_person`). */
export async function insertApproval(
  tx: Transaction,
  approval: Omit<typeof replacementApprovals.$inferInsert, 'id' | 'voidAt' | 'voidWhy'>,
): Promise<string> {
  const id = newId();
  await tx.insert(replacementApprovals).values({ id, ...approval });
  return id;
}

/** Makes an approval void; one that is void already stays as it was. */
export const voidApproval = async (tx: Transaction, approvalId: string, at: Date, why: string): Promise<void> =>
  void (await tx
    .update(replacementApprovals)
    .set({ voidAt: at, voidWhy: why })
    .where(and(eq(replacementApprovals.id, approvalId), isNull(replacementApprovals.voidAt))));

/** Adds an approver's override for the line's new key. */
export async function insertOverride(
  tx: Transaction,
  override: Omit<typeof replacementOverrides.$inferInsert, 'id'>,
): Promise<string> {
  const id = newId();
  await tx.insert(replacementOverrides).values({ id, ...override });
  return id;
}

/** Freezes a text as somebody is about to send it. Returns its id. */
export async function insertReplacementText(
  tx: Transaction,
  {
    at,
    by,
    ...text
  }: Pick<ReplacementTextRow, 'replacementId' | 'kind' | 'subject' | 'body' | 'tells'> & { at: Date; by: string },
): Promise<string> {
  const id = newId();
  await tx.insert(replacementTexts).values({ id, ...text, frozenAt: at, frozenBy: by });
  return id;
}

/** The frozen texts of a request, newest first. */
export const textsOfReplacement = (db: Executor, replacementId: string): Promise<ReplacementTextRow[]> =>
  db
    .select()
    .from(replacementTexts)
    .where(eq(replacementTexts.replacementId, replacementId))
    .orderBy(desc(replacementTexts.frozenAt));

/** Records that a person told the customer. @returns false where it was recorded before, or there is no such text */
export async function recordReplacementTold(
  tx: Transaction,
  { replacementId, textId }: { replacementId: string; textId: string },
  told: { to: string; channel: ToldChannel; at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(replacementTexts)
    .set({ toldAt: told.at, toldBy: told.by, toldTo: told.to, toldChannel: told.channel })
    .where(
      and(
        eq(replacementTexts.id, textId),
        eq(replacementTexts.replacementId, replacementId),
        isNull(replacementTexts.toldAt),
      ),
    );
  return rowCount === 1;
}

/** The people who may approve anything: approvers and admins who can sign in, by name. */
export const approvers = (db: Executor): Promise<{ id: string; name: string; email: string }[]> =>
  db
    .select({ id: staff.id, name: staff.name, email: staff.email })
    .from(staff)
    .where(and(inArray(staff.role, ['approver', 'admin']), isNull(staff.disabledAt)))
    .orderBy(asc(staff.name))
    .limit(50);

/** The newest switch of a workspace, or null: what our product's own report is about. */
export async function switchedLineOf(db: Executor, workspaceId: string) {
  const [row] = await db
    .select({
      replacementId: replacementLines.replacementId,
      lineId: replacementLines.id,
      state: replacementLines.state,
      acknowledgedAt: replacementLines.acknowledgedAt,
      firstBackupAt: replacementLines.firstBackupAt,
      arn: customerKeys.arn,
    })
    .from(replacementLines)
    .innerJoin(customerKeys, eq(customerKeys.id, replacementLines.newKeyId))
    .where(and(eq(replacementLines.workspaceId, workspaceId), isNotNull(replacementLines.switchedAt)))
    .orderBy(desc(replacementLines.switchedAt))
    .limit(1);
  return row ?? null;
}

/** Since when our product uses other keys in the place of an old one, as the replacements of the key say. */
export type SwitchesFrom = {
  /** Whether a switch to another key is not acknowledged: nobody knows whether the old key is still used. */
  unacknowledged: boolean;
  /** The latest acknowledgement; null where no replacement led away from it. */
  acknowledgedAt: Date | null;
};

/** The switches away from a key (H19). */
export async function switchesFrom(db: Executor, oldKeyId: string): Promise<SwitchesFrom> {
  const rows = await db
    .select({ state: replacementLines.state, acknowledgedAt: replacementLines.acknowledgedAt })
    .from(replacementLines)
    .where(and(eq(replacementLines.oldKeyId, oldKeyId), inArray(replacementLines.state, ['switched', 'acknowledged'])));
  const times = rows.flatMap(({ acknowledgedAt }) => acknowledgedAt?.getTime() ?? []);
  return {
    unacknowledged: rows.some(({ state }) => state === 'switched'),
    acknowledgedAt: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}
