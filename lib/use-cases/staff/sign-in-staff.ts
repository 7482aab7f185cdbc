import type { Actor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { SESSION_ABSOLUTE_MS } from '#lib/core/staff/session-life.ts';
import type { SignedIn, SignIn, SignInRefusal } from '#lib/core/staff/sign-in.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { deleteSessionsReplacedBy, endSessionsOf, insertSession } from '#lib/db/staff/sessions.ts';
import { findIdentity, recordSignIn } from '#lib/db/staff/staff.ts';

/**
 * Signs in a person whom the identity provider named: staff row, session and audit entry in one transaction. A known
 * person who may not enter gets an audit entry. A person who lost the role also loses every open session.
 */
export async function signInStaff(
  deps: { db: Database; clock: () => Date },
  signIn: SignIn,
  requestId: string | null,
): Promise<Result<SignedIn, SignInRefusal>> {
  const at = deps.clock();
  const { role } = signIn;
  return deps.db.transaction(async (tx) => {
    if (!role.ok) return turnAway(tx, signIn, role.reason, at, requestId);
    const identity = { ...signIn.identity, role: role.value };
    const recorded = await recordSignIn(tx, identity, at);
    if (recorded === null) return turnAway(tx, signIn, 'disabled', at, requestId);
    const { staffId, appearance, shortcuts } = recorded;

    const { tokenHash, previousTokenHash, userAgent } = signIn;
    await deleteSessionsReplacedBy(tx, { staffId, previousTokenHash, at });
    const session = { id: newId(), tokenHash, staffId, userAgent, at, expiresAt: endOf(at) };
    await insertSession(tx, session);
    const actor: Actor = { kind: 'staff', staffId, name: identity.name, role: identity.role, sessionId: session.id };
    await appendAudit(
      tx,
      {
        action: 'staff.signed_in',
        actor,
        targetType: 'staff',
        targetId: staffId,
        customerId: null,
        before: null,
        after: { role: identity.role },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ staffId, sessionId: session.id, expiresAt: session.expiresAt, appearance, shortcuts });
  });
}

const endOf = (at: Date): Date => new Date(at.getTime() + SESSION_ABSOLUTE_MS);

async function turnAway(
  tx: Transaction,
  { identity }: SignIn,
  reason: SignInRefusal,
  at: Date,
  requestId: string | null,
): Promise<Result<never, SignInRefusal>> {
  const known = await findIdentity(tx, identity);
  if (known !== null) {
    await endSessionsOf(tx, known.id);
    await appendAudit(
      tx,
      {
        action: 'staff.refused',
        actor: { kind: 'staff', staffId: known.id, name: known.name, role: known.role, sessionId: null },
        targetType: 'staff',
        targetId: known.id,
        customerId: null,
        before: null,
        after: null,
        reason,
      },
      at,
      requestId,
    );
  }
  return refuse(reason);
}
