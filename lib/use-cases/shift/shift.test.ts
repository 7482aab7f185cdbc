import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyTexts } from '#drizzle/schema/key-texts.ts';
import { ok, refuse } from '#lib/core/result.ts';
import { RANKS, type HandedOver, type ItemRef } from '#lib/core/shift/handover.ts';
import { ownerOf } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { CATCH_ALL, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { acknowledgedHandovers, lastHandoverOf, newestHandoverOf, waitingHandovers } from '#lib/db/shift/handovers.ts';
import { unsentTextsOf } from '#lib/db/customer-text/key-texts.ts';
import { openItemsOf } from '#lib/db/shift/open-items.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { ticketsOfCustomer } from '#lib/db/ticket/tickets.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readHandoverPage } from '#lib/queries/shift/handover-page.ts';
import { readReplacementPage } from '#lib/queries/replacement/replacement-page.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { recordNotSent } from '#lib/use-cases/customer-text/record-not-sent.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import {
  aPerson,
  aReplacementDesk,
  DAY_MS,
  HOUR_MS,
  must,
  type ReplacementDesk,
} from '#lib/use-cases/replacement/replacement.test-support.ts';
import { aCustomer, readyToClear } from '#lib/use-cases/setup/setup.test-support.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { disableStaff } from '#lib/use-cases/staff/disable-staff.ts';
import { closeTicket } from '#lib/use-cases/ticket/close-ticket.ts';
import { openTicket } from '#lib/use-cases/ticket/open-ticket.ts';
import { recordPromise } from '#lib/use-cases/ticket/promise.ts';
import { takeTicket } from '#lib/use-cases/ticket/take-ticket.ts';
import { acknowledgeHandover } from './acknowledge-handover.ts';
import { handOverShift } from './hand-over-shift.ts';
import { setAway } from './set-away.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const NOTE = 'Northwind calls at four.';

/** Two people, and a shift of the first one: a replacement, a setup, a ticket with a promise and an unsent text. */
async function aShift() {
  const place = await aReplacementDesk(desk);
  const { agent: ana, deps, clock } = place;
  const ben = await aPerson(desk, 'Ben', 'agent');
  await place.start();
  const { customerId } = place.old;
  const keyIds = [place.old.customerKeyId];
  const { ticketId } = must(await openTicket(deps, { customerId, reference: '#4711', keyIds, addToOpen: false }, ana));
  const until = new Date(clock().getTime() + HOUR_MS);
  must(await recordPromise(deps, { ticketId, revision: 1, words: 'call back', until }, ana));
  const { setupId } = must(
    await startSetup(
      deps,
      {
        customerId: await aCustomer(desk.db, clock()),
        ticket: '#12',
        askedBy: { contactId: null, name: 'Dana Ruiz' },
        workspaces: [{ name: 'main', region: 'eu-west-1' }],
      },
      ana,
    ),
  );
  const textId = newId();
  await desk.owner.query(
    `insert into key_texts (id, customer_id, subject, body, copied_at, copied_by_staff_id, copied_by) values ($1, $2, 'Your key', 'Hello', $3, $4, 'Ana')`,
    [textId, customerId, clock(), ana.actor.staffId],
  );
  await desk.owner.query(`insert into key_text_keys (text_id, key_id, tell_digest) select $1, unnest($2::uuid[]), ''`, [
    textId,
    keyIds,
  ]);
  const items = (by: By) => openItemsOf(desk.db, by.actor.staffId, clock());
  return { place, ana, ben, deps, clock, ticketId, setupId, until, items };
}
const give = (
  { deps, ana }: { deps: ReplacementDesk['deps']; ana: By },
  items: readonly ItemRef[],
  to: By | null,
  by = ana,
) => handOverShift(deps, { items, toStaffId: to?.actor.staffId ?? null, note: NOTE }, by);
const kindsOf = (items: readonly Pick<HandedOver, 'kind'>[]) => items.map(({ kind }) => kind).toSorted();
const waiting = ({ actor }: By, now: Date) => waitingHandovers(desk.db, actor.staffId, now);

