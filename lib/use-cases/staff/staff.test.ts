import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ok, refuse } from '#lib/core/result.ts';
import type { SignIn } from '#lib/core/staff/sign-in.ts';
import { CHANGE_CHANNEL, type Database } from '#lib/db/database.ts';
import { findSession } from '#lib/db/staff/sessions.ts';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';
import { findStaff, listStaff } from '#lib/db/staff/staff.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { disableStaff } from './disable-staff.ts';
import { enableStaff } from './enable-staff.ts';
import { setAppearance } from './set-appearance.ts';
import { setShortcuts } from './set-shortcuts.ts';
import { signInStaff } from './sign-in-staff.ts';
import { signOut } from './sign-out.ts';

let desk: TestDesk;
let pool: TestDesk['pool'];
let owner: TestDesk['owner'];
let db: Database;
let now = new Date('2026-03-14T09:00:00Z');
let lastToken = 0;
const deps = () => ({ db, clock: () => now });

beforeAll(async () => {
  desk = await openTestDesk();
  ({ pool, owner, db } = desk);
});

afterAll(() => desk.close());

beforeEach(async () => {
  now = new Date('2026-03-14T09:00:00Z');
  await pool.query('delete from staff');
});

const tokenHash = (): Buffer => Buffer.from(String((lastToken += 1)).padStart(32, '0'));

const arriving = (subject: string, role: StaffRole, changed: Partial<SignIn> = {}): SignIn => ({
  identity: { issuer: 'https://login.acme.test', subject, name: subject, email: `${subject}@acme.test` },
  role: ok(role),
  tokenHash: tokenHash(),
  previousTokenHash: null,
  userAgent: null,
  ...changed,
});

async function signedIn(subject: string, role: StaffRole): Promise<StaffRow> {
  const admitted = await signInStaff(deps(), arriving(subject, role), null);
  const member = admitted.ok ? await findStaff(db, admitted.value.staffId) : null;
  if (member === null) throw new Error(`${subject} could not sign in`);
  return member;
}

const actor = ({ id, name, role }: StaffRow) => ({ kind: 'staff', staffId: id, name, role, sessionId: null }) as const;

const sessionsOf = async (member: StaffRow): Promise<number> =>
  (await pool.query('select 1 from sessions where staff_id = $1 and expires_at > $2', [member.id, now])).rowCount ?? 0;

type Audited = { action: string; reason: string | null; request_id: string | null; after: unknown };
async function auditOf(member: StaffRow): Promise<Audited[]> {
  const { rows } = await pool.query<Audited>(
    'select action, reason, request_id, after from audit_log where target_id = $1 order by seq',
    [member.id],
  );
  return rows;
}

