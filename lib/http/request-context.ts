import 'server-only';
import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import { cache } from 'react';
import { sessionCookieName } from '#lib/auth/cookies.ts';
import { readSession, type SignedInStaff } from '#lib/auth/session.ts';
import type { Result } from '#lib/core/result.ts';
import type { NoSession } from '#lib/core/staff/session-life.ts';
import { runtime } from '#lib/runtime.ts';
import type { GuardContext } from './guard-action.ts';
import { REQUEST_ID_HEADER } from './request-headers.ts';

/** The session of this request. The database is asked once per request. */
export const readStaff = cache(async (byPerson: boolean): Promise<Result<SignedInStaff, NoSession>> => {
  const { env, db, clock } = runtime();
  const cookie = (await cookies()).get(sessionCookieName(env.origin));
  return readSession({ db, clock }, cookie?.value, byPerson);
});

/** What a guard needs of the current request. */
export async function guardContext(byPerson: boolean): Promise<GuardContext> {
  const { env, log } = runtime();
  const sent = await headers();
  return {
    origin: env.origin,
    headers: sent,
    requestId: sent.get(REQUEST_ID_HEADER),
    readStaff: () => readStaff(byPerson),
    log,
    rethrow: unstable_rethrow,
  };
}
