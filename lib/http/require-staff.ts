import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { callbackPath } from '#lib/auth/callback-path.ts';
import type { SignedInStaff } from '#lib/auth/session.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import { runtime } from '#lib/runtime.ts';
import { readStaff } from './request-context.ts';
import { isNoDatabase, NO_DATABASE_MARK } from './no-database.ts';
import { newReference } from './reference.ts';
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
  const session = await readStaff(true).catch(withReference);
  const asked = await headers();
  if (!session.ok) redirect(signInPath(asked.get(PATH_HEADER), session.reason));
  const staff = session.value;
  if (can(staff.role, capability)) return staff;
  const { staffId, role } = staff;
  const requestId = asked.get(REQUEST_ID_HEADER);
  runtime().log.warn({ event: 'authz_fail', capability, staffId, role, requestId }, 'page refused');
  return forbidden();
}

/** Marks the error of a database that does not answer, so that the error page can say so. Next passes on no more of it. */
function withReference(error: unknown): never {
  // Several parts of a page wait for the same reading.
  throw isNoDatabase(error) && error instanceof Error && !('digest' in error)
    ? Object.assign(error, { digest: `${NO_DATABASE_MARK}${newReference()}` })
    : error;
}

function signInPath(wished: string | null, reason: string): string {
  const path = callbackPath(wished, runtime().env.origin);
  const query = new URLSearchParams({ ...(path !== '/' && { callbackUrl: path }), ended: reason });
  return `/sign-in?${query}`;
}
