import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { OidcEnv } from '#lib/config/env.ts';
import { clientAuthentication, idTokenSignature, type ProviderMetadata } from './discovery.ts';

export const PROVIDER_ID = 'oidc';
const PROVIDER_TIMEOUT_MS = 4_000;

type Claims = Record<string, unknown>;

/**
 * The identity provider as next-auth takes it. Endpoints come from metadata whose issuer was compared already, so that
 * nothing is discovered again on the way; PKCE, state and nonce are all demanded.
 */
export function oidcProvider(oidc: OidcEnv, metadata: ProviderMetadata): OAuthConfig<Claims> {
  const scopes = ['openid', 'email', 'profile'];
  // Some providers give the roles only to who asks for a scope of that name.
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
        // next-auth builds the client without this promise of the provider, so it is held here (RFC 9207).
        if (metadata.authorization_response_iss_parameter_supported && params['iss'] === undefined)
          throw new Error('The identity provider left out who answers (iss).');
        return { tokens: await client.callback(provider.callbackUrl, params, checks) };
      },
    },
    userinfo: {
      ...(metadata.userinfo_endpoint !== undefined && { url: metadata.userinfo_endpoint }),
      async request({ client, tokens }) {
        // openid-client's own TokenSet, which next-auth types as its bare fields.
        const answered = tokens as Exclude<Parameters<typeof client.userinfo>[0], string>;
        const claims: Claims = answered.claims();
        const complete = claims['email'] !== undefined && claims[oidc.roleClaim] !== undefined;
        if (complete || metadata.userinfo_endpoint === undefined) return claims;
        // Some providers give e-mail or groups only here. The id token wins; openid-client compares the subjects.
        return { ...(await client.userinfo(answered)), ...claims };
      },
    },
    profile: (claims) => ({ id: String(claims['sub']), email: null, name: null }),
  };
}
