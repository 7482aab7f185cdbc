import type { StaffRole } from './capability.ts';
import type { Result } from '#lib/core/result.ts';

/** Somebody whom the identity provider named, at the door. */
export type SignIn = {
  /** (issuer, subject) is who they are; name and e-mail are how they are called today. */
  identity: { issuer: string; subject: string; name: string; email: string };
  /** What the groups of today say. */
  role: Result<StaffRole, 'no_role' | 'several_roles'>;
  tokenHash: Buffer;
  /** Of the session that this browser held before, if any: it ends. */
  previousTokenHash: Buffer | null;
  userAgent: string | null;
};

export type SignedIn = { staffId: string; sessionId: string; expiresAt: Date };

/** Why somebody is not let in, though the identity provider knows them. */
export const NO_ENTRY_REASONS = ['no_role', 'several_roles', 'disabled', 'no_email', 'email_unverified'] as const;
export type NoEntryReason = (typeof NO_ENTRY_REASONS)[number];

export type SignInRefusal = Extract<NoEntryReason, 'no_role' | 'several_roles' | 'disabled'>;
