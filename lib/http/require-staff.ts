import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { callbackPath } from '#lib/auth/callback-path.ts';
import type { SignedInStaff } from '#lib/auth/session.ts';
import { can, type Capability } from '#lib/core/staff/capability.ts';
import { runtime } from '#lib/runtime.ts';
import { readStaff } from './request-context.ts';
import { PATH_HEADER, REQUEST_ID_HEADER } from './request-headers.ts';

/** Who is signed in, or null. Counts as a person's request. */
export async function currentStaff(): Promise<SignedInStaff | null> {
  const session = await readStaff(true);
  return session.ok ? session.value : null;
}

/**
 * Who is signed in. For pages, at their very beginning and wherever they read.
 * Without a session it leads to the sign-in page, and back here afterwards.
 * @param capability what it takes to see the page; who has not got it gets a 403 with words
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
