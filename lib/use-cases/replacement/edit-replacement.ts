import { whyNotInTexts } from '#lib/core/setup/instructions-check.ts';
import { mayYetBeApproved } from '#lib/core/replacement/replacement.ts';
import { TEAM_WORD } from '#lib/core/shift/owner-words.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import type { HeldReplacement } from '#lib/db/replacement/replacements.ts';
import { contactOfCustomer } from '#lib/db/departure/moves.ts';
import {
  changeReplacement,
  type ChangedReplacement,
  type ReplacementDeps,
  type ReplacementInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

export type EditReplacementInput = ReplacementInput & {
  reason: string;
  ticket: string | null;
  plannedFor: Date | null;
  askedBy: { contactId: string | null; name: string };
};

/** Changes the facts of a request. Whoever does can't approve its lines; another requester ends an approval. */
export const editReplacement = (
  deps: ReplacementDeps,
  input: EditReplacementInput,
  by: By,
): Promise<Result<null, ReplacementRefusal | 'no_such_contact' | 'unsafe_name'>> =>
  changeReplacement<null, 'no_such_contact' | 'unsafe_name'>(deps, input, by, async (tx, held) => {
    const { reason, ticket, plannedFor, askedBy } = input;
    if (whyNotInTexts({ value: askedBy.name, place: '' }) !== null) return refuse('unsafe_name');
    const contact =
      askedBy.contactId === null ? null : await contactOfCustomer(tx, held.customer.id, askedBy.contactId);
    if (askedBy.contactId !== null && contact === null) return refuse('no_such_contact');
    const askedByName = contact?.name ?? askedBy.name;
    const { replacement } = held;
    const seen = (row: {
      reason: string;
      ticket: string | null;
      plannedFor: Date | null;
      askedByName: string;
      askedByContactId: string | null;
    }): Record<string, unknown> => ({ ...row, plannedFor: row.plannedFor?.toISOString() ?? null });
    const after = seen({ reason, ticket, plannedFor, askedByName, askedByContactId: contact?.id ?? null });
    return ok({
      value: null,
      set: { reason, ticket, plannedFor, askedByContactId: contact?.id ?? null, askedByName },
      event: { kind: 'changed', detail: after },
      audit: {
        action: 'replacement.changed',
        before: seen({
          reason: replacement.reason,
          ticket: replacement.ticket,
          plannedFor: replacement.plannedFor,
          askedByName: replacement.askedByName,
          askedByContactId: replacement.askedByContactId,
        }),
        after,
      },
      part: { part: 'edited', lineIds: held.lines.filter(({ state }) => mayYetBeApproved(state)).map(({ id }) => id) },
    });
  });

/** Takes a request over: from now on it is this person's, who can't approve it. */
export const takeOverReplacement = (
  deps: ReplacementDeps,
  input: ReplacementInput,
  by: By,
): Promise<Result<null, ReplacementRefusal | 'yours_already'>> =>
  changeReplacement<null, 'yours_already'>(deps, input, by, async (_tx, { replacement, lines }) => {
    const { staffId, name } = by.actor;
    if (replacement.ownerStaffId === staffId) return refuse('yours_already');
    return ok({
      value: null,
      set: { ownerStaffId: staffId, ownerName: name },
      event: { kind: 'taken_over', detail: { from: replacement.ownerName } },
      audit: {
        action: 'replacement.taken_over',
        before: { owner: replacement.ownerName },
        after: { owner: name },
      },
      part: { part: 'took_over', lineIds: lines.filter(({ state }) => mayYetBeApproved(state)).map(({ id }) => id) },
    });
  });

/** Gives a held request to a person, who can't approve it, or to the team (null). */
export const giveReplacement = (
  { replacement, lines }: HeldReplacement,
  to: { staffId: string; name: string } | null,
  note: string,
): ChangedReplacement<null> => {
  const ownerName = to?.name ?? TEAM_WORD;
  const lineIds = lines.filter(({ state }) => mayYetBeApproved(state)).map(({ id }) => id);
  return {
    value: null,
    set: { ownerStaffId: to?.staffId ?? null, ownerName },
    event: { kind: 'handed_over', detail: { from: replacement.ownerName, to: ownerName, note } },
    audit: {
      action: 'replacement.handed_over',
      before: { owner: replacement.ownerName },
      after: { owner: ownerName },
      reason: note,
    },
    ...(to !== null && { part: { part: 'took_over', lineIds, ofStaffId: to.staffId } }),
  };
};
