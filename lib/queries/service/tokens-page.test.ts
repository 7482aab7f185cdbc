import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashServiceToken, newServiceToken } from '#lib/auth/service-token.ts';
import { shownTokenState } from '#lib/core/service/token-life.ts';
import { scopesInFull, scopesInList } from '#lib/core/service/token-words.ts';
import { DAY_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { aClock, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readTokensPage } from '#lib/queries/service/tokens-page.ts';
import { makeToken } from '#lib/use-cases/service/make-token.ts';
import { revokeToken } from '#lib/use-cases/service/revoke-token.ts';

const ADMIN = {
  kind: 'staff',
  staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ad',
  name: 'Ada Admin',
  role: 'admin',
  sessionId: null,
} as const;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const clock = aClock();
const deps = () => ({ db: desk.db, clock, regions: REGIONS });
const generate = () => {
  const token = newServiceToken();
  return { token, hash: hashServiceToken(token) };
};
async function make(name: string, days: number, regions: string[] | null = null) {
  const made = await makeToken({ ...deps(), generate }, { name, scopes: ['keys:read'], regions, days }, ADMIN, null);
  if (!made.ok) throw new Error(made.reason);
  clock.advance(1000);
  return made.value;
}

describe('the page of tokens', () => {
  it('lists those that may be used first, each with who made it and what it allows, and never the token or its hash', async () => {
    const revoked = await make('Revoked', 90);
    const short = await make('Short', 1);
    const long = await make('Long', 366, ['eu-west-1']);
    await revokeToken(deps(), { id: revoked.id, reason: 'It leaked' }, ADMIN, null);

    const page = await readTokensPage(deps(), ADMIN);
    expect(page.tokens.map(({ name }) => name)).toEqual(['Long', 'Short', 'Revoked']);
    expect(page.regions).toEqual(REGIONS.map(({ code, name }) => ({ code, name })));
    expect(page.tokens[0]).toMatchObject({ createdBy: 'Ada Admin', lastFour: long.token.slice(-4), useCount: 0 });
    expect(page.tokens[2]).toMatchObject({ revokedBy: 'Ada Admin', revokeReason: 'It leaked' });
    const shown = JSON.stringify(page);
    for (const { token } of [revoked, short, long]) {
      expect(shown).not.toContain(token);
      expect(shown).not.toContain(hashServiceToken(token).toString('hex'));
    }
    expect(shown).not.toContain('tokenHash');

    clock.advance(2 * DAY_MS);
    const later = await readTokensPage(deps(), ADMIN);
    expect(later.tokens.map(({ name }) => name)).toEqual(['Long', 'Short', 'Revoked']);
    expect(later.tokens.map((token) => shownTokenState(token, clock()))).toEqual(['live', 'expired', 'revoked']);
  });

  it('is for admins only', async () => {
    for (const role of ['viewer', 'agent', 'approver'] as const)
      await expect(readTokensPage(deps(), { role })).rejects.toThrow(`The role ${role} may not see tokens.`);
  });
});

describe('a token in the list', () => {
  it('is said to expire soon in its last 14 days, and then to be expired', () => {
    const at = (days: number) =>
      shownTokenState({ expiresAt: new Date(NOW.getTime() + days * DAY_MS), revokedAt: null }, NOW);
    expect([at(14), at(13.9), at(0)]).toEqual(['live', 'expires_soon', 'expired']);
    expect(shownTokenState({ expiresAt: NOW, revokedAt: NOW }, NOW)).toBe('revoked');
  });

  it('says what it allows, and a scope of a newer version by its code', () => {
    expect(scopesInList(['keys:read', 'keys:paint'])).toBe('read keys and events; keys:paint');
    expect(scopesInFull(['keys:read', 'keys:paint'])).toBe(
      'read keys, whether a first job may be created, and events; keys:paint',
    );
  });
});
