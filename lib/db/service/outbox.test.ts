import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxEvent } from '#lib/core/service/outbox.ts';
import { NOW, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { createDatabase, createPool, type Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, AGENT, checkDeps, openTestDesk, SWEEP, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { insertOutbox, readOutbox, type OutboxCursor } from './outbox.ts';
import { readRows, SOON_MS } from './read-outbox.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.owner.query('delete from outbox_events'));

const anEvent = (region = 'eu-west-1'): OutboxEvent => ({
  kind: 'key_status_changed',
  subject: newId(),
  region,
  payload: { keyId: newId(), status: 'usable', reason: null },
});

const write = (event: OutboxEvent) => desk.db.transaction((tx) => insertOutbox(tx, [event], NOW));

async function readAll(count: number, after: OutboxCursor | null = null, regions: readonly string[] | null = null) {
  const rows = await readRows(desk, count, after, regions);
  return { subjects: rows.map(({ subject }) => subject), cursor: rows.at(-1)?.cursor ?? null };
}

/** A transaction that writes an event and stays open until it is ended. */
async function anOpenTransaction(event: OutboxEvent) {
  const pool = createPool({
    url: desk.url,
    applicationName: 'late',
    maxConnections: 1,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
  });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let written: () => void = () => undefined;
  const wrote = new Promise<void>((resolve) => (written = resolve));
  const whole = createDatabase(pool).transaction(async (tx: Transaction) => {
    await insertOutbox(tx, [event], NOW);
    written();
    await ended;
  });
  await wrote;
  return {
    commit: async () => {
      end();
      await whole;
      await pool.end();
    },
  };
}

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
const PERSON = AGENT;

describe('the outbox', () => {
  it('never skips an event whose transaction commits late: later ones wait for it', async () => {
    const [before, late, later] = [anEvent(), anEvent(), anEvent()];
    await write(before);
    const open = await anOpenTransaction(late);
    await write(later);
    const first = await readAll(1);
    expect(first.subjects).toEqual([before.subject]);
    await open.commit();
    const second = await readAll(2, first.cursor);
    expect(second.subjects).toEqual([late.subject, later.subject]);
    expect((await readAll(0, second.cursor)).subjects).toEqual([]);
  });

  it('does not wait for a transaction in another database of the same server', async () => {
    const other = await openTestDesk();
    const client = await other.pool.connect();
    try {
      await client.query('begin');
      await client.query('select pg_current_xact_id()');
      const event = anEvent();
      await write(event);
      expect((await readAll(1)).subjects).toEqual([event.subject]);
    } finally {
      await client.query('rollback');
      client.release();
      await other.close();
    }
  });

  it('is read in the order of the numbers of transactions, not of their digits', async () => {
    for (const txid of ['9', '10', '100', '11'])
      await desk.owner.query(
        `insert into outbox_events (id, txid, kind, version, subject, region, payload, occurred_at)
         values ($1, $2::xid8, 'key_cleared', 1, $3, 'eu-west-1', '{}', now())`,
        [newId(), txid, txid],
      );
    expect((await readAll(4)).subjects).toEqual(['9', '10', '11', '100']);
  });

  it('gives a reader every event once, whatever the size of its pages, while others write', async () => {
    const events = Array.from({ length: 60 }, () => anEvent());
    const read: string[] = [];
    let after: OutboxCursor | null = null;
    const writing = Promise.all(
      Array.from({ length: 4 }, async (_writer, w) => {
        for (const event of events.filter((_one, n) => n % 4 === w)) await write(event);
      }),
    );
    let endsBy = Infinity;
    void writing.then(() => (endsBy = performance.now() + SOON_MS));
    while (read.length < events.length) {
      const rows = await readOutbox(desk.db, { after, regions: null, limit: 7 });
      read.push(...rows.map(({ subject }) => subject));
      after = rows.at(-1)?.cursor ?? after;
      if (performance.now() > endsBy && rows.length === 0) break;
    }
    await writing;
    expect(read.toSorted()).toEqual(events.map(({ subject }) => subject).toSorted());
  });

  it('gives a token only the events of its regions', async () => {
    const [here, there] = [anEvent('eu-west-1'), anEvent('us-west-2')];
    await write(here);
    await write(there);
    expect((await readAll(1, null, ['us-west-2'])).subjects).toEqual([there.subject]);
    expect((await readAll(0, null, [])).subjects).toEqual([]);
  });

  it('has the change of a status in the transaction of the check that saw it, and nothing while it stays', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db);
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(10 * 60_000);
    await checkKey(deps, { customerKeyId }, SWEEP);
    const rows = await readRows(desk, 1);
    expect(rows.map(({ kind, version, subject, payload }) => ({ kind, version, subject, payload }))).toEqual([
      {
        kind: 'key_status_changed',
        version: 1,
        subject: customerKeyId,
        payload: { keyId: customerKeyId, status: 'usable', reason: null },
      },
    ]);
  });

  it('H16 has the withdrawal of a proof as a change to unknown, and nothing that checks find after it', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, (_target, asked) =>
      asked === 1 ? {} : { facts: someFacts({ keyState: 'Disabled' }) },
    );
    await checkKey(deps, { customerKeyId }, SWEEP);
    await desk.owner.query('delete from outbox_events');
    const withdrawn = await withdrawOwnership(
      deps,
      { customerKeyId, reason: 'Another customer says it is theirs.' },
      PERSON,
    );
    expect(withdrawn).toMatchObject({ ok: true });
    deps.clock.advance(10 * 60_000);
    await checkKey(deps, { customerKeyId }, SWEEP);
    const rows = await readRows(desk, 1);
    expect(rows.map(({ payload }) => payload)).toEqual([
      { keyId: customerKeyId, status: 'unknown', reason: 'ownership_withdrawn' },
    ]);
  });

  it('keeps what was written, whatever the app’s role does', async () => {
    await write(anEvent());
    for (const column of ['payload', 'kind', 'subject', 'occurred_at'])
      await expect(desk.pool.query(`update outbox_events set ${column} = ${column}`)).rejects.toThrow('permission');
    await expect(desk.db.execute(sql`delete from outbox_events`)).rejects.toThrow();
  });
});
