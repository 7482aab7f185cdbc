import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Result } from '#lib/core/result.ts';
import type { Appearance } from './appearance.ts';

/** A person whom the identity provider has authenticated, before Keydesk accepts them. */
export type SignIn = {
  /** (issuer, subject) identifies the person; name and email are their current ones. */
  identity: { issuer: string; subject: string; name: string; email: string };
  /** The role that their current groups give them. */
  role: Result<StaffRole, 'no_role' | 'several_roles'>;
  tokenHash: Buffer;
  /** Of this browser's previous session, if any; it ends. */
  previousTokenHash: Buffer | null;
  userAgent: string | null;
};

export type SignedIn = {
  staffId: string;
  sessionId: string;
  expiresAt: Date;
  appearance: Appearance;
  /** Whether single keys are shortcuts for this person. */
  shortcuts: boolean;
};

/** Why a person can't use Keydesk although the identity provider has authenticated them. */
export const NO_ENTRY_REASONS = ['no_role', 'several_roles', 'disabled', 'no_email', 'email_unverified'] as const;
export type NoEntryReason = (typeof NO_ENTRY_REASONS)[number];

export type SignInRefusal = Extract<NoEntryReason, 'no_role' | 'several_roles' | 'disabled'>;
