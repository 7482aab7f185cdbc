import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startIdp } from '#sandbox/idp/server.ts';
import { clientAuthentication, createDiscovery, idTokenSignature } from './discovery.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function providerSaying(changed: (issuer: string) => Record<string, unknown>): Promise<string> {
  const made = createServer((_request, response) => {
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...changed(issuer),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(metadata));
  });
  server = made;
  await new Promise<void>((resolve) => {
    made.listen(0, '127.0.0.1', resolve);
  });
  const address = made.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return issuer;
}

describe('discovery', () => {
  it('reads a real provider', async () => {
    const idp = await startIdp({
      port: 0,
      clientId: 'c',
      clientSecret: 's',
      redirectUris: ['http://localhost:3000/cb'],
    });
    const metadata = await createDiscovery(idp.issuer)();
    await idp.close();
    expect(metadata).toMatchObject({ issuer: idp.issuer, authorization_response_iss_parameter_supported: true });
    expect(idTokenSignature(metadata)).toBe('RS256');
    expect(clientAuthentication(metadata)).toBe('client_secret_basic');
  });

  it.each([
    ['another issuer', { issuer: 'https://login.evil.test' }],
    ['the issuer with an extra slash', (issuer: string) => ({ issuer: `${issuer}/` })],
    ['a token endpoint without TLS', { token_endpoint: 'http://login.acme.test/token' }],
    ['no keys', { jwks_uri: undefined }],
  ])('refuses a provider that names %s', async (_what, changed) => {
    const issuer = await providerSaying((own) => (typeof changed === 'function' ? changed(own) : changed));
    await expect(createDiscovery(issuer)()).rejects.toThrow();
  });

  it('asks again after a failure, and not after a success', async () => {
    let asked = 0;
    const issuer = await providerSaying((own) => {
      asked += 1;
      return asked === 1 ? { issuer: 'https://down.test' } : { issuer: own };
    });
    const discover = createDiscovery(issuer);
    await expect(discover()).rejects.toThrow();
    await discover();
    await discover();
    expect(asked).toBe(2);
  });

  it.each([[['none']], [['HS256']], [[]]])(
    'accepts no ID token that is unsigned or signed with a shared secret: %j',
    async (algorithms) => {
      const issuer = await providerSaying(() => ({ id_token_signing_alg_values_supported: algorithms }));
      const metadata = await createDiscovery(issuer)();
      expect(() => idTokenSignature(metadata)).toThrow(/signature/);
    },
  );
});
