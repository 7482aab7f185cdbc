import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, refuse } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { after, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { notesOfCustomer, notesOfKey } from '#lib/db/ticket/notes.ts';
import { openTicketsOf, ticketsOfCustomer, ticketsOfKeys } from '#lib/db/ticket/tickets.ts';
import { aClock, addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aPerson } from '#lib/use-cases/replacement/replacement.test-support.ts';
import { addNote } from './add-note.ts';
import { closeTicket } from './close-ticket.ts';
import { giveTicket } from './give-ticket.ts';
import { openTicket } from './open-ticket.ts';
import { recordPromise, recordPromiseKept } from './promise.ts';
import { takeTicket } from './take-ticket.ts';

let desk: TestDesk;
let ana: By;
let ben: By;
const clock = aClock();
const deps = () => ({ db: desk.db, clock });
beforeAll(async () => {
  desk = await openTestDesk();
  ana = await aPerson(desk, 'Ana', 'agent');
  ben = await aPerson(desk, 'Ben', 'agent');
});
afterAll(() => desk.close());

const open = (key: { customerId: string; customerKeyId: string }, reference: string, by = ana, addToOpen = false) =>
  openTicket(deps(), { customerId: key.customerId, reference, keyIds: [key.customerKeyId], addToOpen }, by);
async function opened(reference = '#1') {
  const key = await addKey(desk.db);
  const ticket = await open(key, reference);
  if (!ticket.ok) throw new Error(ticket.reason);
  return { ...key, ticketId: ticket.value.ticketId };
}
const audited = (ticketId: string) =>
  desk
    .rows<{ action: string }>('select action from audit_log where target_id = $1 order by seq', [ticketId])
    .then((rows) => rows.map(({ action }) => action));

describe('a ticket', () => {
  it('belongs to whoever adds it, is found by its key and its customer, and is audited', async () => {
    const { customerId, customerKeyId, ticketId } = await opened('#4711');
    const [ofKey] = await ticketsOfKeys(desk.db, [customerKeyId]);
    expect(ofKey).toMatchObject({
      keyId: customerKeyId,
      ticket: { id: ticketId, reference: '#4711', ownerName: 'Ana', openedAt: NOW, revision: 1 },
    });
    expect(await ticketsOfCustomer(desk.db, customerId, 5)).toMatchObject([{ ticket: { id: ticketId } }]);
    expect(await audited(ticketId)).toEqual(['ticket.opened']);
  });

  it('is not added twice while one of its name is open for the customer: the key is added to that one if asked', async () => {
    const { customerId, ticketId } = await opened('Case-9');
    const other = await addKey(desk.db, { customerId, workspace: 'other' });
    expect(await open(other, 'CASE-9')).toEqual(refuse('open_already'));
    expect(await open(other, 'CASE-9', ben, true)).toEqual(ok({ ticketId }));
    expect(await open(other, 'CASE-9', ben, true)).toEqual(refuse('key_added_already'));
    expect(await ticketsOfKeys(desk.db, [other.customerKeyId])).toMatchObject([
      { ticket: { id: ticketId, ownerName: 'Ana' } },
    ]);
    const elsewhere = await addKey(desk.db);
    expect(await open(elsewhere, 'Case-9')).toMatchObject({ ok: true });
  });

  it('is added once when two people add it at the same moment', async () => {
    const key = await addKey(desk.db);
    const outcomes = await Promise.all([open(key, '#5'), open(key, '#5', ben)]);
    expect(outcomes.map((outcome) => (outcome.ok ? 'added' : outcome.reason)).toSorted()).toEqual([
      'added',
      'open_already',
    ]);
  });

  it('stores no secret in its name or in its promise', async () => {
    const key = await addKey(desk.db);
    expect(await open(key, 'secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toEqual(refuse('secret_access_key'));
    const { ticketId } = await opened();
    const words = `send ghp_${'aB3'.repeat(12)}`;
    expect(await recordPromise(deps(), { ticketId, revision: 1, words, until: after(HOUR_MS) }, ana)).toEqual(
      refuse('access_token'),
    );
  });

  it('is about keys of one customer', async () => {
    const [mine, theirs] = [await addKey(desk.db), await addKey(desk.db)];
    const keyIds = [mine.customerKeyId, theirs.customerKeyId];
    expect(
      await openTicket(deps(), { customerId: mine.customerId, reference: '#1', keyIds, addToOpen: false }, ana),
    ).toEqual(refuse('key_of_another_customer'));
    expect(await ticketsOfCustomer(desk.db, mine.customerId, 5)).toEqual([]);
  });

  it('is taken, given, promised, kept and closed, each from the page that shows it as it is', async () => {
    const { ticketId, customerId } = await opened();
    const at = (revision: number) => ({ ticketId, revision });
    expect(await takeTicket(deps(), at(1), ana)).toEqual(refuse('yours_already'));
    expect(await takeTicket(deps(), at(1), ben)).toEqual(ok(null));
    expect(await takeTicket(deps(), at(1), ana)).toEqual(refuse('stale'));
    expect(await openTicketsOf(desk.db, ben.actor.staffId)).toMatchObject([{ ticket: { id: ticketId } }]);
    const until = after(HOUR_MS);
    expect(await recordPromise(deps(), { ...at(2), words: 'call back', until: NOW }, ben)).toEqual(
      refuse('date_passed'),
    );
    const inTwoYears = after(2 * 365 * 24 * HOUR_MS);
    expect(await recordPromise(deps(), { ...at(2), words: 'call back', until: inTwoYears }, ben)).toEqual(
      refuse('too_far'),
    );
    expect(await recordPromise(deps(), { ...at(2), words: 'call back', until }, ben)).toEqual(ok(null));
    expect(await giveTicket(deps(), { ...at(3), toStaffId: null }, ben)).toEqual(ok(null));
    const [given] = await ticketsOfCustomer(desk.db, customerId, 5);
    expect(given?.ticket).toMatchObject({
      ownerStaffId: null,
      ownerName: null,
      promise: 'call back',
      promisedFor: until,
    });
    expect(await recordPromiseKept(deps(), at(4), ana)).toEqual(ok(null));
    expect(await recordPromiseKept(deps(), at(5), ana)).toEqual(refuse('no_promise'));
    expect(await closeTicket(deps(), at(5), ana)).toEqual(ok(null));
    expect(await takeTicket(deps(), at(6), ana)).toEqual(refuse('closed'));
    expect(await ticketsOfCustomer(desk.db, customerId, 5)).toMatchObject([{ ticket: { closedBy: 'Ana' } }]);
    expect(await audited(ticketId)).toEqual([
      'ticket.opened',
      'ticket.taken',
      'ticket.promised',
      'ticket.handed_over',
      'ticket.promise_kept',
      'ticket.closed',
    ]);
  });

  it('is given to nobody who is disabled, away or without a role for it', async () => {
    const { ticketId } = await opened();
    const gone = await aPerson(desk, 'Gone', 'agent');
    const away = await aPerson(desk, 'Away', 'agent');
    const vera = await aPerson(desk, 'Vera', 'viewer');
    await desk.pool.query('update staff set disabled_at = $2 where id = $1', [gone.actor.staffId, NOW]);
    await desk.pool.query('update staff set away_until = $2 where id = $1', [away.actor.staffId, after(HOUR_MS)]);
    for (const { actor } of [gone, away, vera])
      expect(await giveTicket(deps(), { ticketId, revision: 1, toStaffId: actor.staffId }, ana)).toEqual(
        refuse('no_such_person'),
      );
  });

  it('does not change when the audit entry can’t be written', async () => {
    const { ticketId } = await opened();
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(takeTicket(deps(), { ticketId, revision: 1 }, ben)).rejects.toThrow();
    } finally {
      await desk.owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await takeTicket(deps(), { ticketId, revision: 1 }, ben)).toEqual(ok(null));
  });
});

describe('a note', () => {
  const note = (customerId: string, keyId: string | null, text: string) =>
    addNote(deps(), { customerId, keyId, text }, ana);

  it('is shown with its key and with its customer, newest first, and the audit log does not repeat it', async () => {
    const { customerId, customerKeyId, arn } = await addKey(desk.db);
    expect(await note(customerId, null, 'Prefers to be called.')).toMatchObject({ ok: true });
    clock.advance(1_000);
    expect(await note(customerId, customerKeyId, ' Their admin is new.\r\nAsk Dana first. ')).toMatchObject({
      ok: true,
    });
    expect(await notesOfKey(desk.db, customerKeyId, 5)).toMatchObject([
      { by: 'Ana', body: 'Their admin is new.\nAsk Dana first.' },
    ]);
    expect(await notesOfCustomer(desk.db, customerId, 5)).toMatchObject([
      { keyId: customerKeyId, arn },
      { keyId: null, arn: null, body: 'Prefers to be called.' },
    ]);
    const entries = await desk.rows<{ after: unknown }>(
      `select after from audit_log where action = 'note.added' and customer_id = $1`,
      [customerId],
    );
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain('Dana');
  });

  it('with a secret never reaches the database', async () => {
    const { customerId } = await addKey(desk.db);
    const refused = await note(customerId, null, 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
    expect(refused).toEqual(refuse('secret_access_key'));
    expect(await notesOfCustomer(desk.db, customerId, 5)).toEqual([]);
  });

  it('is about a key of its customer', async () => {
    const [mine, theirs] = [await addKey(desk.db), await addKey(desk.db)];
    expect(await note(mine.customerId, theirs.customerKeyId, 'Hello')).toEqual(refuse('key_of_another_customer'));
  });
});
