import { describe, expect, it } from 'vitest';
import type { OidcEnv } from '#lib/config/env.ts';
import { judgeClaims } from './claims.ts';

const OIDC: OidcEnv = {
  issuer: 'https://login.acme.test',
  clientId: 'keydesk',
  clientSecret: 'unused here',
  roleClaim: 'groups',
  roleMap: new Map([
    ['desk-agents', 'agent'],
    ['desk-admins', 'admin'],
  ]),
};

const CLAIMS = {
  iss: 'https://login.acme.test',
  sub: 'aidan',
  email: 'aidan@acme.test',
  name: 'Aidan Agent',
  groups: ['desk-agents'],
};

const judged = (changed: Record<string, unknown>, oidc = OIDC) => judgeClaims({ ...CLAIMS, ...changed }, oidc);

describe('judgeClaims', () => {
  it('identifies a person by issuer and subject, never by email', () => {
    expect(judged({})).toEqual({
      ok: true,
      value: {
        identity: { issuer: CLAIMS.iss, subject: 'aidan', name: 'Aidan Agent', email: 'aidan@acme.test' },
        role: { ok: true, value: 'agent' },
      },
    });
  });

  it.each([
    ['another issuer', { iss: 'https://login.evil.test' }, 'wrong_issuer'],
    ['the issuer with an extra slash', { iss: 'https://login.acme.test/' }, 'wrong_issuer'],
    ['no issuer', { iss: undefined }, 'wrong_issuer'],
    ['no subject', { sub: undefined }, 'malformed'],
    ['a subject that is not text', { sub: 7 }, 'malformed'],
    ['an empty subject', { sub: ' ' }, 'malformed'],
    ['a subject with half a character', { sub: 'a\uD800' }, 'malformed'],
    ['no email', { email: undefined }, 'no_email'],
    ['an email with a line break', { email: 'a@b\r\nBcc: c@d' }, 'no_email'],
    ['an email that the provider calls unverified', { email_verified: false }, 'email_unverified'],
  ])('refuses %s', (_what, changed, reason) => {
    expect(judged(changed)).toEqual({ ok: false, reason });
  });

  it.each([
    ['no claim', undefined],
    ['an empty claim', []],
    ['a claim of another shape', { 'desk-admins': true }],
    ['a claim that holds more than text', ['desk-admins', 7]],
  ])('gives no role for %s', (_what, groups) => {
    expect(judged({ groups })).toMatchObject({ value: { role: { ok: false, reason: 'no_role' } } });
  });

  it('shows the email where the name can’t be stored', () => {
    expect(judged({ name: 'Ada \uD800' })).toMatchObject({ value: { identity: { name: 'aidan@acme.test' } } });
  });

  it('accepts a single group as text', () => {
    expect(judged({ groups: 'desk-admins' })).toMatchObject({ value: { role: { ok: true, value: 'admin' } } });
  });

  it('gives no role when the groups map to two roles', () => {
    expect(judged({ groups: ['desk-agents', 'desk-admins'] })).toMatchObject({
      value: { role: { reason: 'several_roles' } },
    });
  });

  it('reads the configured claim', () => {
    const oidc = { ...OIDC, roleClaim: 'https://acme.test/roles' };
    expect(judged({ 'https://acme.test/roles': ['desk-admins'] }, oidc)).toMatchObject({
      value: { role: { value: 'admin' } },
    });
  });
});