describe('handing a shift over', () => {
  it('lists what a person has open by promise or deadline, with where its keys stand', async () => {
    const { ana, items, until, place, clock } = await aShift();
    const deadlineAt = new Date(clock().getTime() + DAY_MS);
    await desk.owner.query(
      `update customer_keys set verdict = 'unusable', cause = 'pending_deletion', deadline_at = $2 where id = $1`,
      [place.old.customerKeyId, deadlineAt],
    );
    const open = await items(ana);
    const state = { words: expect.stringMatching(/^Unusable: deletion scheduled, /) };
    expect(open[0]).toMatchObject({
      kind: 'ticket',
      what: 'Ticket #4711',
      promise: { words: 'call back', until },
      state,
      deadlineAt,
    });
    expect(open[1]).toMatchObject({ kind: 'unsent_text', copied: { by: 'Ana', at: clock() }, state, deadlineAt });
    expect(open.find(({ kind }) => kind === 'replacement')?.state?.words).toMatch(/^The old key is out of use /);
    expect(open.find(({ kind }) => kind === 'setup')?.state?.words).toBe('Facts missing: record them');
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = now() where id = $1', [
      place.old.customerKeyId,
    ]);
    // H16: of a key whose proof was withdrawn nothing is said.
    const hidden = await items(ana);
    expect(hidden[0]).toMatchObject({ kind: 'ticket', state: null, deadlineAt: null });
    expect(hidden.find(({ kind }) => kind === 'replacement')?.state?.words).toMatch(
      /^Announced\. Send the customer the instructions.* No verified contact of the customer asked for it$/,
    );
  });

  it('says of a setup whose key lost a permission that it fails its tests, before those that only wait', async () => {
    const journey = await readyToClear(desk.db);
    const { setup } = await journey.stored();
    const words = async () => {
      const items = await openItemsOf(desk.db, setup.ownerStaffId, journey.deps.clock());
      return items.find(({ id }) => id === setup.id)?.state;
    };
    expect(await words()).toMatchObject({
      words: expect.stringMatching(/^Tests passed and our side recorded: clear it/),
    });
    await desk.owner.query(
      `update customer_keys set verdict = 'unusable', cause = 'access_lost', next_action = 'customer' where id = $1`,
      [await journey.keyId()],
    );
    expect(await words()).toEqual({
      words: expect.stringMatching(
        /^The key fails its tests: access lost, last checked .* UTC; tell the customer what the tests found$/,
      ),
      rank: RANKS.unusable,
    });
  });

  it('gives everything to the taker with one note, and the audit log has numbers in place of the note', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock, place, setupId, ticketId } = shift;
    const given = must(await give(shift, await items(ana), ben));
    expect(given.items).toBe(4);
    expect(kindsOf(await items(ana))).toEqual([]);
    const bens = await items(ben);
    expect(kindsOf(bens)).toEqual(['replacement', 'setup', 'ticket', 'unsent_text']);
    // Who copied it, and when, stays.
    expect(bens.find(({ kind }) => kind === 'unsent_text')?.copied).toEqual({ by: 'Ana', at: clock() });
    const [handover] = await waiting(ben, clock());
    expect(handover).toMatchObject({ fromName: 'Robin Agent', toName: 'Ben', note: NOTE });
    expect(handover?.items).toHaveLength(4);
    expect(await lastHandoverOf(desk.db, ana.actor.staffId)).toEqual(clock());
    const entries = await desk.rows<{ action: string; reason: string }>(
      `select action, reason from audit_log where target_id = any($1) and reason = $2 order by seq`,
      [
        [ticketId, setupId, place.ids().replacementId, given.handoverId],
        'With a shift: 1 ticket, 1 setup, 1 replacement, 1 unsent text.',
      ],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'ticket.handed_over',
      'setup.handed_over',
      'replacement.handed_over',
      'shift.handed_over',
    ]);
    expect(await desk.rows(`select from audit_log where strpos(to_jsonb(audit_log)::text, $1) > 0`, [NOTE])).toEqual(
      [],
    );
    expect(await newestHandoverOf(desk.db, ana.actor.staffId)).toMatchObject({ note: NOTE, toName: 'Ben' });
    // Whoever has a replacement can't approve it.
    const reader = { staffId: ben.actor.staffId, role: 'approver' } as const;
    expect(await readReplacementPage(deps, reader, place.ids().replacementId)).toMatchObject({
      owner: { name: 'Ben', isYou: true },
    });
    expect((await place.stored()).facts.taken).toContainEqual({ staffId: ben.actor.staffId, part: 'took_over' });
  });

  it('counts an item once that a form names twice, and names to the taker what stays with the giver', async () => {
    const shift = await aShift();
    const { ana, ben, items, clock } = shift;
    const tickets = (await items(ana)).filter(({ kind }) => kind === 'ticket');
    const { handoverId } = must(await give(shift, [...tickets, ...tickets], ben));
    const [handover] = await waiting(ben, clock());
    const named = (stays: boolean) =>
      kindsOf((handover?.items ?? []).filter((item) => (item.stays ?? false) === stays));
    expect([named(false), named(true)]).toEqual([['ticket'], ['replacement', 'setup', 'unsent_text']]);
    expect(kindsOf(await items(ana))).toEqual(['replacement', 'setup', 'unsent_text']);
    const page = await readHandoverPage(shift.deps, { staffId: ben.actor.staffId, role: 'agent' });
    const shown = page.waiting.find(({ id }) => id === handoverId);
    expect([kindsOf(shown?.items ?? []), kindsOf(shown?.kept ?? [])]).toEqual([
      ['ticket'],
      ['replacement', 'setup', 'unsent_text'],
    ]);
  });

  it('H18 makes the taker say whether a copied text was sent, and after an answer nobody', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock } = shift;
    const texts = (await items(ana)).filter(({ kind }) => kind === 'unsent_text');
    const asked = async (by: By) =>
      (await unsentTextsOf(desk.db, by.actor.staffId, clock(), { limit: 500, withTeams: true })).flatMap(
        ({ textId, copiedBy }) => (textId === texts[0]?.id ? [copiedBy] : []),
      );
    expect([await asked(ana), await asked(ben)]).toEqual([['Ana'], []]);
    const { handoverId } = must(await give(shift, texts, ben));
    expect([await asked(ana), await asked(ben)]).toEqual([[], ['Ana']]);
    // While the taker is away, the team has it.
    must(await setAway(deps, { staffId: ben.actor.staffId, until: new Date(clock().getTime() + HOUR_MS) }, ben));
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    expect(await asked(cleo)).toEqual(['Ana']);
    must(await recordNotSent(deps, { textId: texts[0]?.id ?? '' }, cleo));
    expect(await give({ deps, ana: ben }, texts, null)).toEqual(refuse('items_changed'));
    expect([await asked(ben), await asked(cleo)]).toEqual([[], []]);
    expect(await acknowledgeHandover(deps, { handoverId }, cleo)).toEqual(ok({ taken: 0 }));
  });

  it('names the customers who were told and are waited for, until somebody writes to them again', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock, place } = shift;
    const { customerKeyId, arn } = place.old;
    place.answer(arn, { generate: CATCH_ALL });
    await place.check(customerKeyId);
    const write = async (by: By) => {
      const copied = must(await copyText({ ...deps, regions: REGIONS }, { customerKeyId }, by.actor));
      const { textId } = copied;
      must(await recordSent(deps, { textId, to: 'Dana Ruiz', channel: 'email', at: null }, by));
      return textId;
    };
    const textId = await write(ana);
    const told = async (by: By) => (await items(by)).filter(({ kind }) => kind === 'told_text');
    const [item] = await told(ana);
    expect(item).toMatchObject({
      id: textId,
      what: `We promised to write again: key …${arn.slice(-8)} in eu-west-1`,
      state: { words: expect.stringContaining('denied, re-checking') },
      told: { to: 'Dana Ruiz', channel: 'email', at: clock() },
      promise: { words: 'write to the customer again', until: expect.any(Date) },
      keyId: customerKeyId,
    });
    must(await give(shift, await told(ana), ben));
    expect([await told(ana), await told(ben)]).toEqual([[], [item]]);
    const page = await readHandoverPage(deps, { staffId: ben.actor.staffId, role: 'agent' });
    expect(page.waiting.flatMap((one) => one.items)).toMatchObject([{ ...item, href: `/keys/${customerKeyId}` }]);
    // The team's is taken by whoever acknowledges it.
    const { handoverId } = must(await give({ deps, ana: ben }, await told(ben), null));
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    expect(await acknowledgeHandover(deps, { handoverId }, cleo)).toEqual(ok({ taken: 1 }));
    expect(await told(cleo)).toEqual([item]);
    // What asks for something waits for the customer, with who wrote last.
    place.answer(arn, { facts: someFacts({ keyState: 'Disabled' }) });
    await place.check(customerKeyId);
    expect(await told(cleo)).toHaveLength(1);
    await write(ben);
    expect(await told(cleo)).toEqual([]);
    expect(await told(ben)).toMatchObject([
      { what: expect.stringMatching(/^Waits for the customer: /), promise: null },
    ]);
    place.answer(arn, {});
    for (let checks = 0; checks < 3; checks += 1) await place.check(customerKeyId, HOUR_MS);
    expect(await told(ben)).toEqual([]);
    // Of a sent text nothing changes but who waits for the answer.
    await expect(
      desk.db.update(keyTexts).set({ ownerName: 'Ben', sentTo: 'Kim' }).where(eq(keyTexts.id, textId)),
    ).rejects.toThrow();
  });

  it('stores no secret in the note', async () => {
    const { deps, ana } = await aShift();
    const note = 'Log in with secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(await handOverShift(deps, { items: [], toStaffId: null, note }, ana)).toEqual(refuse('secret_access_key'));
    expect(await newestHandoverOf(desk.db, ana.actor.staffId)).toBeNull();
  });

  it('gives all or nothing: what is over, or somebody else’s by now, refuses the whole', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, ticketId, clock } = shift;
    const shown = await items(ana);
    must(await takeTicket(deps, { ticketId, revision: null }, ben));
    expect(await give(shift, shown, ben)).toEqual(refuse('items_changed'));
    must(await closeTicket(deps, { ticketId, revision: null }, ben));
    expect(await give(shift, shown, ben)).toEqual(refuse('items_changed'));
    expect(kindsOf(await items(ana))).toEqual(['replacement', 'setup', 'unsent_text']);
    expect(await waiting(ben, clock())).toEqual([]);
  });

  it('changes nothing when the last entry of the audit log can’t be written', async () => {
    const shift = await aShift();
    const { ana, ben, items, clock } = shift;
    const before = await items(ana);
    await desk.owner.query(
      `create function no_shift() returns trigger language plpgsql as $$ begin if new.action = 'shift.handed_over' then raise 'no'; end if; return new; end $$`,
    );
    await desk.owner.query(
      'create trigger a_no_shift before insert on audit_log for each row execute function no_shift()',
    );
    try {
      await expect(give(shift, before, ben)).rejects.toThrow();
    } finally {
      await desk.owner.query('drop function no_shift cascade');
    }
    expect(await items(ana)).toEqual(before);
    expect(await items(ben)).toEqual([]);
    expect(await waiting(ben, clock())).toEqual([]);
  });

  it('is possible with nothing open, and only to somebody else who can work now', async () => {
    const shift = await aShift();
    const { ana, ben, deps, clock } = shift;
    const away = await aPerson(desk, 'Away', 'agent');
    must(await setAway(deps, { staffId: away.actor.staffId, until: new Date(clock().getTime() + HOUR_MS) }, away));
    const vera = await aPerson(desk, 'Vera', 'viewer');
    for (const to of [away, vera]) expect(await give(shift, [], to)).toEqual(refuse('no_such_person'));
    expect(await give(shift, [], ana)).toEqual(refuse('yourself'));
    expect(await give(shift, [], ben)).toMatchObject({ ok: true, value: { items: 0 } });
  });
});

