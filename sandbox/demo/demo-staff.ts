import type { By } from '#lib/core/staff/audit.ts';
import { hashSessionToken, newSessionToken } from '#lib/auth/session-token.ts';
import { roleOfGroups } from '#lib/core/staff/role-map.ts';
import { findIdentity } from '#lib/db/staff/staff.ts';
import { signInStaff } from '#lib/use-cases/staff/sign-in-staff.ts';
import { DEMO_STAFF } from '../idp/staff.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';

export type DemoActor = 'Aidan Agent' | 'Priya Approver';
export type Staff = Readonly<Record<DemoActor, By>>;

/**
 * A member of the demo's staff, as who they are after their sign-ins. Whoever has signed in before doesn't sign in again.
 * @param signIns when they signed in; each session is over
 */
export async function signInDemoStaff({ db, oidc }: DemoDesk, name: DemoActor, signIns: readonly Date[]): Promise<By> {
  const person = DEMO_STAFF.find((one) => one.name === name);
  if (person === undefined) throw new Error(`${name} is not one of the demo's staff.`);
  const { subject, email, groups } = person;
  const identity = { issuer: oidc.issuer, subject, name, email };
  const role = roleOfGroups(groups, oidc.roleMap);
  let staffId = (await findIdentity(db, identity))?.id;
  for (const at of staffId === undefined ? signIns : []) {
    const tokenHash = hashSessionToken(newSessionToken());
    if (tokenHash === null) throw new Error('A new session token is malformed.');
    const signIn = { identity, role, tokenHash, previousTokenHash: null, userAgent: null };
    ({ staffId } = accepted(await signInStaff({ db, clock: () => at }, signIn, null)));
  }
  if (staffId === undefined) throw new Error(`${name} has never signed in.`);
  return { actor: { kind: 'staff', staffId, name, role: accepted(role), sessionId: null }, requestId: null };
}
