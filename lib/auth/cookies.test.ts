import { describe, expect, it } from 'vitest';
import { authCookies, sessionCookieName } from './cookies.ts';
import { hashSessionToken, newSessionToken } from './session-token.ts';

describe('the cookies of sign-in', () => {
  it('are bound to the host and to https when Keydesk is served over https', () => {
    for (const { name, options } of Object.values(authCookies('https://desk.acme.test'))) {
      expect(name).toMatch(/^__Host-keydesk-/);
      expect(options).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
      expect(options).not.toHaveProperty('domain');
    }
  });

  it('have no prefix on http loopback, where browsers refuse it', () => {
    for (const { name, options } of Object.values(authCookies('http://localhost:3000'))) {
      expect(name).toMatch(/^keydesk-/);
      expect(options).toMatchObject({ secure: false, httpOnly: true, sameSite: 'lax' });
    }
    expect(sessionCookieName('http://localhost:3000')).toBe('keydesk-session');
  });
});

describe('session tokens', () => {
  it('hold 256 bits and are never repeated', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, newSessionToken));
    expect(tokens.size).toBe(1_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it.each(['', 'x', 'x'.repeat(44), `${'x'.repeat(42)};`, `${'x'.repeat(42)} `])(
    'are not looked for when malformed: %j',
    (token) => {
      expect(hashSessionToken(token)).toBeNull();
    },
  );
});
