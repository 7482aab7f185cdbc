import type { By } from '#lib/core/staff/audit.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import { eq } from 'drizzle-orm';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import type { Database } from '#lib/db/database.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import { newId } from '#lib/db/new-id.ts';
import { readLines, type StoredLine } from '#lib/db/setup/line-facts.ts';
import { AGENT, checkDeps, newArn } from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { attestFacts } from './attest-facts.ts';
import { receiveKey } from './receive-key.ts';
import { recordOurSide } from './record-our-side.ts';
import { startSetup } from './start-setup.ts';

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
export const BY: By = { actor: AGENT, requestId: 'r1' };

/** A customer who is ready for a setup. */
export async function aCustomer(db: Database, at: Date, externalId: string | null = `ext-${newId()}`): Promise<string> {
  const id = await db.transaction((tx) =>
    insertCustomer(tx, { name: `Customer ${newId()}`, timeZone: 'Europe/Berlin', at }),
  );
  await db.update(customers).set({ externalId }).where(eq(customers.id, id));
  return id;
}

/**
 * The steps of a setup of one workspace, each by its use case. A step that is left out is what a test is about.
 * @param answer what KMS answers; everything is allowed without it
 */
export function aJourney(db: Database, answer?: Parameters<typeof checkDeps>[1]) {
  const deps = checkDeps(db, answer);
  let setupId = '';
  let lineId = '';
  let customerId = '';
  let arn = '';
  const stored = async (): Promise<StoredLine> => {
    const [line] = await readLines(db, { setupId }, deps.clock());
    if (line === undefined) throw new Error('There is no such setup.');
    return line;
  };
  const input = async () => ({ setupId, lineId, revision: (await stored()).setup.revision });
  const must = <T>(result: { ok: boolean; value?: T; reason?: string }): T => {
    if (!result.ok) throw new Error(`Refused: ${result.reason}`);
    return result.value as T;
  };
  const keyId = async (): Promise<string> => (await stored()).key?.id ?? '';
  const journey = {
    deps,
    stored,
    input,
    keyId,
    ids: () => ({ setupId, lineId, customerId, arn }),
    /** Goes on with another setup of one workspace. */
    adopt: async (given: string) => {
      setupId = given;
      lineId = (await stored()).line.id;
    },
    start: async (externalId?: string | null, ofCustomer?: string, others: readonly string[] = []) => {
      customerId = ofCustomer ?? (await aCustomer(db, deps.clock(), externalId));
      const workspaces = ['main', ...others].map((name) => ({ name, region: 'eu-west-1' }));
      const askedBy = { contactId: null, name: 'Dana Ruiz' };
      ({ setupId } = must(await startSetup(deps, { customerId, ticket: '#4711', askedBy, workspaces }, BY)));
      lineId = (await stored()).line.id;
    },
    attest: async () =>
      void must(
        await attestFacts(
          deps,
          { ...(await input()), plan: true, workspace: true, jobs: true, existingData: null },
          BY,
        ),
      ),
    receive: async (given: string = newArn()) => {
      arn = given;
      must(await receiveKey(deps, { ...(await input()), arn, holder: 'customer', grantStatement: null }, BY));
    },
    own: async () => {
      const at = deps.clock();
      const id = await keyId();
      await db
        .update(customerKeys)
        .set({ ownershipProvenAt: at, cause: 'never_checked' })
        .where(eq(customerKeys.id, id));
      await db
        .insert(ownershipProofs)
        .values({ id: newId(), keyId: id, customerId, arn, kind: 'ciphertext', provenAt: at });
    },
    check: async (afterMs = 6 * MINUTE_MS) => {
      deps.clock.advance(afterMs);
      must(await checkKey(deps, { customerKeyId: await keyId() }, AGENT));
    },
    encryptTest: async () => {
      deps.clock.advance(MINUTE_MS);
      must(await proveKey(deps, { customerKeyId: await keyId() }, AGENT));
      deps.clock.advance(MINUTE_MS);
    },
    ourSide: async () =>
      void must(await recordOurSide(deps, { ...(await input()), arn, how: 'seen in the console' }, BY)),
  };
  return journey;
}
export type Journey = ReturnType<typeof aJourney>;

/** Everything before the gate. */
export async function readyToClear(db: Database, without: readonly (keyof Journey)[] = []): Promise<Journey> {
  const journey = aJourney(db);
  await journey.start(without.includes('start') ? null : undefined);
  for (const step of ['attest', 'receive', 'own', 'check', 'check', 'encryptTest', 'ourSide'] as const)
    if (!without.includes(step)) await journey[step]();
  return journey;
}
