import { z } from 'zod';
import type { OidcEnv } from '#lib/config/env.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { roleOfGroups } from '#lib/core/staff/role-map.ts';

/** A person as the identity provider's checked claims describe them. */
type JudgedClaims = {
  identity: { issuer: string; subject: string; name: string; email: string };
  role: Result<StaffRole, 'no_role' | 'several_roles'>;
};

type ClaimsRefusal = 'wrong_issuer' | 'malformed' | 'no_email' | 'email_unverified';

const groups = z
  .union([z.string().transform((group) => [group]), z.array(z.string())])
  .catch([])
  .default([]);

/** One line of text without control characters and halves of characters, safe to show and to log. */
const shown = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);

/**
 * Checks the merged claims of ID token and userinfo. Issuer, audience, signature, times and nonce of the ID token are
 * checked already; the issuer is compared again with the configured one.
 */
export function judgeClaims(
  claims: Readonly<Record<string, unknown>>,
  oidc: OidcEnv,
): Result<JudgedClaims, ClaimsRefusal> {
  if (claims['iss'] !== oidc.issuer) return refuse('wrong_issuer');
  const subject = shown(255).safeParse(claims['sub']);
  if (!subject.success) return refuse('malformed');
  const email = shown(254).safeParse(claims['email']);
  if (!email.success) return refuse('no_email');
  if (claims['email_verified'] === false || claims['email_verified'] === 'false') return refuse('email_unverified');
  const name = shown(200).safeParse(claims['name'] ?? claims['preferred_username']);
  return ok({
    identity: {
      issuer: oidc.issuer,
      subject: subject.data,
      name: name.success ? name.data : email.data,
      email: email.data,
    },
    role: roleOfGroups(groups.parse(claims[oidc.roleClaim]), oidc.roleMap),
  });
}
