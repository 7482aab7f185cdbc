import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { OidcEnv } from '#lib/config/env.ts';
import { clientAuthentication, idTokenSignature, type ProviderMetadata } from './discovery.ts';

export const PROVIDER_ID = 'oidc';
const PROVIDER_TIMEOUT_MS = 4_000;

type Claims = Record<string, unknown>;

/**
 * The identity provider in next-auth's form. The endpoints come from metadata whose issuer was checked, so next-auth
 * discovers nothing again. PKCE, state and nonce are all required.
 */
export function oidcProvider(oidc: OidcEnv, metadata: ProviderMetadata): OAuthConfig<Claims> {
  const scopes = ['openid', 'email', 'profile'];
  // Some providers send the groups only if a scope of that name is requested.
  if (metadata.scopes_supported.includes(oidc.roleClaim)) scopes.push(oidc.roleClaim);
  return {
    id: PROVIDER_ID,
    name: 'OpenID Connect',
    type: 'oauth',
    issuer: oidc.issuer,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    checks: ['pkce', 'state', 'nonce'],
    idToken: true,
    authorization: { url: metadata.authorization_endpoint, params: { scope: scopes.join(' ') } },
    jwks_endpoint: metadata.jwks_uri,
    client: {
      id_token_signed_response_alg: idTokenSignature(metadata),
      token_endpoint_auth_method: clientAuthentication(metadata),
    },
    httpOptions: { timeout: PROVIDER_TIMEOUT_MS },
    token: {
      url: metadata.token_endpoint,
      async request({ client, provider, params, checks }) {
        // next-auth doesn't tell its client that the provider promises `iss`, so it is checked here (RFC 9207).
        if (metadata.authorization_response_iss_parameter_supported && params['iss'] === undefined)
          throw new Error("The identity provider's answer has no issuer (iss).");
        return { tokens: await client.callback(provider.callbackUrl, params, checks) };
      },
    },
    userinfo: {
      ...(metadata.userinfo_endpoint !== undefined && { url: metadata.userinfo_endpoint }),
      async request({ client, tokens }) {
        // An openid-client TokenSet, which next-auth types as a plain object.
        const answered = tokens as Exclude<Parameters<typeof client.userinfo>[0], string>;
        const claims: Claims = answered.claims();
        const complete = claims['email'] !== undefined && claims[oidc.roleClaim] !== undefined;
        if (complete || metadata.userinfo_endpoint === undefined) return claims;
        // Some providers send email or groups only here. The ID token wins; openid-client compares the subjects.
        return { ...(await client.userinfo(answered)), ...claims };
      },
    },
    profile: (claims) => ({ id: String(claims['sub']), email: null, name: null }),
  };
}
