import { z } from 'zod';
import { isSafelyReached, parseUrl } from '#lib/config/loopback.ts';

const DISCOVERY_TIMEOUT_MS = 4_000;
const FRESH_MS = 10 * 60_000;

const endpoint = z.string().refine((text) => {
  const url = parseUrl(text);
  return url !== null && isSafelyReached(url);
}, 'must be an https URL (http only on loopback)');

const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  userinfo_endpoint: endpoint.optional(),
  jwks_uri: endpoint,
  scopes_supported: z.array(z.string()).default([]),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

/** The identity provider's metadata (OpenID Connect Discovery 1.0, section 3). */
export type ProviderMetadata = z.output<typeof metadata>;

// Every ID token must have the first one that the provider supports. `none` and shared secrets are left out on purpose.
const SIGNATURES = ['RS256', 'PS256', 'ES256', 'RS384', 'RS512', 'ES384', 'ES512', 'PS384', 'PS512', 'EdDSA'] as const;
const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'] as const;

/** The signature algorithm that ID tokens must use. */
export const idTokenSignature = (provider: ProviderMetadata): string =>
  known(SIGNATURES, provider.id_token_signing_alg_values_supported, 'ID token signature');

/** How the client authenticates at the token endpoint. */
export const clientAuthentication = (provider: ProviderMetadata): (typeof CLIENT_AUTHENTICATION)[number] =>
  known(CLIENT_AUTHENTICATION, provider.token_endpoint_auth_methods_supported, 'client authentication method');

function known<Name extends string>(ours: readonly Name[], theirs: readonly string[], what: string): Name {
  const chosen = ours.find((name) => theirs.includes(name));
  if (chosen === undefined) throw new Error(`The identity provider offers no ${what} that Keydesk accepts.`);
  return chosen;
}

/**
 * Reads the provider's metadata, at most every ten minutes.
 * @throws Error when it doesn't arrive in time, or names another issuer than the configured one
 */
export function createDiscovery(issuer: string): () => Promise<ProviderMetadata> {
  let last: { readAtMs: number; metadata: ProviderMetadata } | null = null;
  return async () => {
    const nowMs = performance.now();
    if (last === null || nowMs - last.readAtMs > FRESH_MS) last = { readAtMs: nowMs, metadata: await discover(issuer) };
    return last.metadata;
  };
}

async function discover(issuer: string): Promise<ProviderMetadata> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`The identity provider answered discovery with ${response.status}.`);
  const found = metadata.parse(await response.json());
  // An exact comparison: a similar issuer could let another organization's people in.
  if (found.issuer !== issuer)
    throw new Error("The identity provider's metadata names another issuer than OIDC_ISSUER.");
  return found;
}
