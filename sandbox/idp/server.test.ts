import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIdp, type Idp } from './server.ts';
import { DEMO_STAFF } from './staff.ts';

const REDIRECT_URI = 'http://localhost:3000/api/auth/callback/oidc';
const CLIENT = { clientId: 'keydesk', clientSecret: 'a secret of the test' };

let idp: Idp;
beforeAll(async () => {
  idp = await startIdp({ port: 0, ...CLIENT, redirectUris: [REDIRECT_URI] });
});
afterAll(() => idp.close());

const verifier = randomBytes(32).toString('base64url');

const authorizationUrl = (changed: Record<string, string> = {}): string =>
  `${idp.issuer}/auth?${new URLSearchParams({
    client_id: CLIENT.clientId,
    response_type: 'code',
    scope: 'openid email profile groups',
    redirect_uri: REDIRECT_URI,
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changed,
  })}`;

/** A minimal browser: it keeps cookies and follows redirects within the provider. */
function browser() {
  const jar = new Map<string, string>();
  return async function visit(url: string, form?: string): Promise<{ url: string; status: number; html: string }> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, status: response.status, html: await response.text() };
    const next = new URL(location, url).href;
    return next.startsWith(idp.issuer) ? visit(next) : { url: next, status: response.status, html: '' };
  };
}

async function signIn(visit: ReturnType<typeof browser>, subject: string): Promise<URLSearchParams> {
  const page = await visit(authorizationUrl());
  expect(page.html).toContain('Who are you?');
  return new URL((await visit(page.url, `staff=${subject}`)).url).searchParams;
}

async function claimsOf(
  subject: string,
): Promise<{ idToken: Record<string, unknown>; userinfo: Record<string, unknown> }> {
  const answered = await signIn(browser(), subject);
  const response = await fetch(`${idp.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${CLIENT.clientId}:${encodeURIComponent(CLIENT.clientSecret)}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: answered.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    }),
  });
  const tokens = (await response.json()) as { id_token: string; access_token: string };
  const info = await fetch(`${idp.issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const payload = Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url').toString();
  return { idToken: JSON.parse(payload), userinfo: (await info.json()) as Record<string, unknown> };
}

describe('the demo identity provider', () => {
  it('offers every staff member by name, without a password', async () => {
    const { html } = await browser()(authorizationUrl());
    for (const { name } of DEMO_STAFF) expect(html).toContain(name);
    expect(html).not.toContain('<input');
  });

  it.each(DEMO_STAFF)('signs in $name with the groups they are in', async ({ subject, groups, name }) => {
    const { idToken } = await claimsOf(subject);
    expect(idToken).toMatchObject({
      iss: idp.issuer,
      aud: CLIENT.clientId,
      sub: subject,
      name,
      groups,
      nonce: 'the-nonce',
    });
  });

  it('returns the email address of one person only from userinfo', async () => {
    const vera = await claimsOf('vera-viewer');
    expect(vera.idToken).not.toHaveProperty('email');
    expect(vera.userinfo).toMatchObject({ email: 'vera.viewer@vendor.test' });
    expect((await claimsOf('ada-admin')).idToken).toMatchObject({ email: 'ada.admin@vendor.test' });
  });

  it('shows the login page at every sign-in of the same browser', async () => {
    const visit = browser();
    await signIn(visit, 'vera-viewer');
    expect((await signIn(visit, 'ada-admin')).get('code')).toBeTruthy();
  });

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with PKCE method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('refuses a client %s', async (_what, changed, error) => {
    const { url } = await browser()(authorizationUrl(changed));
    expect(new URL(url).searchParams.get('error')).toBe(error);
  });

  it('redirects only to a registered address', async () => {
    const answered = await browser()(authorizationUrl({ redirect_uri: 'http://evil.test/' }));
    expect(answered.url).toContain(idp.issuer);
    expect(answered.html).toContain('redirect_uri');
  });
});
