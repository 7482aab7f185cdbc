import { mayConfirmMove } from '#lib/core/departure/move.ts';
import { basisOf, switchBlocks, type SwitchBlock } from '#lib/core/replacement/gate.ts';
import { approvalBlocks, isOpen, typedEnd, type PartTaken } from '#lib/core/replacement/replacement.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { contactOfCustomer } from '#lib/db/departure/moves.ts';
import { contactsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { insertApproval, insertOverride, updateReplacementLine } from '#lib/db/replacement/replacements.ts';
import {
  changeReplacement,
  factsOfLine,
  lineOf,
  type ReplacementDeps,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

type LineRefusal = 'no_such_line' | 'too_late' | 'no_new_key';

/** How soon the same approval may be asked for again. */
const ASKED_AGAIN_MS = 3_600_000;

/** How far ahead an approval's window may end. The database checks it too. */
const WINDOW_AHEAD_MS = 14 * 24 * 3_600_000;
/** How long an approval without a window holds: as long as the tests that it rests on. */
const WINDOW_MS = 24 * 3_600_000;

/** Records that a contact confirmed a new key in another AWS account, or an approver's exception where none is left (H17). */
export const confirmAccount = (
  deps: ReplacementDeps,
  input: ReplacementLineInput & { contactId: string | null; how: string },
  by: By,
): Promise<Result<null, ReplacementRefusal | LineRefusal | 'no_such_contact' | 'contact_too_new' | 'contact_left'>> =>
  changeReplacement<null, LineRefusal | 'no_such_contact' | 'contact_too_new' | 'contact_left'>(
    deps,
    input,
    by,
    async (tx, held, at) => {
      const found = lineOf(held, input.lineId);
      if (!found.ok) return found;
      // What is approved was confirmed before.
      if (!isOpen(found.value.state) || found.value.state === 'approved') return refuse('too_late');
      if (found.value.newKeyId === null) return refuse('no_new_key');
      const { contactId, how } = input;
      const { replacement, customer } = held;
      const contact = contactId === null ? null : await contactOfCustomer(tx, customer.id, contactId);
      const taken = (await factsOfLine(tx, input.lineId, at))?.facts.taken ?? [];
      const involved = [
        ...taken.map(({ staffId }) => staffId),
        replacement.createdByStaffId,
        ...(replacement.ownerStaffId === null ? [] : [replacement.ownerStaffId]),
        by.actor.staffId,
      ];
      const asked = { startedAt: replacement.createdAt, startedBy: replacement.createdBy, involved };
      if (contactId === null) {
        const left = await contactsOfCustomer(tx, customer.id);
        if (left.some((one) => mayConfirmMove(one, asked))) return refuse('contact_left');
      } else {
        if (contact === null) return refuse('no_such_contact');
        if (!mayConfirmMove(contact, asked)) return refuse('contact_too_new');
      }
      const said =
        contact === null
          ? `Exception: ${how}`
          : `${contact.name}, ${contact.verifiedChannel ?? ''} ${contact.verifiedWith ?? ''}: ${how}`;
      const set = {
        confirmedAt: at,
        confirmedBy: by.actor.name,
        confirmedByStaffId: by.actor.staffId,
        confirmedHow: said,
        confirmedContactId: contactId,
      };
      await updateReplacementLine(tx, input.lineId, set);
      const after = { lineId: input.lineId, contactId, how: said };
      return ok({
        value: null,
        event: {
          kind: contactId === null ? 'account_excepted' : 'account_confirmed',
          lineId: input.lineId,
          detail: { how: said },
        },
        audit:
          contactId === null
            ? { action: 'replacement.account_excepted', after, reason: how }
            : { action: 'replacement.account_confirmed', after },
        part: { part: 'edited', lineIds: [input.lineId] },
      });
    },
  );

/**
 * Lets a line go on although its old key is not usable, because it is lost already or the customer can't bring it back. The
 * same person can't approve it.
 */
export async function overrideOldKey(
  deps: ReplacementDeps,
  input: ReplacementLineInput & { reason: string },
  by: By,
): Promise<Result<null, ReplacementRefusal | LineRefusal | 'old_key_usable' | 'overridden_already'>> {
  try {
    return await changeReplacement<null, LineRefusal | 'old_key_usable' | 'overridden_already'>(
      deps,
      input,
      by,
      async (tx, held, at) => {
        const stored = await factsOfLine(tx, input.lineId, at);
        if (stored === null || stored.replacement.id !== held.replacement.id) return refuse('no_such_line');
        const { line, facts } = stored;
        if (!isOpen(line.state)) return refuse('too_late');
        if (line.newKeyId === null) return refuse('no_new_key');
        if (facts.oldKey.status === 'usable') return refuse('old_key_usable');
        if (facts.override !== null) return refuse('overridden_already');
        const { reason } = input;
        const { staffId, name } = by.actor;
        const overrideId = await insertOverride(tx, {
          lineId: line.id,
          newKeyId: line.newKeyId,
          staffId,
          by: name,
          at,
          reason,
        });
        return ok({
          value: null,
          event: { kind: 'overridden', lineId: line.id, detail: { reason } },
          audit: { action: 'replacement.overridden', after: { lineId: line.id, overrideId }, reason },
        });
      },
    );
  } catch (error) {
    if (violatedConstraint(error) === 'replacement_overrides_gate') return refuse('old_key_usable');
    throw error;
  }
}

/** Records that somebody asked for the approval of a line, so that the list and its history say so. */
export const askForApproval = (
  deps: ReplacementDeps,
  input: ReplacementLineInput,
  by: By,
): Promise<Result<null, ReplacementRefusal | 'no_such_line' | 'not_waiting' | 'asked_already'>> =>
  changeReplacement<null, 'no_such_line' | 'not_waiting' | 'asked_already'>(deps, input, by, async (tx, held, at) => {
    const found = lineOf(held, input.lineId);
    if (!found.ok) return found;
    if (found.value.state !== 'awaiting_approval') return refuse('not_waiting');
    const { askedAt } = found.value;
    if (askedAt !== null && at.getTime() - askedAt.getTime() < ASKED_AGAIN_MS) return refuse('asked_already');
    await updateReplacementLine(tx, input.lineId, { askedAt: at, askedBy: by.actor.name });
    return ok({
      value: null,
      event: { kind: 'approval_asked', lineId: input.lineId },
      audit: { action: 'replacement.approval_asked', after: { lineId: input.lineId } },
    });
  });

type ApproveProblem =
  | 'no_such_line'
  | 'not_waiting'
  | 'had_a_part'
  | 'wrong_characters'
  | 'window_in_the_past'
  | 'window_too_long'
  | 'blocked';
export type ApproveRefusal = ReplacementRefusal | Exclude<ApproveProblem, 'had_a_part' | 'blocked'>;
/** An approval that was refused because of the person, or of what is missing. */
export type NotApproved =
  | { ok: false; reason: 'had_a_part'; own: readonly (PartTaken | 'overrode')[] }
  | { ok: false; reason: 'blocked'; blocks: readonly SwitchBlock[] };

export type ApproveInput = ReplacementLineInput & {
  /** The last characters of the new key's id, as the person typed them. */
  typed: string;
  /** The window in which the switch may be ordered; null for now and the next 24 hours. */
  window: { from: Date; until: Date } | null;
};

/**
 * Approves a line for a window. Only somebody with the approver's role who had no part in it may, and the database holds
 * that too. What the approval rests on is kept with it.
 */
export async function approveLine(
  deps: ReplacementDeps,
  input: ApproveInput,
  by: By,
): Promise<Result<{ until: Date }, ApproveRefusal> | NotApproved> {
  // Filled in where a refusal is more than one word.
  let own: readonly (PartTaken | 'overrode')[] = [];
  let blocks: readonly SwitchBlock[] = [];
  try {
    const approved = await changeReplacement<{ until: Date }, ApproveProblem>(deps, input, by, async (tx, held, at) => {
      const stored = await factsOfLine(tx, input.lineId, at);
      if (stored === null || stored.replacement.id !== held.replacement.id) return refuse('no_such_line');
      const { line, facts } = stored;
      const { staffId, name } = by.actor;
      own = approvalBlocks(staffId, facts.taken, facts.override?.staffId ?? null);
      if (own.length > 0) return refuse('had_a_part');
      blocks = switchBlocks(facts, at);
      if (blocks.length > 0) return refuse('blocked');
      const basis = basisOf(facts);
      if (line.state !== 'awaiting_approval' || line.newKeyId === null || basis === null) return refuse('not_waiting');
      const typed = input.typed.trim().toLowerCase();
      if (typed !== typedEnd(basis.newArn)) return refuse('wrong_characters');
      const window = input.window ?? { from: at, until: new Date(at.getTime() + WINDOW_MS) };
      const { from, until } = window;
      if (until <= at || until <= from) return refuse('window_in_the_past');
      if (until.getTime() - at.getTime() > WINDOW_AHEAD_MS) return refuse('window_too_long');
      const approvalId = await insertApproval(tx, {
        lineId: line.id,
        newKeyId: line.newKeyId,
        staffId,
        by: name,
        at,
        typed,
        validFrom: from,
        validUntil: until,
        basis,
      });
      await updateReplacementLine(tx, line.id, { state: 'approved', stateAt: at, approvalId });
      const detail = { from: from.toISOString(), until: until.toISOString() };
      return ok({
        value: { until },
        event: { kind: 'approved', lineId: line.id, detail },
        audit: {
          action: 'replacement.approved',
          after: { lineId: line.id, approvalId, arn: basis.newArn, ...detail, flags: basis.flags },
        },
      });
    });
    if (approved.ok) return approved;
    const { reason } = approved;
    if (reason === 'had_a_part') return { ok: false, reason, own };
    return reason === 'blocked' ? { ok: false, reason, blocks } : refuse(reason);
  } catch (error) {
    // A test or a person was faster than this page.
    const constraint = violatedConstraint(error) ?? '';
    if (constraint === 'replacement_approvals_second_person')
      return { ok: false, reason: 'had_a_part', own: ['edited'] };
    if (/^replacement_(lines|approvals)_(gate|moves)$/.test(constraint)) return refuse('stale');
    throw error;
  }
}
