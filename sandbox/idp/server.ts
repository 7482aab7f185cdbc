import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider, type Configuration } from 'oidc-provider';
import { chosenStaff, loginPage, problemPage } from './login-page.ts';
import { DEMO_STAFF } from './staff.ts';

export type IdpOptions = {
  /** 0 uses any free port. */
  port: number;
  clientId: string;
  clientSecret: string;
  redirectUris: readonly string[];
};

export type Idp = { issuer: string; close(): Promise<void> };

const SCOPES = 'openid email profile groups';
const HOUR_S = 3600;

/**
 * A real OpenID provider on loopback, in memory only: authorization code with PKCE, RS256 id tokens, discovery, userinfo.
 * The user signs in by choosing a name.
 * @throws Error if it can't listen on the port
 */
export async function startIdp(options: IdpOptions): Promise<Idp> {
  const server = createServer();
  const port = await listen(server, options.port);
  const issuer = `http://127.0.0.1:${port}`;
  const provider = withoutConsoleOutput(() => new Provider(issuer, configuration(options)));
  const serve = provider.callback();
  server.on('request', (request, response) => {
    forgetSession(request);
    const uid = /^\/interaction\/([\w-]{1,100})$/.exec(request.url ?? '')?.[1];
    const answered = uid === undefined ? serve(request, response) : login(provider, request, response);
    answered.catch((error: unknown) => problem(response, error));
  });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, requested: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(requested, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : requested);
    });
  });
}

function configuration({ clientId, clientSecret, redirectUris }: IdpOptions): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', alg: 'RS256', use: 'sig', kid: 'demo' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    pkce: { required: () => true },
    scopes: SCOPES.split(' '),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    // Claims of scopes go into the id token too, except for emailOnlyInUserinfo.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: HOUR_S,
      AuthorizationCode: 60,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      Session: HOUR_S,
      Grant: HOUR_S,
    },
    findAccount: (_context, subject) => {
      const member = DEMO_STAFF.find((known) => known.subject === subject);
      if (member === undefined) return undefined;
      const { name, groups, email, emailOnlyInUserinfo } = member;
      return {
        accountId: subject,
        claims: (use) => ({
          sub: subject,
          name,
          groups: [...groups],
          ...((use === 'userinfo' || !emailOnlyInUserinfo) && { email, email_verified: true }),
        }),
      };
    },
    // No consent page: the vendor runs both Keydesk and the provider.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    renderError: (context, { error, error_description: description }) => {
      context.type = 'html';
      context.body = problemPage(`${error}: ${description ?? ''}`);
    },
  };
}

/** Every sign-in shows the login page, so that one browser can switch between people. */
function forgetSession(request: IncomingMessage): void {
  const { cookie } = request.headers;
  if (cookie === undefined) return;
  request.headers.cookie = cookie
    .split('; ')
    .filter((pair) => !pair.startsWith('_session'))
    .join('; ');
}

const LONGEST_CHOICE = 1_000;

async function login(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return send(response, 200, loginPage(`/interaction/${uid}`));
  if (Number(request.headers['content-length'] ?? Infinity) > LONGEST_CHOICE)
    return send(response, 413, problemPage('The form is too large.'));
  const member = chosenStaff(await text(request));
  if (member === undefined) return send(response, 400, loginPage(`/interaction/${uid}`));
  await provider.interactionFinished(request, response, { login: { accountId: member.subject, remember: false } });
}

function problem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.end();
  else send(response, 400, problemPage(error instanceof Error ? error.message : 'Unknown error.'));
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
  response.end(html);
}

/** oidc-provider warns about what is intended here (no TLS, no storage), which would hide the line with the issuer. */
function withoutConsoleOutput<T>(make: () => T): T {
  const { info, warn } = console;
  Object.assign(console, { info: () => undefined, warn: () => undefined });
  try {
    return make();
  } finally {
    Object.assign(console, { info, warn });
  }
}
