import { ok } from '#lib/core/result.ts';
import type { ItemRef } from '#lib/core/shift/handover.ts';
import { TEAM_ID } from '#lib/core/shift/owner.ts';
import { TEAM_WORD } from '#lib/core/shift/owner-words.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceKeys } from '#lib/db/announce.ts';
import { giveTexts, holdTexts, type HeldText } from '#lib/db/customer-text/key-texts.ts';
import type { Transaction } from '#lib/db/database.ts';
import { holdReplacement, type HeldReplacement } from '#lib/db/replacement/replacements.ts';
import { holdSetup, type HeldSetup } from '#lib/db/setup/setups.ts';
import { holdTicket, type TicketRow } from '#lib/db/ticket/tickets.ts';
import { changeReplacementIn } from '#lib/use-cases/replacement/change-replacement.ts';
import { giveReplacement } from '#lib/use-cases/replacement/edit-replacement.ts';
import { changeSetupIn } from '#lib/use-cases/setup/change-setup.ts';
import { giveSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { changeTicketIn } from '#lib/use-cases/ticket/change-ticket.ts';
import { ownedBy } from '#lib/use-cases/ticket/give-ticket.ts';

/** What a transaction holds of somebody's items. */
export type HeldItems = {
  tickets: readonly TicketRow[];
  setups: readonly HeldSetup[];
  replacements: readonly HeldReplacement[];
  texts: readonly HeldText[];
};

const isThere = <T extends object>(held: T | 'stale' | null): held is T => held !== null && held !== 'stale';

/** Locks items until the transaction ends, in one order, so that two people who give and take never wait for each other. */
export async function holdItems(tx: Transaction, items: readonly ItemRef[]): Promise<HeldItems> {
  const idsOf = (kind: ItemRef['kind']): string[] =>
    items.flatMap((item) => (item.kind === kind ? item.id : [])).toSorted();
  const [tickets, setups, replacements]: [TicketRow[], HeldSetup[], HeldReplacement[]] = [[], [], []];
  for (const id of idsOf('ticket')) tickets.push(...[await holdTicket(tx, id, null)].filter(isThere));
  for (const id of idsOf('setup')) setups.push(...[await holdSetup(tx, id, null)].filter(isThere));
  for (const id of idsOf('replacement')) replacements.push(...[await holdReplacement(tx, id, null)].filter(isThere));
  const texts = await holdTexts(tx, [...idsOf('unsent_text'), ...idsOf('told_text')]);
  return { tickets, setups, replacements, texts };
}

/**
 * Gives held items to a person, or to the team (null), each with its history and its entry in the audit log. Texts have
 * neither: the hand-over names them.
 * @param words what they were given with, for both
 * @throws if one of them can't be given: the caller has looked at all of them while it holds them
 */
export async function giveItems(
  tx: Transaction,
  { tickets, setups, replacements, texts }: HeldItems,
  to: { staffId: string; name: string } | null,
  words: string,
  at: Date,
  by: By,
): Promise<void> {
  const revision = null;
  const outcomes = [];
  for (const { id: ticketId } of tickets)
    outcomes.push(
      await changeTicketIn<never>(tx, { ticketId, revision }, at, by, (ticket) => ok(ownedBy(ticket, to, words))),
    );
  for (const { setup } of setups)
    outcomes.push(
      await changeSetupIn<null, never>(tx, { setupId: setup.id, revision }, at, by, async (_tx, held) =>
        ok(await giveSetup(tx, held.setup, to, words)),
      ),
    );
  for (const { replacement } of replacements)
    outcomes.push(
      await changeReplacementIn<null, never>(
        tx,
        { replacementId: replacement.id, revision },
        at,
        by,
        async (_tx, held) => ok(giveReplacement(held, to, words)),
      ),
    );
  if (texts.length > 0) {
    await giveTexts(
      tx,
      texts.map(({ id }) => id),
      to ?? { staffId: TEAM_ID, name: TEAM_WORD },
    );
    await announceKeys(tx, [...new Set(texts.flatMap(({ keyIds }) => keyIds))]);
  }
  const refused = outcomes.find((outcome) => !outcome.ok);
  if (refused !== undefined) throw new Error(`A held item was refused: ${JSON.stringify(refused)}.`);
}
