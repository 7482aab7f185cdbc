import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSessionToken, newSessionToken } from '#lib/auth/session-token.ts';
import { readSession } from '#lib/auth/session.ts';
import { ok } from '#lib/core/result.ts';
import { after, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import type { Database } from '#lib/db/database.ts';
import { addKey, AGENT, checkDeps, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readKeyEvents } from '#lib/queries/key/key-events.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { readKeyPeriods } from '#lib/queries/key/key-periods.ts';
import { signInStaff } from '#lib/use-cases/staff/sign-in-staff.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
let customerKeyId = '';
beforeAll(async () => {
  desk = await openTestDesk();
  ({ customerKeyId } = await addKey(desk.db));
  await checkKey(checkDeps(desk.db), { customerKeyId }, AGENT);
});
afterAll(() => desk.close());

/** The statements that reading sends, and how many of them were sent before the first answer came. */
async function statementsOf(read: (db: Database) => Promise<unknown>): Promise<{ sent: string[]; firstWave: number }> {
  const sent: string[] = [];
  const db = drizzle(desk.pool, { logger: { logQuery: (query) => void sent.push(query) } });
  const reading = read(db);
  // Nothing has been answered yet: answers come with later turns of the event loop.
  await Promise.resolve();
  await Promise.resolve();
  const firstWave = sent.length;
  await reading;
  return { sent, firstWave };
}
const deps = (db: Database) => ({ db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const VIEWER = { role: 'viewer' } as const;

describe('a page asks the database once, with one wave of statements', () => {
  it.each([
    ['the page of a key', 6, (db: Database) => readKeyPage(deps(db), VIEWER, customerKeyId)],
    [
      'a page of a key’s history',
      2,
      (db: Database) => readKeyEvents(deps(db), VIEWER, customerKeyId, { group: 'rotation', after: null }),
    ],
    ['the periods of a key', 2, (db: Database) => readKeyPeriods(deps(db), VIEWER, customerKeyId)],
  ] as const)('%s: %i', async (_, statements, read) => {
    const { sent, firstWave } = await statementsOf(read);
    expect(sent).toHaveLength(statements);
    expect(firstWave).toBe(statements);
  });
});

describe('a request of a signed-in person', () => {
  const token = newSessionToken();
  const statementsAt = async (ms: number): Promise<string[]> => {
    const clock = () => after(ms);
    const { sent } = await statementsOf((db) => readSession({ db, clock }, token, true));
    return sent.map((query) => query.split(' ')[0] ?? '');
  };
  beforeAll(async () => {
    const identity = { issuer: 'https://login.acme.test', subject: 'ana', name: 'Ana Agent', email: 'ana@acme.test' };
    const tokenHash = hashSessionToken(token) ?? Buffer.alloc(0);
    const signIn = { identity, role: ok('agent' as const), tokenHash, previousTokenHash: null, userAgent: 'test' };
    await signInStaff({ db: desk.db, clock: () => NOW }, signIn, null);
  });

  it('reads the session and writes nothing within a minute of the last one', async () => {
    expect(await statementsAt(MINUTE_MS - 1)).toEqual(['select']);
  });

  it('records the request after a minute, once', async () => {
    expect(await statementsAt(MINUTE_MS)).toEqual(['select', 'update']);
    expect(await statementsAt(MINUTE_MS)).toEqual(['select']);
    expect(await statementsAt(2 * MINUTE_MS)).toEqual(['select', 'update']);
  });
});
