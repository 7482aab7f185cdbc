import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '#lib/core/result.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { signInStaff } from '#lib/use-cases/staff/sign-in-staff.ts';
import { hashSessionToken, newSessionToken } from './session-token.ts';
import { endedAmong, readSession } from './session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SIGNED_IN_AT = new Date('2026-03-14T09:00:00Z');

let desk: TestDesk;
let pool: TestDesk['pool'];
let db: TestDesk['db'];
let now = SIGNED_IN_AT;
const clock = () => now;

beforeAll(async () => {
  desk = await openTestDesk();
  ({ pool, db } = desk);
});

afterAll(() => desk.close());

beforeEach(async () => {
  now = SIGNED_IN_AT;
  await pool.query('delete from staff');
});

/** The session as a request finds it, `ms` after sign-in. */
function at(ms: number, token: string, byPerson = true) {
  now = new Date(SIGNED_IN_AT.getTime() + ms);
  return readSession({ db, clock }, token, byPerson);
}

async function signIn(): Promise<string> {
  const token = newSessionToken();
  const admitted = await signInStaff(
    { db, clock },
    {
      identity: { issuer: 'https://login.acme.test', subject: 'aidan', name: 'Aidan Agent', email: 'aidan@acme.test' },
      role: ok('agent'),
      tokenHash: hashSessionToken(token) ?? Buffer.alloc(0),
      previousTokenHash: null,
      userAgent: 'test',
    },
    null,
  );
  expect(admitted.ok).toBe(true);
  return token;
}

const sessionCount = async (): Promise<number> => (await pool.query('select 1 from sessions')).rowCount ?? 0;

describe('a session', () => {
  it('names who is signed in', async () => {
    const token = await signIn();
    expect(await at(0, token)).toMatchObject({
      ok: true,
      value: {
        name: 'Aidan Agent',
        role: 'agent',
        expiresAt: new Date('2026-03-14T21:00:00Z'),
      },
    });
  });

  it('is stored as a hash: the token itself is nowhere in the database', async () => {
    const token = await signIn();
    const { rows } = await pool.query<{ row: string }>('select sessions::text as row from sessions');
    expect(rows[0]?.row).not.toContain(token);
    expect(rows[0]?.row).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    const stored = await pool.query<{ token_hash: Buffer }>('select token_hash from sessions');
    expect(stored.rows[0]?.token_hash).toEqual(hashSessionToken(token));
  });

  it.each([undefined, '', 'x'.repeat(43), newSessionToken()])('is not found by another token: %s', async (token) => {
    await signIn();
    expect(await readSession({ db, clock }, token, true)).toEqual({ ok: false, reason: 'signed_out' });
  });

  it('ends after exactly 30 minutes without a person’s request, and is then deleted', async () => {
    const token = await signIn();
    expect(await at(30 * MINUTE - 1, token, false)).toMatchObject({ ok: true });
    expect(await at(30 * MINUTE, token)).toEqual({ ok: false, reason: 'idle_too_long' });
    expect(await sessionCount()).toBe(0);
    expect(await at(0, token)).toEqual({ ok: false, reason: 'signed_out' });
  });

  it('is kept alive by a person’s requests', async () => {
    const token = await signIn();
    expect(await at(29 * MINUTE, token)).toMatchObject({ ok: true });
    expect(await at(58 * MINUTE, token)).toMatchObject({ ok: true });
    expect(await at(88 * MINUTE, token)).toEqual({ ok: false, reason: 'idle_too_long' });
  });

  it('is not kept alive by polling and events', async () => {
    const token = await signIn();
    for (let minute = 1; minute < 30; minute += 1)
      expect(await at(minute * MINUTE, token, false)).toMatchObject({ ok: true });
    expect(await at(30 * MINUTE, token, false)).toEqual({ ok: false, reason: 'idle_too_long' });
  });

  it('ends after exactly 12 hours, however active the person is', async () => {
    const token = await signIn();
    for (let half = 1; half < 48; half += 1) expect(await at((half * HOUR) / 4, token)).toMatchObject({ ok: true });
    expect(await at(12 * HOUR - 1, token)).toMatchObject({ ok: true });
    expect(await at(12 * HOUR, token)).toEqual({ ok: false, reason: 'expired' });
    expect(await sessionCount()).toBe(0);
  });

  it('stores when it was last used at most once a minute', async () => {
    const token = await signIn();
    const lastSeen = async () =>
      (await pool.query<{ last_seen_at: Date }>('select last_seen_at from sessions')).rows[0]?.last_seen_at;
    await at(MINUTE - 1, token);
    expect(await lastSeen()).toEqual(SIGNED_IN_AT);
    await at(MINUTE, token);
    expect(await lastSeen()).toEqual(new Date('2026-03-14T09:01:00Z'));
  });

  it('ends at once when its owner is disabled, in whatever way', async () => {
    const token = await signIn();
    await pool.query('update staff set disabled_at = $1', [now]);
    expect(await at(0, token)).toEqual({ ok: false, reason: 'disabled' });
    expect(await sessionCount()).toBe(0);
  });

  it('has the person’s current role, not the role at sign-in', async () => {
    const token = await signIn();
    await pool.query("update staff set role = 'viewer'");
    expect(await at(0, token)).toMatchObject({ value: { role: 'viewer' } });
  });

  it('of an open stream is told to have ended for the same reasons, and is neither kept alive nor deleted by that', async () => {
    const token = await signIn();
    const session = await at(0, token);
    if (!session.ok) throw new Error('not signed in');
    const { sessionId } = session.value;
    const endedAt = async (ms: number) => {
      now = new Date(SIGNED_IN_AT.getTime() + ms);
      return Object.fromEntries(await endedAmong({ db, clock }, [sessionId, UNKNOWN]));
    };
    expect(await endedAt(30 * MINUTE - 1)).toEqual({ [UNKNOWN]: 'signed_out' });
    expect(await endedAt(30 * MINUTE)).toEqual({ [UNKNOWN]: 'signed_out', [sessionId]: 'idle_too_long' });
    expect(await endedAt(12 * HOUR)).toMatchObject({ [sessionId]: 'expired' });
    await pool.query('update staff set disabled_at = $1', [now]);
    expect(await endedAt(0)).toMatchObject({ [sessionId]: 'disabled' });
    expect(await sessionCount()).toBe(1);
  });
});

const UNKNOWN = '0199d2a0-0000-7000-8000-000000000009';
