import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackPath } from './callback-path.ts';

const ORIGIN = 'https://desk.acme.test';

describe('callbackPath', () => {
  it.each([
    ['/keys?q=a&region=eu-west-1', '/keys?q=a&region=eu-west-1'],
    [`${ORIGIN}/keys`, '/keys'],
    ['/keys#top', '/keys'],
  ])('keeps a path of the desk: %s', (asked, path) => {
    expect(callbackPath(asked, ORIGIN)).toBe(path);
  });

  it.each([
    undefined,
    null,
    ['/keys', '/audit'],
    '',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    'https://evil.test/keys',
    'https://desk.acme.test.evil.test/',
    'https://desk.acme.test@evil.test/',
    'https://me:pw@desk.acme.test/keys',
    'http://desk.acme.test/keys',
    'javascript:alert(1)',
    'data:text/html,x',
    '/api/auth/signout',
    '/sign-in?callbackUrl=/sign-in',
    '/no-entry',
    '/_next/static/a.js',
    `${ORIGIN}//evil.test`,
    `/${'x'.repeat(3_000)}`,
  ])('leads home instead of to %j', (asked) => {
    expect(callbackPath(asked, ORIGIN)).toBe('/');
  });

  it('never leaves the origin, whatever the address asks for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `/${text}`),
        ),
        (asked) => {
          expect(new URL(callbackPath(asked, ORIGIN), ORIGIN).origin).toBe(ORIGIN);
        },
      ),
    );
  });
});
