import { approvalEnd, settles } from '#lib/core/replacement/gate.ts';
import { approvalEndWords } from '#lib/core/replacement/replacement-words.ts';
import { stateAfter, type PartTaken } from '#lib/core/replacement/replacement.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { Actor, AuditEntry, ByAnyone } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { readReplacementLines, type StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import {
  addPart,
  changeReplacementRow,
  holdReplacement,
  insertReplacementEvent,
  updateReplacementLine,
  voidApproval,
  type HeldReplacement,
  type ReplacementEvent,
  type ReplacementLineRow,
  type ReplacementRow,
} from '#lib/db/replacement/replacements.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type ReplacementDeps = { db: Database; clock: () => Date };
/** Which request to change, and the revision that the page showed; null for another system, which saw no page. */
export type ReplacementInput = { replacementId: string; revision: number | null };
export type ReplacementLineInput = ReplacementInput & { lineId: string };
export type ReplacementRefusal = 'not_found' | 'stale';

/** What a change gives back, and what it leaves in the request, its history and the audit log. */
export type ChangedReplacement<T> = {
  value: T;
  set?: Partial<ReplacementRow>;
  event: Omit<ReplacementEvent, 'by'>;
  audit: Pick<AuditEntry, 'action'> & Partial<Pick<AuditEntry, 'before' | 'after' | 'reason'>>;
  /** What the person, or the one who was given the request, did to the lines, so that they can't approve them. */
  part?: { part: PartTaken; lineIds: readonly string[]; ofStaffId?: string };
};

type ChangeOfReplacement<T, Problem extends string> = (
  tx: Transaction,
  held: HeldReplacement,
  at: Date,
) => Promise<Result<ChangedReplacement<T>, Problem>>;

/**
 * Changes a request in one transaction that holds it, and lets its lines settle. A page that shows an earlier revision is
 * refused.
 * @param change makes the change, or refuses before it has written anything
 */
export function changeReplacement<T, Problem extends string>(
  { db, clock }: ReplacementDeps,
  input: ReplacementInput,
  by: ByAnyone,
  change: ChangeOfReplacement<T, Problem>,
): Promise<Result<T, Problem | ReplacementRefusal>> {
  const at = clock();
  return db.transaction((tx) => changeReplacementIn(tx, input, at, by, change));
}

/** The same in a transaction that changes more than one request. */
export async function changeReplacementIn<T, Problem extends string>(
  tx: Transaction,
  { replacementId, revision }: ReplacementInput,
  at: Date,
  { actor, requestId }: ByAnyone,
  change: ChangeOfReplacement<T, Problem>,
): Promise<Result<T, Problem | ReplacementRefusal>> {
  const held = await holdReplacement(tx, replacementId, revision);
  if (held === null) return refuse('not_found');
  if (held === 'stale') return refuse('stale');
  const changed = await change(tx, held, at);
  if (!changed.ok) return changed;
  const { value, set, event, audit, part } = changed.value;
  await changeReplacementRow(tx, held.replacement, set);
  if (part !== undefined && actor.kind === 'staff') {
    const staffId = part.ofStaffId ?? actor.staffId;
    for (const lineId of part.lineIds) await addPart(tx, { lineId, staffId, part: part.part, at });
  }
  await insertReplacementEvent(tx, replacementId, at, { ...event, by: actor.name });
  const { ended } = await settleLines(tx, replacementId, at);
  const about = { targetType: 'replacement', targetId: replacementId, customerId: held.customer.id } as const;
  await appendAudit(tx, { before: null, after: null, reason: null, ...audit, ...about, actor }, at, requestId);
  await auditEnded(tx, ended, held, at);
  await announceReplacement(tx, held);
  return ok(value);
}

/** Tells open pages of the request and its customer. */
export async function announceReplacement(tx: Transaction, { replacement, customer }: HeldReplacement): Promise<void> {
  await announceChange(tx, { kind: 'replacement', id: replacement.id });
  await announceChange(tx, { kind: 'customer', id: customer.id });
}

/** An approval that became void by itself. */
export type EndedApproval = { lineId: string; approvalId: string; why: string };

const SYSTEM: Actor = { kind: 'system', job: 'settle-replacements' };

/** Writes approvals that became void to the audit log, after everything else that the transaction locks. */
export async function auditEnded(
  tx: Transaction,
  ended: readonly EndedApproval[],
  { replacement, customer }: HeldReplacement,
  at: Date,
): Promise<void> {
  const about = { targetType: 'replacement', targetId: replacement.id, customerId: customer.id } as const;
  for (const { lineId, approvalId, why } of ended)
    await appendAudit(
      tx,
      {
        action: 'replacement.approval_ended',
        actor: SYSTEM,
        ...about,
        before: null,
        after: { lineId, approvalId },
        reason: why,
      },
      at,
      null,
    );
}

/** The most moves that one line makes by itself: received, tested, waiting for approval. */
const MOST_MOVES = 4;

/**
 * Moves the lines of a held request as far as they go by themselves: tests that began, passed or no longer pass, and an
 * approval that no longer holds.
 * @returns the approvals that ended, and how many moves were made
 */
export async function settleLines(
  tx: Transaction,
  replacementId: string,
  at: Date,
): Promise<{ ended: EndedApproval[]; moves: number }> {
  const ended: EndedApproval[] = [];
  let moves = 0;
  for (let move = 0; move < MOST_MOVES; move += 1) {
    const moving = (await readReplacementLines(tx, { replacementId }, at)).flatMap((stored) => {
      const event = settles(stored.facts, at);
      const to = event === null ? null : stateAfter(stored.facts.state, event);
      return event === null || to === null ? [] : [{ stored, event, to }];
    });
    if (moving.length === 0) break;
    moves += moving.length;
    for (const { stored, event, to } of moving) {
      const { line, facts } = stored;
      const end = event === 'approval_void' ? approvalEnd(facts, at) : null;
      if (end !== null && line.approvalId !== null) {
        const why = approvalEndWords(end);
        await voidApproval(tx, line.approvalId, at, why);
        ended.push({ lineId: line.id, approvalId: line.approvalId, why });
      }
      await updateReplacementLine(tx, line.id, { state: to, stateAt: at, ...(end !== null && { approvalId: null }) });
      const detail = end === null ? {} : { why: approvalEndWords(end) };
      await insertReplacementEvent(tx, replacementId, at, { kind: event, lineId: line.id, by: null, detail });
    }
  }
  return { ended, moves };
}

/** A line of a held request by its id, or why it can't be changed. */
export function lineOf({ lines }: HeldReplacement, lineId: string): Result<ReplacementLineRow, 'no_such_line'> {
  const line = lines.find(({ id }) => id === lineId);
  return line === undefined ? refuse('no_such_line') : ok(line);
}

/** The same line with everything that its standing rests on. */
export async function factsOfLine(tx: Transaction, lineId: string, at: Date): Promise<StoredReplacementLine | null> {
  const [stored] = await readReplacementLines(tx, { lineIds: [lineId] }, at);
  return stored ?? null;
}
