import type { NextRequest } from 'next/server';
import { createDiscovery } from '#lib/auth/discovery.ts';
import { authRoute, type AuthRequest } from '#lib/http/auth-route.ts';
import { runtime } from '#lib/runtime.ts';
import { signInStaff } from '#lib/use-cases/staff/sign-in-staff.ts';
import { signOut } from '#lib/use-cases/staff/sign-out.ts';

type Context = { params: Promise<{ nextauth: string[] }> };

let discover: AuthRequest['discover'] | null = null;

const answer = async (request: NextRequest, { params }: Context): Promise<Response> => {
  const deps = runtime();
  discover ??= createDiscovery(deps.env.oidc.issuer);
  return authRoute({
    request,
    step: (await params).nextauth.join('/'),
    discover,
    signIn: (signIn, requestId) => signInStaff(deps, signIn, requestId),
    signOut: (sessionId, actor, requestId) => signOut(deps, { sessionId }, actor, requestId),
  });
};

export { answer as GET, answer as POST };
