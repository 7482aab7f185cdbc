import { isVerifiedContact } from '#lib/core/customer/customer.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { ReplacementPage } from '#lib/core/pages/replacement-page.ts';
import { replacementEventWords } from '#lib/core/pages/replacement-event-words.ts';
import { REPLACEMENT_TEXTS, textsToSend } from '#lib/core/replacement/replacement.ts';
import { replacementText } from '#lib/core/replacement/replacement-texts.ts';
import { ownerIdOf } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readReplacementLines, type StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import { assignmentsOfWorkspaces, contactsOfCustomer, rotationsOfKeys } from '#lib/db/replacement/page-reads.ts';
import { approvers, eventsOfReplacement, textsOfReplacement } from '#lib/db/replacement/replacements.ts';
import { replacementTextInput } from '#lib/db/replacement/text-input.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { doneBy, keysOverTime, lineView, mayConfirm } from './line-view.ts';

/** Far more than one request has. */
const EVENTS_SHOWN = 500;

export type ReplacementReader = { staffId: string; role: StaffRole };

export function mayReadReplacements(staff: { role: StaffRole }): void {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read replacements.`);
}

/** What is about the whole request, from its first line. */
function requestOf([first]: readonly StoredReplacementLine[], staffId: string) {
  if (first === undefined) return null;
  const { replacement, customer, owner, facts } = first;
  return {
    id: replacement.id,
    revision: replacement.revision,
    customer: { id: customer.id, name: customer.name, hasProvider: customer.providerId !== null },
    source: replacement.source,
    reason: replacement.reason,
    ticket: replacement.ticket,
    plannedFor: replacement.plannedFor,
    askedBy: {
      name: replacement.askedByName,
      contactId: replacement.askedByContactId,
      verified: facts.askedByVerifiedContact,
    },
    owner: { name: ownerWords(owner), isYou: ownerIdOf(owner) === staffId },
    created: { by: replacement.createdBy, at: replacement.createdAt },
  };
}

/** The page of one request as this person sees it, or null when there is no such request. */
export async function readReplacementPage(
  { db, clock, regions }: ReadDeps & { regions: readonly HostingRegion[] },
  staff: ReplacementReader,
  replacementId: string,
): Promise<ReplacementPage | null> {
  mayReadReplacements(staff);
  const now = clock();
  // From one moment: with an approval and the revision before it, the next step would be refused as from an old page.
  const read = await db.transaction(
    async (tx) => {
      const lines = await readReplacementLines(tx, { replacementId }, now);
      const request = requestOf(lines, staff.staffId);
      if (request === null) return null;
      const periods = await assignmentsOfWorkspaces(
        tx,
        lines.map(({ line }) => line.workspaceId),
      );
      return {
        lines,
        request,
        periods,
        rotations: await rotationsOfKeys(tx, [...new Set(periods.map(({ keyId }) => keyId))]),
        contacts: await contactsOfCustomer(tx, request.customer.id),
        approvers: await approvers(tx),
        texts: await textsOfReplacement(tx, replacementId),
        events: await eventsOfReplacement(tx, replacementId, EVENTS_SHOWN + 1),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
  if (read === null) return null;
  const { lines, request, periods, rotations } = read;
  const textInput = replacementTextInput(lines, regions, now);
  const toSend = textsToSend(
    lines.map(({ line }) => line),
    read.texts.flatMap(({ kind, toldAt }) => (toldAt === null ? [] : [{ kind, at: toldAt }])),
    textInput?.unconfirmed === true,
  );
  const makeable = Object.fromEntries(
    REPLACEMENT_TEXTS.map((kind) => {
      const made = textInput === null ? null : replacementText(kind, textInput);
      if (made?.ok !== true) return [kind, { blocked: made?.words ?? '' }];
      return [kind, { subject: made.subject, body: made.body }];
    }),
  ) as ReplacementPage['makeable'];
  const hadPart = new Set(lines.flatMap(({ facts }) => facts.taken.map(({ staffId }) => staffId)));
  const placeOf = (lineId: string | null): string | null => {
    const found = lines.find(({ line }) => line.id === lineId);
    return found === undefined || lines.length === 1 ? null : `${found.workspace.name}, ${found.line.region}`;
  };
  return {
    ...request,
    now,
    lines: lines.map((stored) =>
      lineView(
        stored,
        keysOverTime(
          periods.filter(({ workspaceId }) => workspaceId === stored.line.workspaceId),
          rotations,
        ),
        staff.staffId,
        now,
      ),
    ),
    contacts: read.contacts.map((contact) => ({
      id: contact.id,
      name: contact.name,
      verified: isVerifiedContact(contact),
      confirmedAt: contact.lastConfirmedAt,
      reachedBy:
        contact.verifiedWith === null ? null : `${contact.verifiedChannel ?? ''} ${contact.verifiedWith}`.trim(),
      mayConfirm: mayConfirm(contact, {
        createdAt: request.created.at,
        createdBy: request.created.by,
        involved: [...hadPart, staff.staffId],
      }),
    })),
    approvers: read.approvers.map(({ id, name, email }) => ({ name, email, hadPart: hadPart.has(id) })),
    makeable,
    toSend: toSend.filter((kind) => 'body' in makeable[kind]),
    texts: read.texts.map(({ id, kind, subject, body, frozenAt, frozenBy, ...text }) => {
      const told = doneBy(text.toldBy, text.toldAt);
      return {
        id,
        kind,
        subject,
        body,
        frozen: { by: frozenBy, at: frozenAt },
        told:
          told === null || text.toldTo === null || text.toldChannel === null
            ? null
            : { ...told, to: text.toldTo, channel: text.toldChannel },
      };
    }),
    moreEvents: read.events.length > EVENTS_SHOWN,
    events: read.events.slice(0, EVENTS_SHOWN).map(({ id, at, by, kind, detail, lineId }) => ({
      id,
      at,
      by,
      ...replacementEventWords(kind, detail, placeOf(lineId)),
    })),
  };
}