describe('signing in', () => {
  it('writes staff, session and audit entry together', async () => {
    const admitted = await signInStaff(deps(), arriving('ada', 'admin'), 'request-1');
    expect(admitted).toMatchObject({ ok: true, value: { expiresAt: new Date('2026-03-14T21:00:00Z') } });
    const [ada] = await listStaff(db);
    expect(ada).toMatchObject({ name: 'ada', role: 'admin', lastSignInAt: now, revision: 1 });
    expect(ada && (await sessionsOf(ada))).toBe(1);
    expect(ada && (await auditOf(ada))).toMatchObject([
      { action: 'staff.signed_in', request_id: 'request-1', after: { role: 'admin' } },
    ]);
  });

  it('writes nothing at all when the audit entry cannot be written', async () => {
    await owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(signInStaff(deps(), arriving('ada', 'admin'), null)).rejects.toThrow();
    } finally {
      await owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await listStaff(db)).toEqual([]);
  });

  it('decides the role again each time, for open sessions too', async () => {
    const before = await signedIn('ada', 'admin');
    const after = await signedIn('ada', 'viewer');
    expect(after).toMatchObject({ id: before.id, role: 'viewer', revision: before.revision + 1 });
    expect(await sessionsOf(after)).toBe(2);
  });

  it('is no change of the person while the role stays the same', async () => {
    expect((await signedIn('ada', 'admin')).revision).toBe((await signedIn('ada', 'admin')).revision);
  });

  it('gives the person’s own theme and density back in every browser, and choosing them isn’t a change of the person', async () => {
    const first = await signInStaff(deps(), arriving('ada', 'admin'), null);
    expect(first).toMatchObject({ value: { appearance: { theme: 'system', density: 'normal' } } });
    const [ada] = await listStaff(db);
    await signedIn('vera', 'viewer');
    await setAppearance(deps(), ada?.id ?? '', { theme: 'dark', density: 'compact' });
    expect(await signInStaff(deps(), arriving('ada', 'admin'), null)).toMatchObject({
      value: { appearance: { theme: 'dark', density: 'compact' } },
    });
    expect(await signInStaff(deps(), arriving('vera', 'viewer'), null)).toMatchObject({
      value: { appearance: { theme: 'system', density: 'normal' } },
    });
    expect(await findStaff(db, ada?.id ?? '')).toMatchObject({ revision: ada?.revision });
  });

  it('gives back whether single keys are shortcuts for the person, in every browser', async () => {
    const shortcuts = async () => {
      const arrived = await signInStaff(deps(), arriving('ada', 'admin'), null);
      return arrived.ok && arrived.value.shortcuts;
    };
    expect(await shortcuts()).toBe(true);
    const [ada] = await listStaff(db);
    await setShortcuts(deps(), ada?.id ?? '', false);
    expect(await shortcuts()).toBe(false);
    await setShortcuts(deps(), ada?.id ?? '', true);
    expect(await shortcuts()).toBe(true);
  });

  it('tells two people with one email address apart by their subject', async () => {
    const identity = { issuer: 'https://login.acme.test', name: 'Ada', email: 'ada@acme.test' };
    await signInStaff(deps(), arriving('a', 'admin', { identity: { ...identity, subject: 'a' } }), null);
    await signInStaff(deps(), arriving('b', 'viewer', { identity: { ...identity, subject: 'b' } }), null);
    expect((await listStaff(db)).map(({ role }) => role).toSorted()).toEqual(['admin', 'viewer']);
  });

  it('ends the browser’s earlier session, whoever’s it was', async () => {
    const first = arriving('ada', 'admin');
    await signInStaff(deps(), first, null);
    await signInStaff(deps(), arriving('vera', 'viewer', { previousTokenHash: first.tokenHash }), null);
    const [ada] = await listStaff(db);
    expect(ada && (await sessionsOf(ada))).toBe(0);
  });

  it('deletes the person’s ended sessions', async () => {
    const ada = await signedIn('ada', 'admin');
    now = new Date(now.getTime() + 30 * 60_000);
    await signedIn('ada', 'admin');
    expect(await sessionsOf(ada)).toBe(1);
  });

  it.each(['no_role', 'several_roles'] as const)(
    'refuses an unknown person with %s and writes nothing',
    async (reason) => {
      expect(await signInStaff(deps(), arriving('nora', 'viewer', { role: refuse(reason) }), null)).toEqual(
        refuse(reason),
      );
      expect(await listStaff(db)).toEqual([]);
    },
  );

  it('ends every open session of a person who lost the role, and audits it', async () => {
    const ada = await signedIn('ada', 'admin');
    expect(await signInStaff(deps(), arriving('ada', 'admin', { role: refuse('no_role') }), null)).toEqual(
      refuse('no_role'),
    );
    expect(await sessionsOf(ada)).toBe(0);
    expect(await auditOf(ada)).toMatchObject([
      { action: 'staff.signed_in' },
      { action: 'staff.refused', reason: 'no_role' },
    ]);
  });

  it('refuses a disabled person, and audits it', async () => {
    const vera = await signedIn('vera', 'viewer');
    await pool.query('update staff set disabled_at = $1', [now]);
    expect(await signInStaff(deps(), arriving('vera', 'viewer'), null)).toEqual(refuse('disabled'));
    expect((await auditOf(vera)).at(-1)).toMatchObject({ action: 'staff.refused', reason: 'disabled' });
  });
});

describe('signing out', () => {
  it('ends the session and is audited once, however often it is requested', async () => {
    const admitted = await signInStaff(deps(), arriving('vera', 'viewer'), null);
    const [vera] = await listStaff(db);
    if (!admitted.ok || vera === undefined) throw new Error('could not sign in');
    const { sessionId } = admitted.value;
    await Promise.all([1, 2].map(() => signOut(deps(), { sessionId }, { ...actor(vera), sessionId }, null)));
    expect(await sessionsOf(vera)).toBe(0);
    expect((await auditOf(vera)).filter(({ action }) => action === 'staff.signed_out')).toHaveLength(1);
  });
});