describe('acknowledging a hand-over', () => {
  it('is done once, by the person it is for', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock } = shift;
    const { handoverId } = must(await give(shift, await items(ana), ben));
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    expect(await acknowledgeHandover(deps, { handoverId }, cleo)).toEqual(refuse('not_yours'));
    expect(await waiting(cleo, clock())).toEqual([]);
    expect(await acknowledgeHandover(deps, { handoverId }, ben)).toEqual(ok({ taken: 0 }));
    expect(await acknowledgeHandover(deps, { handoverId }, ben)).toEqual(refuse('acknowledged_already'));
    expect(await waiting(ben, clock())).toEqual([]);
    expect(await acknowledgeHandover(deps, { handoverId: newId() }, ben)).toEqual(refuse('not_found'));
  });

  it('leaves its note to be read by the person it is for, and to nobody else', async () => {
    const { ana, ben, deps, clock } = await aShift();
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    const { handoverId } = must(await give({ deps, ana }, [], ben));
    const readable = (by: By) => acknowledgedHandovers(desk.db, by.actor.staffId, new Date(clock().getTime() - DAY_MS));
    const ids = async (by: By) => (await readable(by)).map(({ id }) => id);
    expect(await ids(ben)).not.toContain(handoverId);
    must(await acknowledgeHandover(deps, { handoverId }, ben));
    expect((await readable(ben)).find(({ id }) => id === handoverId)).toMatchObject({
      note: NOTE,
      acknowledgedBy: 'Ben',
    });
    expect(await ids(cleo)).not.toContain(handoverId);
    clock.advance(2 * DAY_MS);
    expect(await ids(ben)).not.toContain(handoverId);
  });

  it('by two people at once gives what the team has to one of them', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock } = shift;
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    const { handoverId } = must(await give(shift, await items(ana), null));
    for (const by of [ben, cleo]) expect(await waiting(by, clock())).toHaveLength(1);
    const outcomes = await Promise.all([ben, cleo].map((by) => acknowledgeHandover(deps, { handoverId }, by)));
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.taken : outcome.reason)).toSorted()).toEqual([
      4,
      'acknowledged_already',
    ]);
    const taken = [await items(ben), await items(cleo)].map(kindsOf);
    expect(taken.toSorted((a, b) => a.length - b.length)).toEqual([
      [],
      ['replacement', 'setup', 'ticket', 'unsent_text'],
    ]);
  });

  it('leaves what somebody took from the team to that person', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, ticketId } = shift;
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    const { handoverId } = must(await give(shift, await items(ana), null));
    must(await takeTicket(deps, { ticketId, revision: null }, cleo));
    expect(await acknowledgeHandover(deps, { handoverId }, ben)).toEqual(ok({ taken: 3 }));
    expect(kindsOf(await items(cleo))).toEqual(['ticket']);
  });
});

