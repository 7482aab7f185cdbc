import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { callbackPath } from '#lib/auth/callback-path.ts';
import type { SignedInStaff } from '#lib/auth/session.ts';
import { can, type Capability } from '#lib/core/staff/capability.ts';
import { runtime } from '#lib/runtime.ts';
import { readStaff } from './request-context.ts';
import { PATH_HEADER, REQUEST_ID_HEADER } from './request-headers.ts';

/** The signed-in member of staff, or null. Counts as activity of that person. */
export async function currentStaff(): Promise<SignedInStaff | null> {
  const session = await readStaff(true);
  return session.ok ? session.value : null;
}

/**
 * The signed-in member of staff. Pages call it first, and again wherever they read data. Without a session it redirects
 * to the sign-in page, which leads back here.
 * @param capability what the page requires; a role without it gets the 403 page
 */
export async function requireStaff(capability: Capability = 'keys:read'): Promise<SignedInStaff> {
  const session = await readStaff(true);
  const asked = await headers();
  if (!session.ok) redirect(signInPath(asked.get(PATH_HEADER), session.reason));
  const staff = session.value;
  if (can(staff.role, capability)) return staff;
  const { staffId, role } = staff;
  const requestId = asked.get(REQUEST_ID_HEADER);
  runtime().log.warn({ event: 'authz_fail', capability, staffId, role, requestId }, 'page refused');
  return forbidden();
}

function signInPath(wished: string | null, reason: string): string {
  const path = callbackPath(wished, runtime().env.origin);
  const query = new URLSearchParams({ ...(path !== '/' && { callbackUrl: path }), ended: reason });
  return `/sign-in?${query}`;
}