describe('disabling a member of staff', () => {
  const disable = (by: StaffRow, member: StaffRow, revision = member.revision) =>
    disableStaff(deps(), { staffId: member.id, revision, reason: 'left the company' }, actor(by), 'request-2');

  it('ends all sessions at once and is audited with the reason', async () => {
    const ada = await signedIn('ada', 'admin');
    await signedIn('vera', 'viewer');
    const vera = await signedIn('vera', 'viewer');
    expect(await disable(ada, vera)).toEqual({ ok: true, value: { endedSessions: 2 } });
    expect(await findStaff(db, vera.id)).toMatchObject({ disabledAt: now, revision: vera.revision + 1 });
    expect(await sessionsOf(vera)).toBe(0);
    expect((await auditOf(vera)).at(-1)).toMatchObject({
      action: 'staff.disabled',
      reason: 'left the company',
      request_id: 'request-2',
    });
  });

  it('lets an open page say why its session ended, and no session is valid again when the person is enabled', async () => {
    const ada = await signedIn('ada', 'admin');
    const arrived = arriving('vera', 'viewer');
    await signInStaff(deps(), arrived, null);
    const vera = (await listStaff(db)).find(({ name }) => name === 'vera');
    if (vera === undefined) throw new Error('vera could not sign in');
    await disable(ada, vera);
    expect(await findSession(db, arrived.tokenHash)).toMatchObject({ disabledAt: now });
    await enableStaff(deps(), { staffId: vera.id, revision: vera.revision + 1, reason: null }, actor(ada), null);
    expect(await findSession(db, arrived.tokenHash)).toBeNull();
  });

  it('tells every web process, when it is committed, so that open streams end', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    const told: unknown[] = [];
    owner.on('notification', ({ payload }) => void told.push(JSON.parse(payload ?? '')));
    await owner.query(`listen ${CHANGE_CHANNEL}`);
    await disable(ada, vera);
    await owner.query(`unlisten ${CHANGE_CHANNEL}`);
    owner.removeAllListeners('notification');
    expect(told).toEqual([{ kind: 'staff', id: vera.id }]);
  });

  it('is rolled back completely when the audit entry cannot be written', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    await owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(disable(ada, vera)).rejects.toThrow();
    } finally {
      await owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await findStaff(db, vera.id)).toEqual(vera);
    expect(await sessionsOf(vera)).toBe(1);
  });

  it('is refused for yourself', async () => {
    const ada = await signedIn('ada', 'admin');
    expect(await disable(ada, ada)).toEqual(refuse('yourself'));
  });

  it('is refused for the last enabled admin, whoever does it', async () => {
    const ada = await signedIn('ada', 'admin');
    const gone = await signedIn('gone', 'viewer');
    expect(await disable(gone, ada)).toEqual(refuse('last_admin'));
  });

  it('leaves one admin when two disable each other at the same moment', async () => {
    const ada = await signedIn('ada', 'admin');
    const bob = await signedIn('bob', 'admin');
    const outcomes = await Promise.all([disable(ada, bob), disable(bob, ada)]);
    expect(outcomes.filter(({ ok: done }) => done)).toHaveLength(1);
    expect((await listStaff(db)).filter(({ disabledAt }) => disabledAt === null)).toHaveLength(1);
  });

  it('is refused when somebody else changed the person in between', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    await signedIn('vera', 'agent');
    expect(await disable(ada, vera)).toEqual(refuse('superseded'));
  });

  it('says so when it was already done, or when there is no such person', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    await disable(ada, vera);
    expect(await disable(ada, vera)).toEqual(refuse('already_disabled'));
    await pool.query('delete from staff where id = $1', [vera.id]);
    expect(await disable(ada, vera)).toEqual(refuse('not_found'));
  });

  it('wins against a sign-in at the same moment', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    await Promise.all([disable(ada, vera), signInStaff(deps(), arriving('vera', 'viewer'), null)]);
    expect(await sessionsOf(vera)).toBe(0);
  });

  it('is undone by enabling, audited, and only once', async () => {
    const ada = await signedIn('ada', 'admin');
    const vera = await signedIn('vera', 'viewer');
    await disable(ada, vera);
    const enable = (revision: number) =>
      enableStaff(deps(), { staffId: vera.id, revision, reason: null }, actor(ada), null);
    expect(await enable(vera.revision)).toEqual(refuse('superseded'));
    expect(await enable(vera.revision + 1)).toEqual({ ok: true, value: null });
    expect(await enable(vera.revision + 2)).toEqual(refuse('already_enabled'));
    expect((await auditOf(vera)).at(-1)).toMatchObject({ action: 'staff.enabled' });
    expect(await signInStaff(deps(), arriving('vera', 'viewer'), null)).toMatchObject({ ok: true });
  });
});