describe('what belongs to somebody who is away or disabled', () => {
  const ownersOf = async ({ deps, clock, setupId, place, ticketId, ana }: Awaited<ReturnType<typeof aShift>>) => {
    const reader = { staffId: ana.actor.staffId, role: 'agent' } as const;
    const [line] = await readLines(desk.db, { setupId }, clock());
    const page = await readReplacementPage(deps, reader, place.ids().replacementId);
    const ticket = (await ticketsOfCustomer(desk.db, place.old.customerId, 5)).find(
      ({ ticket }) => ticket.id === ticketId,
    );
    return {
      setup: line === undefined ? '' : ownerWords(line.owner),
      replacement: page?.owner.name,
      ticketIsTeams: ticket !== undefined && ownerOf(ticket.ticket, ticket.owner, clock()).kind === 'team',
    };
  };

  it('is the team’s until the absence ends by itself', async () => {
    const shift = await aShift();
    const { ana, ben, deps, clock } = shift;
    const { staffId } = ana.actor;
    expect(await setAway(deps, { staffId, until: clock() }, ana)).toEqual(refuse('date_passed'));
    expect(await setAway(deps, { staffId, until: new Date(clock().getTime() + 400 * DAY_MS) }, ana)).toEqual(
      refuse('too_far'),
    );
    expect(await setAway(deps, { staffId, until: null }, ana)).toEqual(refuse('not_away'));
    must(await setAway(deps, { staffId, until: new Date(clock().getTime() + 2 * HOUR_MS) }, ben));
    const words = expect.stringMatching(/^team \(Robin Agent is away until .* UTC\)$/);
    expect(await ownersOf(shift)).toEqual({ setup: words, replacement: words, ticketIsTeams: true });
    clock.advance(2 * HOUR_MS);
    expect(await ownersOf(shift)).toEqual({
      setup: 'Robin Agent',
      replacement: 'Robin Agent',
      ticketIsTeams: false,
    });
  });

  it('is the team’s from the moment somebody is disabled, and a hand-over to them may be taken by others', async () => {
    const shift = await aShift();
    const { ana, ben, items, deps, clock } = shift;
    const cleo = await aPerson(desk, 'Cleo', 'agent');
    const admin = await aPerson(desk, 'Ada', 'admin');
    const { handoverId } = must(await give(shift, await items(ana), ben));
    must(await disableStaff(deps, { staffId: ben.actor.staffId, revision: 1, reason: 'left' }, admin.actor, null));
    expect(await ownersOf(shift)).toEqual({
      setup: 'team (Ben is disabled)',
      replacement: 'team (Ben is disabled)',
      ticketIsTeams: true,
    });
    const [entry] = await desk.rows<{ after: unknown }>(
      `select after from audit_log where action = 'staff.disabled' and target_id = $1`,
      [ben.actor.staffId],
    );
    expect(entry?.after).toMatchObject({ toTeam: 4 });
    expect(await waiting(cleo, clock())).toHaveLength(1);
    expect(await acknowledgeHandover(deps, { handoverId }, cleo)).toEqual(ok({ taken: 4 }));
    expect(kindsOf(await items(cleo))).toEqual(['replacement', 'setup', 'ticket', 'unsent_text']);
  });
});
